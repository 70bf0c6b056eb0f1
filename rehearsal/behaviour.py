"""How invented people behave: chances and delays, read from a YAML file.

The same people live in a rehearsal and in the playground, so nothing here knows how their acts are carried out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log
from pathlib import Path
from random import Random
from typing import Annotated, ClassVar, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from config.reading import BadPolicies, Part, Wording
from core import problems
from core.errors import ConfigurationError
from core.localtime import parse_wall
from core.problems import Problem, in_order
from core.reader import read_source_file
from core.shape import Form, shaped
from sop.language.values import parse_duration

SHIPPED = Path(__file__).with_name("behaviours")
WORDS = Path(__file__).with_name("words.yaml")
"""What people say when their behaviour has no words of its own."""

NAMES = ("typical", "eager", "lazy", "chaos")

MESSAGES: dict[str, str] = {
    **problems.MESSAGES,
    "bad_chance": "{value} is not a chance; expected one like 70%",
    "bad_delay": "{value} is not a delay; expected 30m, or 5m..6h for anything in between",
    "bad_hours": "{value} are no hours; expected hours like 07:30-23:00, or always",
}


@dataclass(frozen=True)
class BehaviourProblem(Problem):
    """Something wrong in a file of behaviour."""

    words: ClassVar[Mapping[str, str]] = MESSAGES


class BadBehaviour(BadPolicies):
    """A file of behaviour cannot be taken; `problems` say why."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Between two lengths of time, short ones as likely as long ones: of 1m..4h half are below 16 minutes."""

    least: float
    """Seconds."""
    most: float

    @classmethod
    def parse(cls, raw: object) -> Delay:
        """`30m`, or `5m..6h`."""
        if isinstance(raw, Delay):
            return raw
        least, dots, most = str(raw).partition("..")
        try:
            first = parse_duration(least.strip()).total_seconds()
            last = parse_duration(most.strip()).total_seconds() if dots else first
        except PydanticCustomError as error:
            raise PydanticCustomError("bad_delay", "bad_delay") from error
        if first > last:
            raise PydanticCustomError("bad_delay", "bad_delay")
        return cls(first, last)

    def drawn(self, rng: Random) -> timedelta:
        """One such delay, to the second."""
        if self.least == self.most:
            return timedelta(seconds=self.least)
        return timedelta(seconds=round(exp(rng.uniform(log(self.least), log(self.most)))))


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of each local day in minutes, possibly over midnight; equal ends: the whole day."""

    start: int
    end: int

    @classmethod
    def parse(cls, raw: object) -> Hours:
        """`07:30-23:00`, or `always`."""
        if isinstance(raw, Hours):
            return raw
        if raw == "always":
            return cls(0, 0)
        first, _, last = str(raw).partition("-")
        try:
            start, end = parse_wall(first.strip()), parse_wall(last.strip())
        except ValueError as error:
            raise PydanticCustomError("bad_hours", "bad_hours") from error
        return cls(start.hour * 60 + start.minute, end.hour * 60 + end.minute)

    @property
    def length(self) -> int:
        """Minutes."""
        return (self.end - self.start) % 1440 or 1440

    def wait(self, minute: int) -> int:
        """How many minutes after this minute of the day they begin; 0 within them."""
        since = (minute - self.start) % 1440
        return 0 if since < self.length else 1440 - since

    def drawn(self, rng: Random) -> int:
        """A minute of the day within them."""
        return (self.start + rng.randrange(self.length)) % 1440


def _chance(raw: object) -> float:
    found = re.fullmatch(r"([0-9]{1,3})%", str(raw))
    if found is None or int(found[1]) > 100:
        raise PydanticCustomError("bad_chance", "bad_chance")
    return int(found[1]) / 100


M = TypeVar("M", bound=Part)

Chance = Annotated[float, BeforeValidator(_chance)]
AnyDelay = Annotated[Delay, PlainValidator(Delay.parse)]
AnyHours = Annotated[Hours, PlainValidator(Hours.parse)]
Said = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class Starts(Part):
    """Follows the bot's button to its private chat."""

    chance: Chance
    after: AnyDelay


class ChecksIn(Part):
    """Checks in, once a day: when a message with the button comes, or by the word at some hour."""

    chance: Chance
    weekends: Chance | None = None
    """The chance on Saturdays and Sundays; without: the same."""
    reminded: Chance = 0.0
    """The chance at a further message of the same day, for who has not."""
    by_word: Chance = 0.0
    """How many of them say the word in the group instead of pressing."""
    hours: AnyHours
    after: AnyDelay


class Answers(Part):
    """Answers a question. `invalid`: says something that won't do first. `declines`: presses that button."""

    chance: Chance
    after: AnyDelay
    invalid: Chance = 0.0
    declines: Chance = 0.0


class Sometimes(Part):
    """Each day with this chance."""

    a_day: Chance


class Goes(Part):
    """Goes each day with this chance; `returns`: the chance to come back, `after` so long."""

    a_day: Chance
    returns: Chance = 0.0
    after: AnyDelay


class Slips(Part):
    """What nobody means to do. The first two at each press, the others each day."""

    double_press: Chance = 0.0
    old_button: Chance = 0.0
    nonsense: Chance = 0.0
    commands: Chance = 0.0
    """Commands that members may not give."""
    huge: Chance = 0.0
    """A text longer than Telegram takes from the bot."""


class Team(Part):
    """What the owner and the assistants do with to-dos and decisions."""

    does: Chance
    could_not: Chance = 0.0
    """Of those: how many are closed as not reached."""
    agrees: Chance = 1.0
    after: AnyDelay


class Spoken(Part):
    """The same in both languages: several things that may be said."""

    zh: Said
    en: Said

    def in_locale(self, locale: str) -> tuple[str, ...]:
        """Those of `zh` or `en`."""
        return self.zh if locale == "zh" else self.en


class Words(Part):
    """What people say."""

    check_in: Spoken
    answers: Spoken
    invalid: Spoken
    chat: Spoken
    nonsense: Spoken


class Behaviour(Part):
    """How somebody lives in a community. A late one does a tenth of what they do a day late, and so on."""

    title: Wording
    awake: AnyHours
    """What falls outside waits for the morning."""
    starts: Starts
    checks_in: ChecksIn
    answers: Answers
    chats: Sometimes
    reacts: Chance = 0.0
    """At each message of the bot's in the group."""
    away: Goes
    leaves: Goes
    blocks: Goes
    late: Chance = 0.0
    """The chance that something comes a day later than it would have."""
    slips: Slips = Slips()
    team: Team
    words: Words = Field(default_factory=lambda: _read(WORDS, Words))


def read_behaviour(named: str) -> Behaviour:
    """A shipped behaviour by its name, or one from a file; raises BadBehaviour, ConfigurationError."""
    path = SHIPPED / f"{named}.yaml" if named in NAMES else Path(named)
    if not path.exists():
        known = ", ".join(NAMES)
        raise ConfigurationError(f"{named}: no behaviour and no file; expected {known}, or a file")
    return _read(path, Behaviour)


def _read(path: Path, model: type[M]) -> M:
    source = read_source_file(path, str(path), BehaviourProblem)
    found = None
    if source.data is not None:
        found, findings = shaped(model, source.data, _FORM)
        source.add_findings(findings)
    if found is None or source.problems:
        raise BadBehaviour(in_order(source.problems))
    return found


_FORM = Form(messages=MESSAGES)
