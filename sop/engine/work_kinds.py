"""Every kind of large work: what one part of it does, who may ask for it, how it is told, how it is taken back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.permissions import Act
from sop.engine import upgrading, work_on_members, work_on_runs, work_on_tags
from sop.engine.turn import Turn
from sop.engine.work import Tally, WorkKind
from storage.work import Work
from views import steering as view
from views import tags
from views.texts import Texts

Label = Callable[[Texts, Mapping[str, Any]], str]
"""What the work does, as a line of Telegram HTML, from its data (`title`, `who` …)."""

Step = Callable[[Turn, Work, Sequence[int]], Awaitable[Tally]]
"""Does it to these members, or foresees how that would come out."""


@dataclass(frozen=True, slots=True)
class OnMembers:
    """Work that is done to members; `audit`: the act in the audit log, which takes the right `act`."""

    step: Step
    label: Label
    act: Act
    audit: str
    foresee: Step | None = None
    undone_by: str | None = None
    """The kind that takes it back, for those whom it has changed."""
    part: int = 50
    """How many members a transaction: with a second's rest between two, what is said can keep up."""


@dataclass(frozen=True, slots=True)
class OnRuns:
    """Work on whatever else: `step` does the next part and says after which id to go on, None if that was all."""

    step: Callable[[Turn, Work], Awaitable[int | None]]
    label: Label | None = None
    """None: how far it has come is never shown."""


def _of_members(kind: WorkKind, audit: str, undone_by: WorkKind | None = None) -> OnMembers:
    return OnMembers(
        work_on_members.steer,
        partial(view.label, kind),
        Act.STEER_SOP,
        audit,
        foresee=work_on_members.foresee_steering,
        undone_by=undone_by,
    )


KINDS: dict[str, OnMembers | OnRuns] = {
    WorkKind.START: OnMembers(
        work_on_members.start,
        partial(view.label, WorkKind.START),
        Act.STEER_SOP,
        "sop_start",
        foresee=work_on_members.foresee_start,
        undone_by=WorkKind.STOP,
    ),
    WorkKind.STOP: _of_members(WorkKind.STOP, "sop_stop"),
    WorkKind.PAUSE: _of_members(WorkKind.PAUSE, "sop_pause", WorkKind.RESUME),
    WorkKind.RESUME: _of_members(WorkKind.RESUME, "sop_resume", WorkKind.PAUSE),
    WorkKind.SKIP: _of_members(WorkKind.SKIP, "sop_skip"),
    WorkKind.STEP: _of_members(WorkKind.STEP, "sop_step"),
    WorkKind.UPGRADE_RUNS: _of_members(WorkKind.UPGRADE_RUNS, "sop_upgrade"),
    WorkKind.TAG: OnMembers(
        work_on_tags.put_on,
        tags.label_on,
        Act.TAG,
        "tag_many",
        foresee=work_on_tags.foresee_on,
        undone_by=WorkKind.UNTAG,
        part=200,
    ),
    WorkKind.UNTAG: OnMembers(
        work_on_tags.take_off,
        tags.label_off,
        Act.TAG,
        "untag_many",
        foresee=work_on_tags.foresee_off,
        undone_by=WorkKind.TAG,
        part=200,
    ),
    WorkKind.FREEZE_ALL: OnRuns(work_on_runs.freeze, partial(view.label, WorkKind.FREEZE_ALL)),
    WorkKind.RELEASE_ALL: OnRuns(work_on_runs.release, partial(view.label, WorkKind.RELEASE_ALL)),
    WorkKind.STOP_ALL: OnRuns(work_on_runs.stop, partial(view.label, WorkKind.STOP_ALL)),
    WorkKind.LOOK: OnRuns(upgrading.look),
    WorkKind.UPGRADE: OnRuns(upgrading.carry_out),
    WorkKind.AFTER_ALL: OnRuns(work_on_runs.say_after_all),
}
