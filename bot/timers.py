"""What the clock starts, one timer after the other (the table in docs/architecture.md lists them).

One worker does them in small transactions and rests until the next instant, which it keeps in memory: as long
as nothing is due, nothing is asked of the database.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from core.clock import Bell, Clock
from core.errors import BadWorld
from delivery.reports import Report
from storage.database import Database
from storage.failures import Collision, WritingRefused
from storage.records import AlreadyWritten
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

BACKLOG_PATIENCE = timedelta(seconds=30)
PAUSE_AFTER_FAILURE = timedelta(seconds=10)


class Timer(Protocol):
    """Something that becomes due. One call of `tick` is one small transaction's work.

    It is asked for whatever is due by `next_instant`, and once after the start and after a failure.
    """

    shared: bool = False
    """Whether the next tick may go on together with those of other copies (see `Database.begin`)."""

    async def tick(self, uow: UnitOfWork) -> bool:
        """Do what is due; True if there may be more at once."""

    def failed(self, error: Exception) -> bool:
        """The last tick failed, and nothing of it was written; True if the next one will do better."""
        return False

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When something is due next."""


class Backlog(Protocol):
    """Whether the updates from before the start, or from during an outage, are in."""

    @property
    def caught_up(self) -> bool: ...

    @property
    def connected_at(self) -> datetime | None: ...


class Timers:
    """The worker. `committed` is called with each unit of work after its commit."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        backlog: Backlog,
        timers: Sequence[Timer],
        committed: Callable[[UnitOfWork], None],
        report: Report,
    ) -> None:
        self._database = database
        self._clock = clock
        self._backlog = backlog
        self._timers = timers
        self._committed = committed
        self._report = report
        self._bell: Bell | None = None
        self._next: datetime | None = None
        self._known = False
        self._failed = False
        """A timer has failed in this round; what it left undone is due still, and is not tried at once."""
        self._unsettled = set(timers)
        """Timers that have not ticked yet, or failed when they last did: they may have more to do than what is due."""

    def expect(self, at: datetime | None) -> None:
        """Something is due at `at`; wakes the worker if that is earlier than what it waits for."""
        if at is None or self._bell is None:
            return
        if self._next is None or at < self._next:
            self._next = at
            self._bell.ring()

    def look_again(self) -> None:
        """Another process, or a command of the command line, may have made something due."""
        self._known = False
        if self._bell is not None:
            self._bell.ring()

    async def work(self, bell: Bell) -> None:
        """Do what is due, for ever."""
        self._bell = bell
        while True:
            await self._wait_for_the_backlog(bell)
            try:
                await self._round()
            except BadWorld as error:
                log.warning("timers pause: %s", error)
                await self._clock.sleep_until(self._clock.now() + PAUSE_AFTER_FAILURE)
                continue
            await bell.rest(self._next)

    async def _wait_for_the_backlog(self, bell: Bell) -> None:
        """So that no one is reminded of what they did while the bot was away."""
        while not self._backlog.caught_up:
            connected_at = self._backlog.connected_at
            limit = None if connected_at is None else connected_at + BACKLOG_PATIENCE
            if limit is not None and limit <= self._clock.now():
                return
            await bell.rest(limit)

    async def _round(self) -> None:
        if self._known and (self._next is None or self._next > self._clock.now()):
            return
        instants: dict[Timer, datetime] | None = None
        for timer in self._timers:
            if timer not in self._unsettled:
                instants = await self._instants() if instants is None else instants
                if timer not in instants or instants[timer] > self._clock.now():
                    continue
            instants = None  # what one timer does may be what another has waited for
            while await self._tick(timer):
                pass
        instants = await self._instants() if instants is None else instants
        self._next = min(instants.values(), default=None)
        if self._failed and self._next is not None:
            self._next = max(self._next, self._clock.now() + PAUSE_AFTER_FAILURE)
        self._failed, self._known = False, True

    async def _instants(self) -> dict[Timer, datetime]:
        """When each timer has something to do next; those are missing that wait for nothing."""
        async with self._database.begin() as uow:
            instants = {timer: await timer.next_instant(uow) for timer in self._timers}
        return {timer: at for timer, at in instants.items() if at is not None}

    async def _tick(self, timer: Timer) -> bool:
        self._unsettled.add(timer)
        try:
            async with self._database.begin(shared=timer.shared) as uow:
                more = await timer.tick(uow)
        except (Collision, WritingRefused, AlreadyWritten) as error:
            log.warning("%s was refused: %s", type(timer).__name__, error)
            return await self._after(timer, error)
        except BadWorld:
            raise
        except Exception as error:  # broad on purpose, the worker's one: a failing timer holds up no other
            log.exception("%s failed", type(timer).__name__)
            return await self._after(timer, error)
        self._unsettled.discard(timer)
        self._committed(uow)
        return more

    async def _after(self, timer: Timer, error: Exception) -> bool:
        """Whether the timer goes on at once; otherwise its failure is told, and it has to wait."""
        if timer.failed(error):
            return True
        self._failed = True
        async with self._database.begin() as uow:
            await self._report(uow, "timer_failed", timer=type(timer).__name__, error=repr(error)[:200])
        self._committed(uow)
        return False
