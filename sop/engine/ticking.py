"""Runs whose time has come: claimed in batches, decided one by one, written together."""

from sop.engine import holding
from sop.engine.moves import Move
from sop.engine.turn import Turn
from sop.state import Due
from storage.runs import Run


async def tick(turn: Turn, limit: int) -> int:
    """Move on at most `limit` due runs; returns how many were claimed."""
    claimed = await turn.uow.runs.claim_due(turn.uow.now, limit)
    if not claimed:
        return 0
    await turn.load(claimed)
    due: list[Run] = [run for run in claimed if not await holding.hold_if_frozen(turn, run)]
    foreseen = await turn.foresee(Move(run.id, Due()) for run in due)
    for run in due:
        current = turn.uow.runs.known(run.id)
        if current is not None and current.due_at is not None and current.due_at <= turn.uow.now:
            await turn.move(run.id, Due(), foreseen.get(run.id))
    return len(claimed)
