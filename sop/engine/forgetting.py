"""The runs of somebody who wants to be forgotten end where they are, and nothing follows from that."""

from sop.engine.endings import ended
from sop.engine.opened import close_opened
from sop.state import Outcome
from storage.runs import Run
from storage.unit_of_work import UnitOfWork


async def end_runs(uow: UnitOfWork, user_id: int) -> None:
    """End all runs of a person."""
    for member in await uow.members.of_user(user_id):
        for run in await uow.runs.live_of_member(member.id):
            await _end(uow, run)


async def _end(uow: UnitOfWork, run: Run) -> None:
    await close_opened(uow, run)
    uow.runs.put(ended(run, Outcome.STOPPED, uow.now))
