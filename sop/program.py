"""The compiled script: a flat table of nodes, each of which knows by address what comes next.

`compile.py` makes a Program from a script's models, once for each version; `decide.py` walks it. Everything
here is frozen data, so one Program serves every run in a process.

Addresses: a step's first action is `daily/1`; branches hang below their action: `daily/2/none/1`,
`graduate/1/if1/2`, `graduate/1/else/1`, `ask/1/yes/1`, `call/1/could_not/1`. A step by itself is `daily`.
Runs refer to nodes by address only, so a Program can be dropped and compiled again at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from core.facts import FactKind
from core.localtime import QuietHours
from sop.actions import Action
from sop.actions.wait import Wants
from sop.language.conditions import Condition
from sop.language.script import Each, Goal, Input, StopEvent
from sop.language.texts import LocalText
from sop.language.triggers import Trigger
from sop.language.values import Moment


class Need(StrEnum):
    """A part of the world that costs a query; named as the field of World that it fills."""

    TAGS = "tags"
    POINTS = "points"
    LEVEL = "level"
    BADGES = "badges"
    UNLOCKED = "unlocked"
    CHECK_INS = "check_ins"
    STREAK = "streak"
    STAGE = "stage"
    REACHABLE = "reachable"
    JOINED_AT = "joined_at"
    LAST_MESSAGE_AT = "last_message_at"
    DAYS_OFF = "days_off"
    CHECK_INS_IN_ALL = "check_ins_in_all"
    ACTIVE_DAY = "active_day"
    COHORTS = "cohorts"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Node:
    """One action at its address.

    `name` is the action's key in the script (`say`). `next` is where the thread goes on and `branches` where
    each named branch begins (an empty branch: where it leads). None is the end of the step.
    """

    path: str
    step: str
    name: str
    action: Action
    next: str | None
    branches: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """When a step begins, and with what.

    `begins` is None for a step that follows another: the one whose `after` names it. `late` is what the step
    says of its actions when their time is more than 30 minutes past; None leaves it to each kind of action.
    """

    id: str
    title: LocalText | None
    begins: Moment | Each | None
    late: Literal["skip", "do"] | None
    first: str
    after: str | None

    def called(self, locale: str) -> str:
        """What people call the step: its title, else its id."""
        return self.id if self.title is None else self.title.said_in(locale)


@dataclass(frozen=True, slots=True)
class Program:
    """One version of a script, ready to run.

    `version` is a hash of its content. `heads` are the steps with a time of their own. `needs` are the
    parts of the world that deciding reads, `when_needs` those that `when` reads before a start; check-ins
    are needed since day 1 of the run, and in any case for `look_back` (before a start: all of them).
    `events` are the facts about the subject that can wake a run; facts that carry the key of its questions,
    tasks or gates always can.
    """

    sop: str
    version: str
    title: LocalText | None
    subject: Literal["member", "cohort", "chat"]
    start: tuple[Trigger, ...]
    when: Condition | None
    mode: Literal["single", "restart", "parallel"]
    again: Literal["never", "always"] | timedelta
    stop_when: tuple[StopEvent | Condition, ...]
    goal: Goal | None
    quiet: QuietHours | None
    inputs: Mapping[str, Input]
    steps: Mapping[str, StepPlan]
    heads: tuple[str, ...]
    nodes: Mapping[str, Node]
    needs: frozenset[Need]
    when_needs: frozenset[Need]
    look_back: timedelta
    events: frozenset[FactKind]
    wants: Mapping[str, Wants] = field(default_factory=dict)
    """By step: what a check-in must bring on its day."""

    def called(self, locale: str) -> str:
        """What people call the script: its title, else its id."""
        return self.sop if self.title is None else self.title.said_in(locale)
