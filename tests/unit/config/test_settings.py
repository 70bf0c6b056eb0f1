"""The settings: what is read from where, and how each mistake is told."""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsWrong, read_settings
from core.errors import ConfigurationError
from tests.structure.checkout import ROOT

TOKEN = "123456789:AAE-a_token_of_nobody"
NAMES = {name.upper() for name in Settings.model_fields}
NOT_FOR_PEOPLE = {"SOPBOT_TEST_CLOCK"}
"""For tests."""

HOOK = "https://bot.example.org/hook"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def read(folder: Path, **values: str) -> Settings:
    """The settings of a `.env` with a token and these lines."""
    file = folder / ".env"
    lines = {"BOT_TOKEN": TOKEN, **values}
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()), "utf-8")
    return read_settings(file)


def test_a_token_is_all_it_takes(tmp_path: Path):
    settings = read(tmp_path)

    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.owner_ids == frozenset()
    assert (settings.timezone, settings.locale) == ("Asia/Shanghai", "zh")
    assert settings.database_url.startswith("sqlite+aiosqlite:///data/")


def test_the_environment_counts_more_than_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOCALE", "en")
    monkeypatch.setenv("TIMEZONE", "")

    settings = read(tmp_path, LOCALE="zh", TIMEZONE="Europe/London")

    assert (settings.locale, settings.timezone) == ("en", "Europe/London")


def test_without_a_file_the_environment_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOT_TOKEN", TOKEN)

    assert read_settings(tmp_path / ".env").bot_token.get_secret_value() == TOKEN


@pytest.mark.parametrize("written", ["1,22,333", "1, 22,\t333", "1，22，333", "1 22 333 ", ",1,22,,333,"])
def test_owners_are_listed_as_people_list_things(tmp_path: Path, written: str):
    assert read(tmp_path, OWNER_IDS=written).owner_ids == {1, 22, 333}


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("BOT_TOKEN", "my-token", "BOT_TOKEN is not a bot token"),
        ("OWNER_IDS", "@lin", "OWNER_IDS '@lin' is no user id"),
        ("OWNER_IDS", "1,-5", "OWNER_IDS '-5' is no user id"),
        ("OWNER_IDS", "一", "OWNER_IDS '一' is no user id"),
        ("TIMEZONE", "Beijing", "TIMEZONE 'Beijing' is no time zone"),
        ("TIMEZONE", "../../etc/passwd", "is no time zone"),
        ("LOCALE", "fr", "LOCALE 'fr' is not spoken here; expected one of: zh, en"),
        ("WEBHOOK_URL", "http://example.org", "WEBHOOK_URL 'http://example.org' will not do"),
        ("WEBHOOK_URL", "https:hook", "WEBHOOK_URL 'https:hook' will not do"),
        ("WEBHOOK_URL", HOOK, "WEBHOOK_SECRET is not set, but WEBHOOK_URL is"),
        ("WEBHOOK_LISTEN", "8080", "WEBHOOK_LISTEN '8080' is no address; expected one like 127.0.0.1:8080"),
        ("WEBHOOK_LISTEN", "localhost:http", "WEBHOOK_LISTEN 'localhost:http' is no address"),
        ("WEBHOOK_LISTEN", "0.0.0.0:70000", "WEBHOOK_LISTEN '0.0.0.0:70000' is no address"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_variable(tmp_path: Path, name: str, written: str, told: str):
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, **{name: written})

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_all_mistakes_are_known_and_the_first_is_told(tmp_path: Path):
    with pytest.raises(SettingsWrong) as refused:
        read(tmp_path, TIMEZONE="Beijing", LOCALE="fr")

    assert [line.split()[0] for line in refused.value.lines] == ["TIMEZONE", "LOCALE"]
    assert str(refused.value) == refused.value.lines[0]


@pytest.mark.parametrize("secret", ["short", "a secret with spaces in it", "s" * 257])
def test_a_secret_that_telegram_refuses_or_anybody_guesses_is_refused(tmp_path: Path, secret: str):
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET must be 16 to 256 letters") as refused:
        read(tmp_path, WEBHOOK_URL=HOOK, WEBHOOK_SECRET=secret)

    assert secret not in str(refused.value)


def test_a_webhook_takes_an_address_and_a_secret(tmp_path: Path):
    settings = read(
        tmp_path, WEBHOOK_URL=HOOK, WEBHOOK_SECRET="a-secret-of-20_chars", WEBHOOK_LISTEN="[::]:80"
    )

    assert settings.webhook_url == HOOK
    assert settings.webhook_listen == ("::", 80)
    assert read(tmp_path).webhook_listen == ("127.0.0.1", 8080)


def test_no_token_is_told_with_where_to_get_one(tmp_path: Path):
    with pytest.raises(ConfigurationError, match=r"BOT_TOKEN is not set \(BotFather gives you one\)"):
        read_settings(tmp_path / ".env")


def test_a_mistaken_token_is_not_repeated(tmp_path: Path):
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, BOT_TOKEN="secret without a number")

    assert "secret" not in str(refused.value)


def test_the_token_is_not_shown_with_the_settings(tmp_path: Path):
    assert TOKEN not in repr(read(tmp_path))


def test_a_file_that_is_no_text_is_named(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_bytes(b"\xff\xfeBOT_TOKEN\x00")

    with pytest.raises(ConfigurationError, match=r"cannot read .*\.env"):
        read_settings(file)


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path):
    (tmp_path / ".env").mkdir()

    with pytest.raises(ConfigurationError, match="it is not a file; remove it"):
        read_settings(tmp_path / ".env")


def test_every_setting_is_explained_in_the_example():
    example = (ROOT / ".env.example").read_text("utf-8")

    assert sorted(name for name in NAMES - NOT_FOR_PEOPLE if f"{name}=" not in example) == []


def test_the_example_is_read_as_it_is(tmp_path: Path):
    example = (ROOT / ".env.example").read_text("utf-8")
    file = tmp_path / ".env"
    file.write_text(example.replace("BOT_TOKEN=", f"BOT_TOKEN={TOKEN}", 1), "utf-8")

    assert read_settings(file).bot_token.get_secret_value() == TOKEN
