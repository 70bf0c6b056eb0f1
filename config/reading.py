"""Reading a YAML file of `config/` into its model: everything wrong in it, with its line and column."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from pydantic import BaseModel, Field

from core import problems
from core.errors import ConfigurationError
from core.problems import Problem, in_order
from core.reader import read_source_file
from core.shape import Form, Written, shaped

M = TypeVar("M", bound=BaseModel)


MESSAGES: dict[str, str] = {
    **problems.MESSAGES,
    "needs_rule": "the rule `{rule}` needs the rule `{needs}`",
    "streaks_out_of_order": "each streak must be longer than the one before",
    "pattern_empty": "this means nobody; expected `who`, `nights`, `active_days` or `silent_days`",
    "pattern_too_short": "more days are asked for than the {within} in which they are counted; raise `within`",
    "night_bad": "{value} is no night; expected whole hours over midnight, like 22:00-05:00",
    "rule_reserved": "the bot sets the tag `{tag}` for reasons of its own; choose another",
    "rule_twice": "the rule `{other}` sets the tag `{tag}` already",
}
"""What a validator may raise (`PydanticCustomError`) besides what can be wrong with any file."""


@dataclass(frozen=True)
class PolicyProblem(Problem):
    """Something wrong in a file of policies."""

    words: ClassVar[Mapping[str, str]] = MESSAGES


_FORM = Form(messages=MESSAGES)


class Part(Written):
    """A part of such a file: nothing in it goes unread."""


class Wording(Part):
    """The same words in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_locale(self, locale: str) -> str:
        """The words in `zh` or `en`."""
        return self.zh if locale == "zh" else self.en


class BadPolicies(ConfigurationError):
    """A file cannot be taken; its text is the first of the `problems`, and how many there are besides."""

    def __init__(self, found: list[Problem]) -> None:
        more = f" (and {len(found) - 1} more: python -m bot check)" if len(found) > 1 else ""
        super().__init__(f"{found[0]}{more}")
        self.problems = found


def examined(path: Path, model: type[M]) -> tuple[M | None, list[Problem]]:
    """The model of a file, or everything that is wrong in it."""
    source = read_source_file(path, _name(path), PolicyProblem)
    found = None
    if source.data is not None:
        found, findings = shaped(model, source.data, _FORM)
        source.add_findings(findings)
    return (None if source.problems else found), in_order(source.problems)


def read_yaml(path: Path, model: type[M]) -> M:
    """The model of a file; raises BadPolicies."""
    found, wrong = examined(path, model)
    if found is None:
        raise BadPolicies(wrong)
    return found


def _name(path: Path) -> str:
    """As one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
