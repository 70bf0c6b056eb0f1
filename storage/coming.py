"""What is planned for a span of time, counted: the next instants of active runs, messages not to be sent before."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.cohorts import cohort_members
from storage.outgoing import Call, OutboxState, outbox
from storage.runs import LIVE, RunStatus, runs

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Coming:
    """So many runs of a script go on at the same instant; `run_id` is one of them."""

    sop: str
    at: datetime
    count: int
    run_id: int


async def coming(uow: "UnitOfWork", community_id: int, start: datetime, end: datetime) -> list[Coming]:
    """What comes between two instants, in order of time."""
    rows = await uow.survey(
        select(runs.c.sop, runs.c.due_at, func.count().label("n"), func.min(runs.c.id).label("one"))
        .where(
            runs.c.community_id == community_id,
            runs.c.status == RunStatus.ACTIVE,
            runs.c.due_at >= start,
            runs.c.due_at < end,
        )
        .group_by(runs.c.sop, runs.c.due_at)
        .order_by(runs.c.due_at, runs.c.sop)
    )
    return [Coming(row.sop, row.due_at, row.n, row.one) for row in rows]


async def cohorts_under_way(uow: "UnitOfWork", community_id: int) -> dict[int, int]:
    """How many people are in each cohort for which a script runs, by the cohort's id."""
    rows = await uow.survey(
        select(runs.c.cohort_id, func.count(cohort_members.c.member_id.distinct()).label("n"))
        .join_from(runs, cohort_members, cohort_members.c.cohort_id == runs.c.cohort_id, isouter=True)
        .where(
            runs.c.community_id == community_id,
            runs.c.status.in_(LIVE),
            runs.c.cohort_id.is_not(None),
        )
        .group_by(runs.c.cohort_id)
    )
    return {row.cohort_id: row.n for row in rows}


@dataclass(frozen=True, slots=True)
class Planned:
    """So many messages of a kind that wait to be sent at the same instant; `member_id` and `run_id` of one of them."""

    kind: str
    at: datetime
    count: int
    member_id: int | None
    run_id: int | None


async def messages_planned(
    uow: "UnitOfWork", community_id: int, start: datetime, end: datetime
) -> list[Planned]:
    """What is in the outbox already and is to be sent between two instants, in order of time."""
    one = (func.min(outbox.c.member_id).label("member_id"), func.min(outbox.c.run_id).label("run_id"))
    rows = await uow.survey(
        select(outbox.c.kind, outbox.c.not_before, func.count().label("n"), *one)
        .where(
            outbox.c.state == OutboxState.PLANNED,
            outbox.c.not_before >= start,
            outbox.c.not_before < end,
            outbox.c.community_id == community_id,
            outbox.c.call == Call.SEND,
        )
        .group_by(outbox.c.kind, outbox.c.not_before)
        .order_by(outbox.c.not_before, outbox.c.kind)
    )
    return [Planned(row.kind, row.not_before, row.n, row.member_id, row.run_id) for row in rows]
