"""The engine's timers: due runs, scheduled starts, large work in small steps."""

from datetime import datetime

from bot.timers import Timer
from sop.engine import Engine
from storage.unit_of_work import UnitOfWork

RUNS_A_TRANSACTION = 250
"""Few enough that nobody waits for the database for longer than a tenth of a second."""


class DueRuns(Timer):
    """Moves on the runs whose time has come.

    If the database refuses what a batch of them wants to write, they are taken one by one until the guilty one
    is found; that one is given up. Copies of the program do this together, each for other people; what cannot be
    done so, and what is not about a member, one of them does alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_by_one = 0
        self._guilty: Exception | None = None
        self.shared = True
        self._was_shared = False

    async def tick(self, uow: UnitOfWork) -> bool:
        """One batch of runs, schedules and jobs."""
        self._was_shared = uow.shared
        if uow.shared:
            self.shared = await self._engine.tick(uow, RUNS_A_TRANSACTION) > 0
            return True
        if self._guilty is not None:
            await self._engine.give_up(uow, self._guilty)
            self._guilty, self._one_by_one = None, 0
            return True
        moved = await self._engine.tick(uow, 1 if self._one_by_one else RUNS_A_TRANSACTION)
        if self._one_by_one:
            self._one_by_one = self._one_by_one - 1 if moved else 0
            return True
        fired = await self._engine.tick_schedules(uow)
        worked = await self._engine.tick_jobs(uow)
        self.shared = moved > 0 or not (fired or worked)
        return bool(moved or fired or worked)

    def refused(self, error: Exception) -> bool:
        """What the last tick wanted to write was refused; True: the next one finds out whose fault it was."""
        if self._was_shared:
            self.shared = self._was_shared = False
            return True
        if self._guilty is not None:
            return False
        if self._one_by_one:
            self._guilty = error
        else:
            self._one_by_one = RUNS_A_TRANSACTION
        return True

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the engine has something to do next."""
        return await self._engine.next_instant(uow)
