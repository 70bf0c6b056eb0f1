"""Large work on live runs: those of a script or of a chat are held, let go or stopped."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sop.engine import after_all, holding
from sop.engine.turn import Turn
from sop.engine.upgrading import A_TRANSACTION
from sop.engine.work import Tally
from sop.state import Stop
from storage.runs import Run, RunStatus
from storage.work import Work


async def freeze(turn: Turn, work: Work) -> int | None:
    """Stop the clocks of the next runs."""
    return await _for_runs(turn, work, _freeze_one)


async def release(turn: Turn, work: Work) -> int | None:
    """Let the clocks of the next runs go on."""
    return await _for_runs(turn, work, _release_one)


async def stop(turn: Turn, work: Work) -> int | None:
    """End the next runs."""
    return await _for_runs(turn, work, _stop_one)


async def say_after_all(turn: Turn, work: Work) -> int | None:
    """Say what was skipped because of an outage after all, or one group of it."""
    group = work.data.get("group")
    chosen = None if group is None else await turn.uow.skips.find(group)
    outage_id = int(work.data["outage"])
    return await after_all.page(turn, outage_id, work.community_id, chosen, work.after, A_TRANSACTION)


async def _for_runs(turn: Turn, work: Work, do: Callable[[Turn, Work, Run], Awaitable[object]]) -> int | None:
    """Deal with the next live runs of the work's script, or of its chat."""
    chat_id = work.data.get("chat_id")
    runs = await turn.uow.runs.live_of_community(
        work.community_id, work.after, A_TRANSACTION, sop=work.sop or None, chat_id=chat_id
    )
    await turn.load(runs)
    concerned = [run for run in runs if run.started_at <= work.nominal_at]
    for run in concerned:
        await do(turn, work, run)
    tally = Tally(work.tally) + Tally(done=len(concerned))
    turn.uow.work.put(replace(work, tally=dict(tally)))
    return runs[-1].id if len(runs) == A_TRANSACTION else None


async def _freeze_one(turn: Turn, work: Work, run: Run) -> None:
    holding.hold(turn, run, RunStatus.FROZEN, work.nominal_at)


async def _release_one(turn: Turn, work: Work, run: Run) -> None:
    if run.status == RunStatus.FROZEN:
        await holding.release(turn, run, as_downtime=work.data.get("how") == "as_downtime")


async def _stop_one(turn: Turn, work: Work, run: Run) -> None:
    await turn.move(run.id, Stop(str(work.data["how"])))
