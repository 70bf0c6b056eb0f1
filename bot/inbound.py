"""The inbound loop: batches of updates in order, each batch one transaction that also stores the offset.

A crash replays the batch and nothing is done twice. A bad update costs only itself; a bad world only time.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from pydantic import ValidationError

from bot.telegram import BATCH, fetch
from core.clock import Bell
from core.errors import BadWorld, Refused, SopbotError
from delivery.direct import Direct
from handlers.batch import Batch, RefusedLate
from handlers.context import Services
from handlers.incoming import Incoming, RawUpdate, read
from handlers.router import Reception
from storage.database import Database
from storage.failures import WritingRefused
from storage.records import AlreadyWritten
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
OUTAGE = timedelta(minutes=1)

_BAD_WORLD = (
    BadWorld,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
"""What passes: the database or the network fails, a gateway answers in Telegram's stead, another copy polls."""


class BadUpdate(SopbotError):
    """Dealing with an update failed for a reason of its own; `error` says why."""

    def __init__(self, error: Exception) -> None:
        super().__init__(repr(error))
        self.error = error


_ROLL_BACK = (WritingRefused, AlreadyWritten, BadUpdate)
"""One of the batch is guilty, and only a rollback undoes what it did."""


async def blamed_on_the_update(work: Awaitable[None]) -> None:
    """Raises BadUpdate for whatever fails, unless it is the database's affair."""
    try:
        await work
    except (BadWorld, WritingRefused, AlreadyWritten):
        raise
    except Exception as error:  # broad on purpose, the inbound loop's one: a bad update costs only itself
        raise BadUpdate(error) from error


