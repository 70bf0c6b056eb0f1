"""A scenario as read: who there is, and step by step what is done and what must be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rehearsal.scenarios.expected import (
    Message,
    PersonState,
    PlaceState,
    Silence,
    ToastText,
    TodosState,
    TodoText,
)
from rehearsal.scenarios.written import Role
from sop.language.loader import LoadedScript

Local = datetime
"""A time as the community's clocks show it, without its zone."""

OWNER = "owner"
GROUP = "group"
STAFF = "staff"
TODOS = "todos"


@dataclass(frozen=True, slots=True)
class GoTo:
    """Time goes on until then."""

    at: Local


@dataclass(frozen=True, slots=True)
class Pass:
    """So much time goes by."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people do, one after the other.

    `to`: whose latest message is answered or reacted to, or words of it. `below`: words of the message
    under which the button is. `place`: group, private or staff.
    """

    people: tuple[str, ...]
    kind: str
    words: str = ""
    place: str | None = None
    to: str | None = None
    below: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Between which times something must (not) be seen; without any: from the last act or time on."""

    since: Local | None = None
    until: Local | None = None
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class See:
    """A message that must be seen."""

    message: Message
    window: Window


@dataclass(frozen=True, slots=True)
class Nothing:
    """Messages of which none may be seen."""

    message: Silence
    window: Window


@dataclass(frozen=True, slots=True)
class Toasts:
    """What must have popped up."""

    toast: ToastText


@dataclass(frozen=True, slots=True)
class Todos:
    """To-dos that there must be."""

    todo: TodoText


@dataclass(frozen=True, slots=True)
class Knows:
    """What must be known of people."""

    people: tuple[str, ...]
    state: PersonState


@dataclass(frozen=True, slots=True)
class Stands:
    """How the group, the staff chat or the team's work must stand."""

    what: str
    state: PlaceState | TodosState


Step = GoTo | Pass | Act | See | Nothing | Toasts | Todos | Knows | Stands
CHECKS = (See, Nothing, Toasts, Todos, Knows, Stands)


@dataclass(frozen=True, slots=True)
class Line:
    """A step of the timeline and where in the file it stands."""

    line: int
    column: int
    step: Step


@dataclass(frozen=True)
class Scenario:
    """One story. `scripts` are those in force, `first` is day 1, `opens` when it begins."""

    title: str
    file: str
    line: int
    locale: str
    zone: ZoneInfo
    first: date
    opens: Local
    scripts: tuple[LoadedScript, ...]
    cast: Mapping[str, Role]
    staff_chat: bool
    timeline: tuple[Line, ...]
    inputs: Mapping[str, Mapping[str, str | int | float]] = field(default_factory=dict)
