"""The engine's timers: due runs, scheduled starts, large work in small steps."""

from datetime import datetime

from sop.engine import Engine
from storage.unit_of_work import UnitOfWork

RUNS_A_TRANSACTION = 500


class DueRuns:
    """Moves on the runs whose time has come."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def tick(self, uow: UnitOfWork) -> bool:
        """One batch of runs, schedules and jobs."""
        moved = await self._engine.tick(uow, RUNS_A_TRANSACTION)
        fired = await self._engine.tick_schedules(uow)
        worked = await self._engine.tick_jobs(uow)
        return bool(moved or fired or worked)

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the engine has something to do next."""
        return await self._engine.next_instant(uow)
