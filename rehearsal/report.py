"""What a rehearsal found out: plain data, for a terminal, a page and a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from rehearsal.written import Written


@dataclass(frozen=True, slots=True)
class Cast:
    """Who took part, and when. `behaviour`: its title in both languages."""

    members: int
    days: int
    first_day: date
    behaviour: Mapping[str, str]
    seed: int
    locale: str


@dataclass(slots=True)
class Line:
    """What the bot said: the same words to many are one line with their count.

    Instants are local; `to` is group, private or staff, `who` the one person or group; empty if there were several.
    """

    day: int
    first: datetime
    last: datetime
    to: str
    who: str
    text: str
    labels: tuple[str, ...]
    kind: str
    sop: str
    path: str
    picture: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Peak:
    """The most of something, when (local), and what it was about."""

    count: int
    at: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How much was said. `hours`: messages to groups and in private, by hour from the first midnight on."""

    sent: Mapping[str, int]
    minute: Peak
    """To one group within any sixty seconds."""
    second: Peak
    """To everybody within one second."""
    queue: Peak
    """Due and waiting at once."""
    lasted: timedelta
    """How long that queue took."""
    person: Peak
    """In private to one person on one day."""
    hours: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Closed:
    """Private chats that were not open in the end; some of the names."""

    never: int
    blocked: int
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody could not be written to at a place of a script; `instead`: what was done (skip, mention …)."""

    sop: str
    path: str
    place: str
    instead: str
    people: int
    times: int
    said: str = ""
    """The words of the fallback, if any were seen."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far people came. `ended`: for how many it was the last step, by how that came (done, stopped …); `day`: of
    a step that is done on several.
    """

    id: str
    title: str
    place: str
    reached: int
    acted: int
    timed_out: int
    ended: Mapping[str, int]
    inside: int
    day: int | None = None


@dataclass(frozen=True, slots=True)
class NeverRan:
    """A part of a script that nobody came to: its step, place and kind of action (`step` for a whole one)."""

    step: str
    place: str
    action: str


@dataclass(frozen=True, slots=True)
class ScriptTold:
    """What became of one script. `started`: how many runs it had, and for how many different `people` (none of a script
    that is for a group); `outcomes`: live runs count as `inside`; `reasons` say why runs were stopped.
    """

    sop: str
    title: str
    file: str
    asked: bool
    subject: str
    set_going: Sequence[str]
    started: int
    people: int
    outcomes: Mapping[str, int]
    reasons: Mapping[str, int]
    not_started: Mapping[str, int]
    steps: Sequence[Step]
    never: Sequence[NeverRan]
    written: Written


@dataclass(frozen=True, slots=True)
class TextFault:
    """Something about a text: a code, its place in the file, and particulars."""

    code: str
    place: str
    particulars: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that went wrong: of a script (`sop`), or what the program reported (`code`)."""

    code: str
    sop: str
    place: str
    particulars: Mapping[str, Any]
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything. It contains no instants of the machine, so the same rehearsal gives the same report."""

    cast: Cast
    scripts: Sequence[ScriptTold]
    timeline: Sequence[Line]
    own: Mapping[tuple[str, str], int]
    """What the program said by itself (digests, answers, work sheets), by kind and to whom."""
    finds_bot: bool
    """No script leads to the private chat, so people looked for it by themselves."""
    load: Load
    closed: Closed
    unreached: Sequence[Unreached]
    texts: Sequence[TextFault]
    failures: Sequence[Failure]

    @property
    def failed(self) -> bool:
        """Whether any script failed."""
        return bool(self.failures)
