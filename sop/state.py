"""What `decide` is given besides the program: the run's own small state, the world around it, and the input.

A run is one small row. Its state is a few scalars and a short list of places, each of which waits for one
thing; `sop.state_text` is the row's form of it. Instants are aware datetimes in UTC, whole seconds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from community.days_off import NO_DAYS_OFF, DaysOff
from core.facts import Fact
from core.frozen import quickly_made
from core.localtime import QuietHours

Answer = str | int | float


class Cause(StrEnum):
    """What set a thread going: a person's own act, which is answered at once, or the clock."""

    ACT = "act"
    CLOCK = "clock"


class Wait(StrEnum):
    """What a place waits for."""

    HEAD = "head"  # the time at which a step begins
    TIME = "time"  # a plain wait: the time at which its thread goes on
    EVENT = "event"  # a condition, until a deadline
    DELIVERY = "delivery"  # a question that has not reached its person yet
    ANSWER = "answer"  # a question that has
    TASK = "task"  # a to-do to be closed
    GATE = "gate"  # staff to decide
    QUIET = "quiet"  # the end of quiet hours


class Outcome(StrEnum):
    """How a run ended."""

    DONE = "done"
    STOPPED = "stopped"
    GOAL = "goal"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Thread:
    """One execution of a step's actions.

    `nominal` is when the action at hand should happen (lateness is measured from it), `began_at` when the
    step should have begun. `day` is the occurrence of an `each` step, else None. `turn` is 0, or the number
    of the run-this-step-now that began it. A thread `aside` does not lead on to the step after its own.
    """

    nominal: datetime
    began_at: datetime
    cause: Cause
    day: int | None = None
    turn: int = 0
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run waits: a thread at a node, or a step that has yet to begin (`path` is the step then).

    It wakes at `at` (never by time, if None) unless what it waits for comes first.
    """

    path: str
    wait: Wait
    at: datetime | None
    entered_at: datetime
    thread: Thread

    @property
    def step(self) -> str:
        """The id of the step it belongs to."""
        return self.path.partition("/")[0]

    @property
    def label(self) -> str:
        """The name people see and type: `daily[3]/2/none/1`; unique within its run."""
        return label_of(self.path, self.thread.day, self.thread.turn)


def label_of(path: str, day: int | None, turn: int = 0) -> str:
    """A node's path with the occurrence in it: `daily[3]/2`; `daily[3]+1/2` if run by hand."""
    step, slash, rest = path.partition("/")
    occurrence = "" if day is None else f"[{day}]"
    by_hand = f"+{turn}" if turn else ""
    return f"{step}{occurrence}{by_hand}{slash}{rest}"


_LABEL = re.compile(r"(?P<step>[^/\[+]+)(?:\[(?P<day>\d+)\])?(?:\+\d+)?(?P<rest>.*)")


def path_and_day(label: str) -> tuple[str, int | None]:
    """The node's path and the occurrence that `label_of` made a label of."""
    found = _LABEL.fullmatch(label)
    assert found is not None, f"no label: {label!r}"
    day = found["day"]
    return found["step"] + found["rest"], None if day is None else int(day)


def source_of(run_id: int, label: str) -> str:
    """The key of an effect: the same whenever the decision is repeated, and used only once.

    Facts about a question, task or gate carry it as `data["key"]`.
    """
    return f"run:{run_id}:{label}"


def label_in(source: str) -> str:
    """The label that `source_of` made a key of."""
    return source.split(":", 2)[2]


@quickly_made
@dataclass(frozen=True, slots=True)
class RunState:
    """All that a run remembers. Changed only by `decide`, which makes a new one.

    `first_day` is day 1 (a cohort's start date, else the local day of `started_at`). `generation` grows with
    every decision that changes anything. `turns` counts the steps run by hand. `goal_begun` is set once the
    step that the goal leads to has begun, on whatever way, `goal_reached` when it was the goal that led
    there. `outcome` is None while the run lasts.
    """

    id: int
    started_at: datetime
    first_day: date
    generation: int = 0
    places: tuple[Place, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    inputs: Mapping[str, Answer] = field(default_factory=dict)
    turns: int = 0
    goal_begun: bool = False
    goal_reached: bool = False
    outcome: Outcome | None = None

    @property
    def due_at(self) -> datetime | None:
        """The earliest instant at which a place wakes by time; None if none does."""
        return min((place.at for place in self.places if place.at is not None), default=None)

    def after(self, places: tuple[Place, ...], generation: int) -> "RunState":
        """Waiting at other places, a decision later. Spelt out: `replace` takes three times as long."""
        return RunState(
            self.id,
            self.started_at,
            self.first_day,
            generation,
            places,
            self.answers,
            self.inputs,
            self.turns,
            self.goal_begun,
            self.goal_reached,
            self.outcome,
        )


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in: the local day it counts for, and when it was made."""

    day: date
    at: datetime


@quickly_made
@dataclass(frozen=True, slots=True)
class World:
    """What is so around a run when it is decided; the shell loads only what `Program.needs` names.

    For a chat or a cohort only `zone` means something. `check_ins` are in order of time. `days_off` are
    those on which nobody is expected to check in: the bot was down, the community rests, the member is on leave.
    """

    zone: ZoneInfo
    tags: frozenset[str] = frozenset()
    points: int = 0
    level: int = 1
    badges: frozenset[str] = frozenset()
    unlocked: frozenset[str] = frozenset()
    check_ins: tuple[CheckIn, ...] = ()
    streak: int = 0
    stage: str = "new"
    reachable: bool = False
    joined_at: datetime | None = None
    last_message_at: datetime | None = None
    days_off: DaysOff = NO_DAYS_OFF
    check_ins_in_all: int = 0
    active_day: date | None = None
    """The last local day on which they wrote, pressed or checked in."""
    cohorts: frozenset[str] = frozenset()
    """Names, in lower case."""
    running: frozenset[str] = frozenset()
    """Scripts that run for them."""
    finished: frozenset[str] = frozenset()
    """Scripts that they went through to the end."""
    quiet: QuietHours | None = None
    """The community's quiet hours, for scripts that state none."""
    late_before: datetime | None = None
    """What the clock should have done before this instant is late, however short a time ago it was."""


@dataclass(frozen=True, slots=True)
class Started:
    """The run begins now. `cause` is ACT if a person's own act started it (joined, command), else CLOCK."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class Due:
    """The time of at least one place has come."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something happened to the run's subject, or to a question, task or gate of the run."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Skip:
    """Staff let what waits at this label go on as if passed; a step's id skips its next beginning."""

    label: str


@dataclass(frozen=True, slots=True)
class StepNow:
    """Staff run a step's actions now, in a thread of their own; the rest of the run is not touched."""

    step: str


@dataclass(frozen=True, slots=True)
class AskNow:
    """A question that was skipped as late is put after all, and what rests on it follows.

    `path` is the question's node, `day` the occurrence of its `each` step.
    """

    path: str
    day: int | None


@dataclass(frozen=True, slots=True)
class Stop:
    """The run ends here. `reason` is a short code for the trace: `by_hand`, `left`, `replaced` …"""

    reason: str


Input = Started | Due | Happened | Skip | StepNow | AskNow | Stop
