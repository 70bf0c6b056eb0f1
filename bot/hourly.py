"""Timers that do something for each community at an hour of its own: a row of `schedules` at a time.

A row whose work fails is put off alone, so that one community never holds up the others.
"""

from abc import abstractmethod
from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from bot.timers import Timer
from community.scope import Scope
from handlers.context import Services
from storage.failures import Collision
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

PUT_OFF = timedelta(minutes=10)
"""For how long a row whose work has failed waits until it is tried again."""


class Hourly(Timer):
    """What is due first is done first, in a transaction of its own."""

    kinds: ClassVar[tuple[str, ...]]
    """Of the schedules that it goes by."""

    goes_on: ClassVar[bool] = True
    """Whether the next row follows at once, rather than after everything else that is due."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._doing: str | None = None
        """The key of the row that the last tick worked on."""
        self._failing: tuple[str, Exception] | None = None

    @abstractmethod
    async def do(self, scope: Scope, row: Schedule) -> None:
        """Do a part of what the row stands for, and put the row's next time."""

    async def besides(self, uow: UnitOfWork) -> bool:
        """What is to be done before any row; True if there may be more at once."""
        return False

    async def tick(self, uow: UnitOfWork) -> bool:
        """Do what is due first, or put off what has just failed."""
        self._doing = None
        if self._failing is not None:
            (key, error), self._failing = self._failing, None
            await self._put_off(uow, key, error)
            return True
        more = await self.besides(uow)
        due = await uow.schedules.claim_due(uow.now, 1, self.kinds)
        for row in due:
            self._doing = row.key
            await self.do(await Scope.of(uow, row.community_id, self._services.policies), row)
        return more or (self.goes_on and bool(due))

    def failed(self, error: Exception) -> bool:
        """The next tick puts the row off; where another copy was faster, it looks again."""
        if self._doing is None:
            return False
        if not isinstance(error, Collision):
            self._failing = self._doing, error
        return True

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next row is due."""
        return await uow.schedules.next_due(self.kinds)

    async def _put_off(self, uow: UnitOfWork, key: str, error: Exception) -> None:
        for row in (await uow.schedules.by_keys([key])).values():
            uow.schedules.put(replace(row, next_at=uow.now + PUT_OFF))
        await self._services.report(uow, "timer_failed", timer=type(self).__name__, error=repr(error)[:200])
