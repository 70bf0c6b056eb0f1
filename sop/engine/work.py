"""Planning large work: what is done for many, some of them a transaction. Its parts are done by `working`.

How to add a kind that is done to members: a function `step(turn, work, member_ids) -> Tally` that counts how it
came out for each (`done`, or a reason that `views.work.REASONS` words) and calls `turn.uow.work.mark` for whom
it has changed; words for what it does; one `OnMembers` in `work_kinds.KINDS`. Commands then hand it to
`handlers.large_work.carry_out`, which does it at once for a few and asks first for many.
"""

from collections import Counter
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from storage.work import Work

if TYPE_CHECKING:
    from sop.engine.turn import Turn

Tally = Counter[str]
"""How many it came out how for: `done`, or the reason why not."""


class WorkKind(StrEnum):
    """What large work does: to members, or to the live runs of a script or a chat (`*_ALL`)."""

    START = "start"
    STOP = "stop_runs"
    PAUSE = "pause_runs"
    RESUME = "resume_runs"
    SKIP = "skip_runs"
    STEP = "step_runs"
    UPGRADE_RUNS = "upgrade_runs"
    TAG = "tag"
    UNTAG = "untag"
    FREEZE_ALL = "freeze"
    RELEASE_ALL = "release"
    STOP_ALL = "stop"
    LOOK = "look"
    UPGRADE = "upgrade"
    AFTER_ALL = "after_all"


def plan(
    turn: "Turn", community_id: int, sop: str, kind: WorkKind, nominal_at: datetime, **data: Any
) -> Work:
    """Have this done for all members or runs concerned. An empty `sop` and a `chat_id` mean the chat's."""
    now = turn.uow.now
    planned = Work(turn.uow.new_id(), community_id, kind, sop, nominal_at, now, data=data)
    return turn.uow.work.put(planned)
