"""What scripts have planned for a span of time: the next instants of active runs, counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

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
    """How many members of each cohort are in a script because of it, by the cohort's id."""
    rows = await uow.survey(
        select(runs.c.cohort_id, func.count(runs.c.member_id.distinct()).label("n"))
        .where(
            runs.c.community_id == community_id,
            runs.c.status.in_(LIVE),
            runs.c.cohort_id.is_not(None),
        )
        .group_by(runs.c.cohort_id)
    )
    return {row.cohort_id: row.n for row in rows}
