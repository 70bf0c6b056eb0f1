"""Facts: what a rule has established, told upwards to whoever subscribed (the SOP engine).

A rule never calls the engine. It records a fact on the unit of work; the engine's subscription settles
the facts after the batch's handlers, in order, in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.frozen import quickly_made


class FactKind(StrEnum):
    """Everything that can wake or start a run. The values are the words used in SOP scripts."""

    MEMBER_JOINED = "member_joined"
    MEMBER_RETURNED = "member_returned"
    MEMBER_LEFT = "member_left"
    STARTED_PRIVATE = "started_private"
    OPTED_OUT = "opted_out"
    CHECK_IN = "check_in"
    MESSAGE = "message"
    COMMAND = "command"
    TAG_ADDED = "tag_added"
    TAG_REMOVED = "tag_removed"
    POINTS_CHANGED = "points_changed"
    LEVEL_REACHED = "level_reached"
    BADGE_EARNED = "badge_earned"
    STAGE_CHANGED = "stage_changed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    ANSWERED = "answered"
    DECLINED = "declined"
    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    TASK_CLOSED = "task_closed"
    GATE_DECIDED = "gate_decided"
    RUN_FINISHED = "run_finished"
    COHORT_CREATED = "cohort_created"
    COHORT_STARTED = "cohort_started"
    COHORT_JOINED = "cohort_joined"
    SCHEDULED = "scheduled"


@quickly_made
@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to a member, a chat or a cohort of a community.

    `at` is when it happened (the message's date, not when the bot got to know it), in UTC.
    `data` holds the few particulars of the kind:
    TAG_*: tag · POINTS_CHANGED: balance, amount, rule if of recognition ·
    LEVEL_REACHED: level, before · BADGE_EARNED: badge ·
    STAGE_CHANGED, and besides PROMOTED or DEMOTED: before, after ·
    MESSAGE: text, chat · COMMAND: command, args ·
    ANSWERED: key, value · DECLINED/DELIVERED/UNREACHABLE: key · TASK_CLOSED: key, outcome ·
    GATE_DECIDED: key, outcome (yes | no) · RUN_FINISHED: sop, outcome · SCHEDULED: sop, trigger.
    `key` is the source key of the effect that caused the question, task, gate or message.
    """

    kind: FactKind
    community_id: int
    at: datetime
    member_id: int | None = None
    chat_id: int | None = None
    cohort_id: int | None = None
    run_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
