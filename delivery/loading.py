"""Bringing due rows into memory: when something may have changed, and weeded of what is not to be sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.clock import Clock
from delivery.queue import Queue, Waiting
from delivery.readiness import load_addresses, superseded, telegram_chat
from storage import sending
from storage.outbox import Outgoing
from storage.unit_of_work import UnitOfWork

PAGE = 500
"""Rows loaded at once, the most urgent first."""

FRESH_FOR = timedelta(seconds=5)
"""How long rows are trusted to be all that is due; another process may plan, too."""


class Loader:
    """Fills the queue. `next_due` is when the next row that isn't due yet will be."""

    def __init__(self, queue: Queue, clock: Clock) -> None:
        self._queue = queue
        self._clock = clock
        self._newest = -1
        self._loaded_at: datetime | None = None
        self._more = False
        self.next_due: datetime | None = None

    def invalidate(self) -> None:
        """What is in memory may not be what is in the database: load everything at the next refresh."""
        self._loaded_at = None

    @property
    def wants_more(self) -> bool:
        """Nothing of what is in memory may go, and there is more."""
        return self._more and self._queue.starved

    async def refresh(self, uow: UnitOfWork, spoken: Sequence[Outgoing]) -> None:
        """Load what is due if it may have changed. `spoken`: rows that are in memory only."""
        newest = await sending.newest(uow)
        if newest != self._newest or self._is_old():
            await self._load(uow, spoken)
        elif self.wants_more:
            await self._load(uow, spoken, besides=True)
        self._newest = newest

    def _is_old(self) -> bool:
        now = self._clock.now()
        if self._loaded_at is None or not len(self._queue):
            return True
        came_due = self.next_due is not None and self.next_due <= now
        return came_due or now - self._loaded_at > FRESH_FOR

    async def _load(self, uow: UnitOfWork, spoken: Sequence[Outgoing], *, besides: bool = False) -> None:
        kept = list(self._queue) if besides else []
        rows = await _page(uow, [waiting.row.id for waiting in kept])
        self._more = len(rows) >= PAGE
        rows += [row for row in spoken if not besides]
        await load_addresses(uow, rows)
        needless = superseded(uow, [*rows, *(waiting.row for waiting in kept)])
        for row in rows:
            chat_id = None if row.id in needless else await telegram_chat(uow, row)
            if chat_id is not None:
                kept.append(Waiting(row, chat_id))
        self._queue.replace(waiting for waiting in kept if waiting.row.id not in needless)
        self.next_due = await sending.next_planned(uow)
        self._loaded_at = self._clock.now()


async def _page(uow: UnitOfWork, without: Sequence[int]) -> list[Outgoing]:
    """The most urgent rows, and all that must go before them at the same places."""
    rows = await sending.due(uow, PAGE, without)
    if len(rows) < PAGE:
        return rows
    before = await sending.due_at_places(uow, rows, PAGE, without)
    if len(before) == PAGE:
        return before
    return list({row.id: row for row in [*before, *rows]}.values())
