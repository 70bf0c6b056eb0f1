"""What `decide` answers: the run's new state, what shall happen, and a trace of why.

Effects are data; the engine applies them in the transaction in which the new state is written. Each has a
`source`, a key that is the same whenever the same decision is made again and that nothing else ever has, so
ledgers and outboxes can refuse a repetition. Texts stay templates: an effect refers to the action's model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.frozen import quickly_made
from sop import actions
from sop.language.texts import LocalText
from sop.state import Answer, Outcome, RunState


@dataclass(frozen=True, slots=True)
class Effect:
    """`label` is where in its run it comes from; `day` the run's day it belongs to, `{{ day }}` in texts."""

    source: str
    label: str
    day: int


@quickly_made
@dataclass(frozen=True, slots=True)
class Say(Effect):
    """Say `action.text`. `silent`: without sound, as the action wants it or because it is quiet hours.

    Not worth sending after `expires_at` (None: always), and not to be sent before `not_before`.
    """

    action: actions.Say
    silent: bool
    expires_at: datetime | None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ask(Effect):
    """Open a question with `source` as its key.

    Answer with facts that carry the key: DELIVERED when it reached the person (the time counts from then),
    UNREACHABLE when it could not, ANSWERED with the value, DECLINED.
    """

    action: actions.Ask
    silent: bool


@dataclass(frozen=True, slots=True)
class CloseQuestion(Effect):
    """The question `key` is over: unanswered in time, skipped, or its run has left the place."""

    key: str


@dataclass(frozen=True, slots=True)
class Award(Effect):
    """Book `points` (negative for a deduction) for `reason`."""

    points: int
    reason: LocalText


@dataclass(frozen=True, slots=True)
class Tag(Effect):
    """Put a tag on the member, until `expires_at` if that is given."""

    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Untag(Effect):
    """Take a tag off the member, if it is there."""

    name: str


@dataclass(frozen=True, slots=True)
class Certify(Effect):
    """Issue a certificate, and send it to the member; `silent`: because it is quiet hours."""

    action: actions.Certificate
    silent: bool


@dataclass(frozen=True, slots=True)
class ExpectCheckIn(Effect):
    """The member is expected to check in on a local day, or already has: it counts in the check-in rate."""

    on: date


@dataclass(frozen=True, slots=True)
class ExcuseCheckIn(Effect):
    """Nothing is expected on that local day after all: the wait was given up before they checked in."""

    on: date


@dataclass(frozen=True, slots=True)
class OpenTask(Effect):
    """Open a to-do. A TASK_CLOSED fact (outcome done | could_not) carries `source` back as its key."""

    action: actions.Task
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenGate(Effect):
    """Ask staff to decide; a GATE_DECIDED fact (outcome yes | no) carries `source` back as its key."""

    action: actions.Approve
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CloseGate(Effect):
    """The gate `key` is over: nobody decided in time, or its run has left the place."""

    key: str


@dataclass(frozen=True, slots=True)
class StartRun(Effect):
    """Start another script for the run's subject, or for each member of its cohort."""

    sop: str
    inputs: Mapping[str, Answer]
    for_members: bool


@dataclass(frozen=True, slots=True)
class StopRuns(Effect):
    """End the runs of another script for the same subject."""

    sop: str


@dataclass(frozen=True, slots=True)
class Finish(Effect):
    """The run is over. `reason` says why where `outcome` alone does not: `left`, `by_hand`, `endless` …"""

    outcome: Outcome
    reason: str


class What(StrEnum):
    """What a trace line reports. `detail` holds what is named here; the words come from the views.

    `why` is what `sop.reasons` found of the condition that decided it.
    """

    STARTED = "started"  # cause
    BEGAN = "began"  # a step began in which nothing else is told
    SAID = "said"  # to
    ASKED = "asked"  # to
    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"  # else
    ANSWERED = "answered"
    DECLINED = "declined"
    AWARDED = "awarded"  # points, negative when deducted
    TAGGED = "tagged"  # tag
    UNTAGGED = "untagged"  # tag
    CERTIFIED = "certified"  # certificate
    WAITED = "waited"  # a wait begins: until (ISO instant), awaited (for more than a time), why
    PASSED = "passed"  # what was waited for holds, or its time has come
    TIMED_OUT = "timed_out"  # awaited; of a condition: why
    DAY_OFF = "day_off"  # a check-in was waited for on a day on which nobody is expected
    TASK_OPENED = "task_opened"  # who
    TASK_CLOSED = "task_closed"  # outcome
    GATE_OPENED = "gate_opened"  # by
    GATE_DECIDED = "gate_decided"  # outcome
    CHOSE = "chose"  # branch, or None; why: of each branch before it, a reason
    RAN = "ran"  # sop
    STOPPED_OTHER = "stopped_other"  # sop
    SKIPPED_LATE = "skipped_late"  # action, nominal (ISO instant)
    AFTER_ALL = "after_all"  # what was skipped as late is done because the owner wants it: action
    SKIPPED = "skipped"  # by hand
    RUN_BY_HAND = "run_by_hand"
    HELD_QUIET = "held_quiet"  # until (ISO instant)
    IGNORED = "ignored"  # an input that meets nothing in this run: reason
    GOAL = "goal"  # then
    STOPPED = "stopped"  # reason; by a condition: why
    FINISHED = "finished"  # outcome
    FAILED = "failed"  # reason
    UPGRADED = "upgraded"  # moved to the version in force
    DID_NOT_START = "did_not_start"  # reason; not for them: why


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of a run's story: when, at which label (empty: the run as a whole), what, particulars."""

    at: datetime
    label: str
    what: What
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The new state (the same object if nothing changed), effects in order, trace lines in order."""

    run: RunState
    effects: tuple[Effect, ...]
    trace: tuple[Trace, ...]
