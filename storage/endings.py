"""Runs that are over, the last ones first."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.runs import Run, RunStatus, runs

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


async def ended_last(uow: "UnitOfWork", community_id: int, limit: int) -> list[Run]:
    """The runs of a community that ended last."""
    rows = await uow.survey(
        select(runs.c.id)
        .where(runs.c.community_id == community_id, runs.c.status == RunStatus.ENDED)
        .order_by(runs.c.ended_at.desc(), runs.c.id.desc())
        .limit(limit)
    )
    ids = [row.id for row in rows]
    await uow.runs.load_ids(ids)
    return [run for run in map(uow.runs.known, ids) if run is not None]
