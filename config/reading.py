"""Reading a YAML file of `config/` into its model: one clear line about the first mistake."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ConfigurationError

M = TypeVar("M", bound=BaseModel)


class Part(BaseModel):
    """A part of such a file: nothing in it goes unread."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Wording(Part):
    """The same words in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_locale(self, locale: str) -> str:
        """The words in `zh` or `en`."""
        return self.zh if locale == "zh" else self.en


def read_yaml(path: Path, model: type[M]) -> M:
    """The model of a file; ConfigurationError names the first mistake."""
    try:
        content: Any = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(content, Mapping):
            raise ConfigurationError(f"{path.name}: expected a mapping")
        return model.model_validate(content)
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path.name}: {where}: {first['msg']}") from error
