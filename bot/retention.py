"""Drops what is of no use any more, a page at each call, so that a long history costs nobody a moment."""

from datetime import datetime, timedelta

from config.policies import RetentionPolicy
from core.clock import Clock
from storage import retention
from storage.database import Database

EVERY = timedelta(hours=6)
"""From the end of one walk along all shelves to the beginning of the next."""

SMALL_ROWS = 3_000
"""Ids of updates dropped at once: they are small, and there are as many as there are messages."""


class Retention:
    """Where the walk is. Only this is kept in memory: a new start walks from the beginning."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        policy: RetentionPolicy,
        page: int = retention.A_TRANSACTION,
    ) -> None:
        self._database = database
        self._clock = clock
        self._shelves = retention.shelves(policy)
        self._page = page
        self._forgotten = False
        self._shelf = 0
        self._after = 0
        self._rests_until: datetime | None = None

    async def clear_some(self) -> bool:
        """Look at the next page of the shelf at hand; returns whether the walk goes on."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return False
        if not self._forgotten:
            self._forgotten = not await self._forget()
            return True
        async with self._database.begin() as uow:
            after = await retention.clear(uow, self._shelves[self._shelf], self._after, self._page)
        if after is not None:
            self._after = after
            return True
        self._shelf, self._after = (self._shelf + 1) % len(self._shelves), 0
        if self._shelf != 0:
            return True
        self._rests_until, self._forgotten = now + EVERY, False
        return False

    async def _forget(self) -> bool:
        """What an index on its time finds, so that no walk is needed; returns whether there may be more."""
        async with self._database.begin() as uow:
            more_updates = await uow.inbox.forget_old(SMALL_ROWS)
            return await uow.skips.forget_old(self._page) or more_updates
