"""The to-dos that the bot opens by itself: which rules are on, when, and in which words."""

import string
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from config.reading import Part, Wording, read_yaml
from core.localtime import QuietHours, format_wall, parse_wall

DEFAULT = Path(__file__).with_name("todos.yaml")

Count = Annotated[int, Field(strict=True, ge=1, le=1000)]


def _check_words(wording: Wording, *known: str) -> Wording:
    """Raise ValueError for a placeholder that stands for nothing."""
    for text in (wording.zh, wording.en):
        try:
            named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise ValueError(f"{text!r}: {error}; write {{{{ for a brace") from error
        strange = named - set(known)
        if strange:
            offered = ", ".join(f"{{{name}}}" for name in known)
            raise ValueError(f"{text!r} names {{{min(strange)}}}; known here: {offered}")
    return wording


class TodoRule(Part):
    """One rule: what to do, the words to use, by when, and who hears of it when it is overdue."""

    enabled: bool = True
    due_hours: Count
    escalate: Literal["owner", "none"] = "none"
    text: Wording
    words: Wording

    @field_validator("text", "words")
    @classmethod
    def _placeholders(cls, wording: Wording) -> Wording:
        return _check_words(wording, *cls.placeholders())

    @classmethod
    def placeholders(cls) -> tuple[str, ...]:
        """What the texts of this rule may name."""
        return ("name",)

    @property
    def due(self) -> timedelta:
        """By when, from its opening."""
        return timedelta(hours=self.due_hours)


class FirstTalk(TodoRule):
    """The day after somebody joined."""


class NoIntroduction(TodoRule):
    """Some days after somebody joined without the tag."""

    after_days: Count
    tag: str = Field(min_length=1, max_length=32)


class StreakLost(TodoRule):
    """A long streak has broken."""

    days: Count

    @classmethod
    def placeholders(cls) -> tuple[str, ...]:
        """What the texts of this rule may name."""
        return ("name", "days")


class Unanswered(TodoRule):
    """A newcomer's first message that nobody answers."""

    after_hours: Count


class TodoRules(Part):
    """All rules."""

    first_talk: FirstTalk
    no_introduction: NoIntroduction
    streak_lost: StreakLost
    unanswered: Unanswered


class TodoPolicy(Part):
    """When the bot opens to-dos of its own, how many, and by which rules."""

    between: str
    daily_at: str
    a_day: Count
    newcomer_days: Count
    rules: TodoRules

    @field_validator("between")
    @classmethod
    def _hours(cls, text: str) -> str:
        return str(QuietHours.parse(text))

    @field_validator("daily_at")
    @classmethod
    def _time_of_day(cls, text: str) -> str:
        return format_wall(parse_wall(text))

    @property
    def silence(self) -> QuietHours:
        """The hours in which none is opened."""
        hours = QuietHours.parse(self.between)
        return QuietHours(hours.end, hours.start)

    @property
    def newcomer_for(self) -> timedelta:
        """How long somebody is new here after joining."""
        return timedelta(days=self.newcomer_days)


def read_todos(path: Path = DEFAULT) -> TodoPolicy:
    """The rules in a file; ConfigurationError names the first mistake."""
    return read_yaml(path, TodoPolicy)
