"""The engine's timers: due runs, scheduled starts, large work in small steps."""

from datetime import datetime

from bot.timers import Timer
from sop.engine import Engine
from storage.failures import Collision, is_of_database
from storage.unit_of_work import UnitOfWork

RUNS_A_TRANSACTION = 250
"""Few enough that nobody waits for the database for longer than a tenth of a second."""


class DueRuns(Timer):
    """Moves on the runs whose time has come.

    If a batch of them fails, above all because the database refuses what it wants to write, they are taken one by
    one until the guilty one is found; that one is given up. Copies of the program do this together, each for other
    people; what cannot be done so one of them does alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_by_one = 0
        self._guilty: Exception | None = None
        self.shared = True
        self._was_shared = False

    async def tick(self, uow: UnitOfWork) -> bool:
        """One batch of runs."""
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
        self.shared = True
        return moved > 0

    def failed(self, error: Exception) -> bool:
        """The next ticks find out whose fault it was; False if it is not even possible to give that one up."""
        if self._was_shared:
            self.shared = self._was_shared = False
            return True
        if self._guilty is not None:
            self._guilty, self._one_by_one = None, 0
            return False
        if self._one_by_one:
            self._guilty = error
        else:
            self._one_by_one = RUNS_A_TRANSACTION
        return True

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When a run is due next."""
        return await uow.runs.next_due()


class ScheduledStarts(Timer):
    """Fires the scheduled starts whose time has come: what they start is large work."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def tick(self, uow: UnitOfWork) -> bool:
        """All that are due."""
        return await self._engine.tick_schedules(uow) > 0

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When a script is to be started by its schedule next."""
        return await self._engine.next_start(uow)


class LargeWork(Timer):
    """Does large work a part at a time; between two parts it lets everything else go first that is due.

    Work that fails is given up, so that it holds up none that comes after it. What the database refuses is tried
    a second time: another copy may have been faster.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._part: tuple[int, int] | None = None
        """The piece of work that the last tick did a part of, and after whom."""
        self._refused: tuple[int, int] | None = None
        self._guilty: tuple[int, Exception] | None = None

    async def tick(self, uow: UnitOfWork) -> bool:
        """One part of the oldest piece of work."""
        self._part = None
        if self._guilty is not None:
            work_id, error = self._guilty
            self._guilty = None
            await self._engine.give_up_work(uow, work_id, error)
            return False
        work = await uow.work.claim()
        if work is not None:
            self._part = work.id, work.after
            await self._engine.tick_work(uow)
        return False

    def failed(self, error: Exception) -> bool:
        """The next tick tries the same part again, or gives the work up."""
        if self._part is None:
            return False
        if isinstance(error, Collision):
            return True
        if is_of_database(error) and self._refused != self._part:
            self._refused = self._part
        else:
            self._guilty = self._part[0], error
        return True

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When there is a part to do."""
        return await uow.work.next_due()


def engine_timers(engine: Engine) -> tuple[Timer, ...]:
    """All of the engine's, in their order: the runs that are due wait for nobody."""
    return DueRuns(engine), ScheduledStarts(engine), LargeWork(engine)
