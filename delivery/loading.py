"""Bringing due rows into memory: those planned just now, pages of those before, weeded of what is not to be sent."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.clock import Clock
from core.message import POLICIES, Kind
from delivery.places import Waiting
from delivery.queue import Queue
from delivery.readiness import closed, load_addresses, load_edited, superseded, telegram_chat
from storage import sending
from storage.outgoing import Call, Outgoing
from storage.unit_of_work import UnitOfWork

PAGE = 500
"""Rows loaded at once, the most urgent first."""

AT_A_PLACE = 20
"""Rows of one place that are looked at where not everything is in memory; the rest follows. Where somebody waits
for an answer, it is a page."""

FRESH_FOR = timedelta(seconds=5)
"""How long rows are trusted to be all that is due; another process may plan, too."""


class Loader:
    """Fills the queue. `next_due` is when the next row that isn't due yet will be.

    `page` rows at once; `fresh_for`: how long they are trusted to be all there is.
    """

    def __init__(
        self, queue: Queue, clock: Clock, *, page: int = PAGE, fresh_for: timedelta = FRESH_FOR
    ) -> None:
        self._queue = queue
        self._clock = clock
        self._page = page
        self._fresh_for = fresh_for
        self._loaded_at: datetime | None = None
        self._more = False
        self._all_there_is: int | None = None
        """How many were in memory when looking for more of use brought nothing: until one has gone, nothing will."""
        self._news: dict[int, Outgoing] = {}
        self.next_due: datetime | None = None

    def invalidate(self) -> None:
        """What is in memory may not be what is in the database: load everything at the next refresh."""
        self._loaded_at = None
        self._news.clear()

    def hear(self, rows: Sequence[Outgoing]) -> None:
        """These rows were planned, and committed, just now, or are in memory only."""
        self._news.update((row.id, row) for row in rows)
        if len(self._news) > self._page:
            self.invalidate()

    @property
    def wants_more(self) -> bool:
        """Nothing of what is in memory may go, and there is more."""
        in_vain = self._all_there_is is not None and len(self._queue) >= self._all_there_is
        return self._more and self._queue.starved and not in_vain

    async def refresh(self, uow: UnitOfWork, spoken: Sequence[Outgoing]) -> None:
        """Load what is due as far as it may have changed. `spoken`: rows that are in memory only."""
        news = list(self._news.values())
        self._news.clear()
        if self._is_old():
            await self._load(uow, spoken)
            return
        if self.wants_more:
            await self._load(uow, spoken, besides=True)
        if news:
            await self._take_in(uow, news)

    def _is_old(self) -> bool:
        now = self._clock.now()
        if self._loaded_at is None or (self._more and not len(self._queue)):
            return True
        came_due = self.next_due is not None and self.next_due <= now
        return came_due or now - self._loaded_at > self._fresh_for

    async def _load(self, uow: UnitOfWork, spoken: Sequence[Outgoing], *, besides: bool = False) -> None:
        """A page of what is due; `besides` what is in memory, which stays."""
        kept = list(self._queue) if besides else []
        in_hand = {waiting.row.id for waiting in kept}
        rows = await sending.due(uow, self._page, in_hand)
        self._more = len(rows) >= self._page
        if not besides:
            rows += spoken
        rows = [row for row in await self._with_earlier(uow, rows) if row.id not in in_hand]
        found = await self._weeded(uow, rows, kept)
        self._queue.replace(found)
        self._all_there_is = len(found) if besides and len(found) <= len(kept) else None
        self.next_due = await sending.next_planned(uow)
        self._loaded_at = self._clock.now()

    async def _take_in(self, uow: UnitOfWork, rows: list[Outgoing]) -> None:
        """What was planned just now joins what is in memory."""
        later = [row.not_before for row in rows if row.not_before > uow.now]
        self.next_due = min([*later, *([self.next_due] if self.next_due else [])], default=None)
        due = await _still_to_be_said(uow, [row for row in rows if row.not_before <= uow.now])
        due = await self._with_earlier(uow, due)
        editing = any(row.call == Call.EDIT for row in due)
        edits = [waiting for waiting in self._queue if editing and waiting.row.call == Call.EDIT]
        for waiting in await self._weeded(uow, due, edits):
            self._queue.drop([waiting.row.id])
            self._queue.add(waiting)

    async def _with_earlier(self, uow: UnitOfWork, rows: list[Outgoing]) -> list[Outgoing]:
        """The rows and, if there is more than is in memory, all that must go before them at the same places."""
        if not self._more or not rows:
            return rows
        urgent = {row.place for row in rows if not POLICIES[Kind(row.kind)].automatic}
        return [
            *await _after_earlier(uow, [row for row in rows if row.place in urgent], self._page),
            *await _after_earlier(uow, [row for row in rows if row.place not in urgent], AT_A_PLACE),
        ]

    async def _weeded(
        self, uow: UnitOfWork, rows: Sequence[Outgoing], kept: Sequence[Waiting]
    ) -> list[Waiting]:
        """What is kept and the rows, without what is not to be sent."""
        for row in rows:
            uow.outbox.keep(row)
        await load_addresses(uow, rows)
        await load_edited(uow, rows)
        needless = superseded(uow, [*rows, *(waiting.row for waiting in kept)])
        self._queue.drop(needless)
        found = [waiting for waiting in kept if waiting.row.id not in needless]
        for row in rows:
            chat_id = None if row.id in needless else await telegram_chat(uow, row)
            if chat_id is not None:
                found.append(Waiting.of(row, chat_id))
        return found


async def _still_to_be_said(uow: UnitOfWork, rows: list[Outgoing]) -> list[Outgoing]:
    """The rows, heard of before, without those that cannot arrive and whose runs were stopped meanwhile: nothing is
    to be said instead of them. What can arrive is looked at when it is claimed.
    """
    await load_addresses(uow, rows)
    doubtful = {row.id for row in rows if row.run_id is not None and await _unreachable(uow, row)}
    if not doubtful:
        return rows
    over = doubtful - await sending.still_planned(uow, doubtful)
    return [row for row in rows if row.id not in over]


async def _unreachable(uow: UnitOfWork, row: Outgoing) -> bool:
    if row.id < 0 or row.user_id is None:
        return False
    return closed(await uow.users.get(row.user_id), row) is not None


async def _after_earlier(uow: UnitOfWork, rows: Sequence[Outgoing], each: int) -> list[Outgoing]:
    """The first due rows of the places of these, `each` at most, and these, but for those too far behind."""
    if not rows:
        return []
    before = {row.id: row for row in await sending.due_at_places(uow, rows, each)}
    counts = Counter(row.place for row in before.values())
    near = {row.id: row for row in rows if counts[row.place] < each}
    return list({**near, **before}.values())
