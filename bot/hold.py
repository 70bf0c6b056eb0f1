"""After a backup was put back nothing leaves and nothing becomes due until an owner has decided.

The one gate for that: who sends and who looks after what becomes due begin behind it. Only what the owners
need to decide goes out meanwhile: the list, said here without the outbox, once that it is waited for, if they
ask for something else, and the answer to their press.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from community import staff
from config.settings import Settings
from core.clock import Bell, Clock
from core.errors import BadWorld
from core.message import Rows
from core.nursery import Worker
from sop.engine import Engine
from sop.engine.overdue import Overdue
from storage.database import Database
from storage.restores import BY_HAND, Restore, Verdict
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User
from views.restores import DueLine, HeldBack, held_back, still_held
from views.texts import texts_for

log = logging.getLogger(__name__)

PAUSE_AFTER_REFUSAL = timedelta(minutes=5)

LOOKED_AT = 5000
"""Due runs of which is told where they stand; all others are counted."""


class Hold:
    """The gate. `active` as long as it is closed; it never closes while the program runs.

    `speaks`: whether this program, of several copies, is the one that sends.
    """

    def __init__(
        self,
        database: Database,
        bot: Bot,
        clock: Clock,
        settings: Settings,
        engine: Engine,
        speaks: Callable[[], bool],
    ) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._settings = settings
        self._engine = engine
        self._speaks = speaks
        self._behind: list[Bell] = []
        self._told: dict[int, datetime] = {}
        """Owners who have the list, by `users.id`, and since when."""
        self._reminded: set[int] = set()
        """Owners who have asked for something since, and were told what that waits for."""
        self._not_before: datetime | None = None
        self._bell: Bell | None = None
        self.active = False

    async def begin(self) -> None:
        """At the start: whether an owner has to decide first."""
        async with self._database.begin() as uow:
            restore = await uow.restores.latest()
        self.active = restore is not None and restore.released_at is None
        if restore is not None and not self.active:
            self._heed(restore)
        elif self.active:
            log.warning("restored from a backup: nothing is sent before an owner decides, or: %s", BY_HAND)

    def behind(self, work: Worker) -> Worker:
        """The worker, which begins once the gate is open."""

        async def wait_and_work(bell: Bell) -> None:
            self._behind.append(bell)
            while self.active:
                await bell.rest()
            await work(bell)

        return wait_and_work

    async def work(self, bell: Bell) -> None:
        """Show the owners the list and open once one has decided; looks whenever the bell rings."""
        self._bell = bell
        while self.active:
            try:
                await self._look()
            except BadWorld as error:
                log.warning("the owners are shown what is held later: %s", error)
            if self.active:
                await bell.rest()

    def look_again(self) -> None:
        """An owner may have decided, here or on the command line, or can be reached now."""
        if self.active and self._bell is not None:
            self._bell.ring()

    async def _look(self) -> None:
        async with self._database.begin() as uow:
            restore = await uow.restores.latest()
            assert restore is not None, "the gate is closed for no restore"
            owners = await self._reachable(uow)
            untold = [owner for owner in owners if owner.id not in self._told]
            text, rows = await self._list(uow, restore) if untold else ("", ())
            asking = [owner for owner in owners if await self._asks(uow, owner)]
        if restore.released_at is not None:
            self._heed(restore)
            self._open()
            return
        for owner in untold:
            if await self._tell(owner, text, rows):
                self._told[owner.id] = self._clock.now()
        for owner in asking:
            if await self._tell(owner, still_held(texts_for(self._settings.locale))):
                self._reminded.add(owner.id)

    async def _asks(self, uow: UnitOfWork, owner: User) -> bool:
        """Whether somebody who has the list waits for an answer in private, and does not know that it is held."""
        since = self._told.get(owner.id)
        if since is None or owner.id in self._reminded:
            return False
        return await uow.restores.holds_answer(owner.id, since)

    async def _reachable(self, uow: UnitOfWork) -> list[User]:
        refused = self._not_before is not None and self._clock.now() < self._not_before
        if refused or not self._speaks():
            return []
        known = await staff.owners(uow, self._settings.owner_ids)
        return [owner for owner in known if owner.reach == Reach.OPEN]

    async def _list(self, uow: UnitOfWork, restore: Restore) -> tuple[str, Rows]:
        held = await uow.restores.held(restore)
        overdue = await self._engine.overdue(uow, restore.restored_at, LOOKED_AT)
        communities = {one.id: one.title for one in await uow.communities.all()}
        lines = [_line(one, communities if len(communities) > 1 else {}) for one in overdue]
        shown = HeldBack(
            restore_id=restore.id,
            backup_at=restore.backup_at,
            restored_at=restore.restored_at,
            now=uow.now,
            zone=ZoneInfo(self._settings.timezone),
            messages=held.messages,
            steps=held.steps,
            lines=lines,
        )
        return held_back(texts_for(self._settings.locale), shown)

    async def _tell(self, owner: User, text: str, rows: Rows = ()) -> bool:
        """Whether it was said; else it will be tried again."""
        keyboard = [
            [InlineKeyboardButton(text=one.text, callback_data=one.data) for one in row] for row in rows
        ]
        markup = InlineKeyboardMarkup(inline_keyboard=keyboard) if rows else None
        try:
            await self._bot.send_message(owner.telegram_id, text, reply_markup=markup)
        except (TelegramAPIError, ClientDecodeError) as error:
            wait = timedelta(seconds=error.retry_after) if isinstance(error, TelegramRetryAfter) else None
            self._not_before = self._clock.now() + (wait or PAUSE_AFTER_REFUSAL)
            log.warning("an owner could not be told what is held: %s; by hand: %s", error, BY_HAND)
            return False
        return True

    def _heed(self, restore: Restore) -> None:
        """What the owner wants to be skipped is late, however short the time since."""
        if restore.verdict == Verdict.SKIP:
            self._engine.count_as_late(restore.restored_at)

    def _open(self) -> None:
        self.active = False
        log.info("what a restored database held is let go")
        for bell in self._behind:
            bell.ring()


def _line(one: Overdue, communities: Mapping[int, str]) -> DueLine:
    return DueLine(
        title=one.named.title,
        step=one.named.step,
        count=one.count,
        of_members=one.named.subject == "member",
        day=one.named.day,
        at=one.named.at,
        community=communities.get(one.community_id),
    )
