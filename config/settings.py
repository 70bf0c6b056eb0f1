"""Settings of one instance, from the environment or `.env`. Each is explained in `.env.example`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.errors import ConfigurationError

LOCALES = ("zh", "en")
_SECRET = re.compile(r"[\w-]{16,256}", re.ASCII)
_TOKEN = re.compile(r"\d{3,}:[\w-]{10,}")


class SettingsWrong(ConfigurationError):
    """Some settings are missing or wrong: a line for each in `lines`. As text it is the first of them."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines[0])
        self.lines = lines


class Settings(BaseSettings):
    """What the person who runs the bot decides. Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr
    bot_api_url: str = "https://api.telegram.org"
    database_url: str = "sqlite+aiosqlite:///data/sopbot.db"
    owner_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    sop_dir: Path = Path("sop_scripts")
    timezone: str = "Asia/Shanghai"
    locale: str = "zh"
    webhook_url: str | None = None
    webhook_secret: Annotated[SecretStr | None, Field(validate_default=True)] = None
    webhook_listen: Annotated[tuple[str, int], NoDecode] = ("127.0.0.1", 8080)
    allow_paid_broadcast: bool = False
    """Automatic messages may go faster than Telegram's free limit, which costs the bot's Stars."""
    sopbot_test_clock: str | None = None
    """Loopback URL of an invented clock; only for tests and the demo."""

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("is not a bot token; BotFather gives one like 123456789:AAE…")
        return token

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _ids(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        words = [word for word in re.split(r"[,，\s]+", value) if word]
        wrong = next((word for word in words if not word.isascii() or not word.isdigit()), None)
        if wrong is not None:
            raise ValueError(f"{wrong!r} is no user id; expected numbers separated by commas")
        return frozenset(map(int, words))

    @field_validator("webhook_url")
    @classmethod
    def _https(cls, url: str | None) -> str | None:
        if url and (urlsplit(url).scheme != "https" or not urlsplit(url).hostname):
            raise ValueError(
                f"{url!r} will not do: Telegram wants an address like https://bot.example.org/hook"
            )
        return url or None

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if not info.data.get("webhook_url"):
            return secret
        if secret is None:
            raise ValueError(
                "is not set, but WEBHOOK_URL is: think of a secret, so that only Telegram is believed"
            )
        if not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("must be 16 to 256 letters, digits, _ and -; so Telegram wants it")
        return secret

    @field_validator("webhook_listen", mode="before")
    @classmethod
    def _address(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        host, _, port = value.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise ValueError(f"{value!r} is no address; expected one like 127.0.0.1:8080")
        return host.removeprefix("[").removesuffix("]"), int(port)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name!r} is no time zone; expected a name like Asia/Shanghai") from None
        return name

    @field_validator("locale")
    @classmethod
    def _locale(cls, name: str) -> str:
        if name not in LOCALES:
            raise ValueError(f"{name!r} is not spoken here; expected one of: {', '.join(LOCALES)}")
        return name


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """The settings in force. Raises SettingsWrong; ConfigurationError where `.env` cannot be read."""
    if env_file.exists() and not env_file.is_file():
        raise ConfigurationError(f"cannot read {env_file}: it is not a file; remove it")
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsWrong([_line(one) for one in error.errors()]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read {env_file}: {error}; fix the file or remove it") from error


def _line(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0]).upper()
    if error["type"] == "missing":
        hint = " (BotFather gives you one)" if name == "BOT_TOKEN" else ""
        return f"{name} is not set{hint}: put it in the environment or in .env; see .env.example"
    return f"{name} {error['msg'].removeprefix('Value error, ')}"