class Inbound:
    """Takes updates in. `committed` is called with each unit of work after its commit."""

    def __init__(
        self,
        bot: Bot,
        reception: Reception,
        database: Database,
        services: Services,
        direct: Direct,
        committed: Callable[[UnitOfWork], None],
    ) -> None:
        self._bot = bot
        self._reception = reception
        self._database = database
        self._services = services
        self._direct = direct
        self._committed = committed
        self._polls = services.settings.webhook_url is None
        self._pause = FIRST_PAUSE
        self.last_handled = 0
        """Id of the last update handled, also by the program's former life."""
        self.caught_up = False
        """The backlog from before the start or an outage is in: an answer was no full batch."""
        self.connected_at: datetime | None = None
        """Since when Telegram answers; None before that, and in an outage."""
        self._failing_since: datetime | None = None
        self.on_caught_up: Callable[[], None] = lambda: None
        self.on_conflict: Callable[[], Awaitable[None]] | None = None

    async def work(self, bell: Bell) -> None:
        """Poll for ever. What is known of an earlier time of polling counts no more."""
        self.caught_up, self.connected_at, self._failing_since = False, None, None
        offset: int | None = None
        started = False
        while True:
            try:
                if not started:
                    offset = await self._stored_offset()
                    self.last_handled = (offset or 1) - 1
                    started = True
                raw = await bell.listen(fetch(self._bot, offset, wait=self.caught_up))
                await self._note_outage()
                await self.handle(raw)
            except _BAD_WORLD as error:
                await self._wait_for_a_better_world(error)
                continue
            if raw:
                offset = raw[-1]["update_id"] + 1
            self._world_is_good(len(raw))

    @property
    def away(self) -> bool:
        """Nothing was heard of Telegram, or nothing could be written down, for longer than a moment."""
        since = self._failing_since
        return since is not None and self._services.clock.now() - since > OUTAGE

    async def handle(self, raw: Sequence[RawUpdate]) -> None:
        """Deal with a batch: together if possible, else one by one, so that only the guilty one fails."""
        if not raw:
            return
        try:
            await self._together(raw)
        except _ROLL_BACK as error:
            log.warning("a batch of %d is handled one by one: %s", len(raw), error)
            for update in raw:
                await self._alone(update)
        if self._polls:
            self.last_handled = raw[-1]["update_id"]
        else:
            self.last_handled = max(self.last_handled, *(plain["update_id"] for plain in raw))

    async def _together(self, raw: Sequence[RawUpdate], refused: Refused | None = None) -> None:
        async with self._database.begin() as uow:
            batch = Batch(self._services, uow, refused=refused)
            fresh = await self._read_fresh(uow, raw)
            await batch.preload([told for _, told in fresh])
            for plain, told in fresh:
                await self._receive(batch, plain, told)
                await uow.breath.take()
            await blamed_on_the_update(batch.settle())
            if not self._direct.speaks():
                await self._plan_replies(batch)
            self._finish(uow, raw)
        self._committed(uow)
        for query_id, toast in batch.toasts:
            self._direct.answer(query_id, toast.text, alert=toast.alert)
        for reply in batch.private:
            self._direct.reply(reply)

    async def _alone(self, raw: RawUpdate, refused: Refused | None = None) -> None:
        try:
            await self._together([raw], refused)
        except _ROLL_BACK as error:
            reason = error.error if isinstance(error, BadUpdate) else error
            if isinstance(reason, RefusedLate) and refused is None:
                await self._alone(raw, reason.refused)
                return
            log.warning("update %s failed", raw["update_id"], exc_info=reason)
            async with self._database.begin() as uow:
                uow.inbox.handled(self._bot.id, raw["update_id"])
                await self._keep(uow, raw, reason)
                self._finish(uow, [raw])
            self._committed(uow)

    async def _read_fresh(
        self, uow: UnitOfWork, raw: Sequence[RawUpdate]
    ) -> list[tuple[RawUpdate, Incoming]]:
        """The updates not handled before, read one by one; those that cannot be are kept and reported.

        Kinds that were not asked for are passed over: they waited since an earlier version asked for more.
        """
        known = await uow.inbox.handled_before(self._bot.id, [plain["update_id"] for plain in raw])
        fresh = []
        for plain in raw:
            if plain["update_id"] in known:
                continue
            known.add(plain["update_id"])
            uow.inbox.handled(self._bot.id, plain["update_id"])
            try:
                told = read(plain)
            except ValidationError as error:
                await self._keep(uow, plain, error)
            else:
                if told is not None:
                    fresh.append((plain, told))
        return fresh

    async def _receive(self, batch: Batch, plain: RawUpdate, told: Incoming) -> None:
        """Have one update handled; if its handler fails, its effects are cut off and it is kept."""
        mark, said = batch.uow.mark(), batch.said()
        try:
            await blamed_on_the_update(self._reception.receive(told, batch))
        except BadUpdate as bad:
            if not batch.uow.can_cut(mark):
                raise
            log.exception("update %s failed", plain["update_id"])
            batch.uow.cut(mark)
            batch.unsay(said)
            await self._keep(batch.uow, plain, bad.error)

    async def _plan_replies(self, batch: Batch) -> None:
        """Another copy sends: it finds the replies in the outbox."""
        for reply in batch.private:
            await batch.uow.outbox.plan(reply)
        batch.private.clear()

    async def _keep(self, uow: UnitOfWork, plain: RawUpdate, error: Exception) -> None:
        uow.inbox.failed(self._bot.id, plain["update_id"], repr(error)[:2000], plain)
        kind = next((key for key in plain if key != "update_id"), "?")
        await self._services.report(uow, "update_failed", kind=kind, error=type(error).__name__)

    def _finish(self, uow: UnitOfWork, raw: Sequence[RawUpdate]) -> None:
        if self._polls:
            uow.inbox.set_offset(self._bot.id, raw[-1]["update_id"] + 1)

    async def _stored_offset(self) -> int | None:
        async with self._database.begin() as uow:
            return await uow.inbox.offset(self._bot.id)

    async def _note_outage(self) -> None:
        """Before what came meanwhile is dealt with: a day on which nobody was heard breaks nobody's streak."""
        if not self.away or self._failing_since is None:
            return
        async with self._database.begin() as uow:
            await uow.uptime.record_outage(self._failing_since, uow.now)
            await uow.uptime.beat(uow.now)
        self._failing_since = None

    def _world_is_good(self, received: int) -> None:
        self._pause = FIRST_PAUSE
        self._failing_since = None
        if self.connected_at is None:
            self.connected_at = self._services.clock.now()
        if not self.caught_up and received < BATCH:
            self.caught_up = True
            self.on_caught_up()

    async def _wait_for_a_better_world(self, error: Exception) -> None:
        pause = self._pause
        if isinstance(error, TelegramRetryAfter):
            pause = timedelta(seconds=error.retry_after)
        if isinstance(error, TelegramConflictError) and self.on_conflict is not None:
            await self.on_conflict()
        log.warning("trying again in %s: %s", pause, error)
        clock = self._services.clock
        self._failing_since = self._failing_since or clock.now()
        if self.away:
            self.caught_up, self.connected_at = False, None
        await clock.sleep_until(clock.now() + pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
