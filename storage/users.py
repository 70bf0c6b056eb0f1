"""Telegram accounts: names, and whether the bot can write to them in private."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Index, String, Table, Text, func, select

from core.frozen import quickly_made
from storage.reading import look_up
from storage.records import Records
from storage.schema import BigId, Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

users = Table(
    "users",
    metadata,
    own_id(),
    Column("telegram_id", BigId, nullable=False, unique=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("username", String(64)),
    Column("language", String(16)),
    Column("is_bot", Boolean, nullable=False),
    Column("reach", String(16), nullable=False),
    Column("opted_out", Boolean, nullable=False),
    Column("started_at", Instant),
    Column("written_to_at", Instant),
    Column("home_id", BigId),
    Column("locale", String(8)),
)
Index("ix_users_lower_username", func.lower(users.c.username))

_BY_TELEGRAM_ID = look_up(users.c.telegram_id)
_BY_ID = look_up(users.c.id)


class Reach(StrEnum):
    """Whether a private message can arrive."""

    NEVER_STARTED = "never_started"
    OPEN = "open"
    BLOCKED = "blocked"
    GONE = "gone"


@quickly_made
@dataclass(frozen=True, slots=True)
class User:
    """A Telegram account as last seen. `opted_out`: no script writes to it in private."""

    id: int
    telegram_id: int
    first_name: str
    last_name: str = ""
    username: str | None = None
    language: str | None = None
    is_bot: bool = False
    reach: str = Reach.NEVER_STARTED
    opted_out: bool = False
    started_at: datetime | None = None
    written_to_at: datetime | None = None
    """When a script first wrote to this person in private, and said how to stop that."""
    home_id: int | None = None
    """The community this person means in private, once asked."""
    locale: str | None = None
    """The language this person chose for private messages; None: the community's."""

    @property
    def name(self) -> str:
        """First and last name, as people write it."""
        return f"{self.first_name} {self.last_name}".strip() or str(self.telegram_id)


class UserStore:
    """Accounts known to a unit of work, also by Telegram id."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, users, User)
        self._keys: dict[int, int] = {}
        self._absent: set[int] = set()
        self.buffers = (self._records,)

    async def load(self, telegram_ids: Iterable[int]) -> None:
        """Load the accounts with these Telegram ids in one read."""
        wanted = {key for key in telegram_ids if key not in self._keys and key not in self._absent}
        if not wanted:
            return
        for row in await self._uow.read(_BY_TELEGRAM_ID, {"wanted": wanted}):
            self._adopt(row)
        self._absent.update(wanted - self._keys.keys())

    async def load_ids(self, user_ids: Iterable[int]) -> None:
        """Load accounts by our ids in one read."""
        wanted = {key for key in user_ids if self._records.get(key) is None}
        if wanted:
            for row in await self._uow.read(_BY_ID, {"wanted": wanted}):
                self._adopt(row)

    async def find(self, user_id: int) -> User | None:
        """The account by our id, if there is one."""
        await self.load_ids([user_id])
        return self._records.get(user_id)

    async def get(self, user_id: int) -> User:
        """The account by our id; it must exist."""
        found = await self.find(user_id)
        assert found is not None, f"user {user_id}"
        return found

    def known(self, user_id: int) -> User:
        """An account that was loaded before."""
        found = self._records.get(user_id)
        assert found is not None, f"user {user_id} was not loaded"
        return found

    async def by_telegram_id(self, telegram_id: int) -> User | None:
        """The account, if the bot has seen it."""
        if telegram_id not in self._keys:
            await self.load([telegram_id])
        key = self._keys.get(telegram_id)
        return None if key is None else self._records.get(key)

    async def by_username(self, username: str) -> list[User]:
        """Accounts last seen with this @username (names move, so there can be several)."""
        wanted = username.lstrip("@").lower()
        for row in await self._uow.read(select(users).where(func.lower(users.c.username) == wanted)):
            self._adopt(row)
        return [user for user in self._records.known() if (user.username or "").lower() == wanted]

    def put(self, user: User) -> User:
        """Add or change. Nothing is on its way yet to whoever is new."""
        before = self._records.get(user.id)
        if before is not None and _place(before) != _place(user):
            self._uow.places_changed()
        if before is not None and before.telegram_id != user.telegram_id:
            self._stands_for_nobody(before)
        self._keys[user.telegram_id] = user.id
        return self._records.put(user)

    def _stands_for_nobody(self, before: User) -> None:
        """Who had this Telegram id was forgotten: should they come back, they are new."""
        del self._keys[before.telegram_id]
        self._absent.add(before.telegram_id)

        def undo() -> None:
            self._keys[before.telegram_id] = before.id
            self._absent.discard(before.telegram_id)

        self._uow.journal.note(undo)

    def _adopt(self, row: object) -> None:
        user = self._records.adopt(row)  # type: ignore[arg-type]
        self._keys[user.telegram_id] = user.id


def _place(user: User) -> tuple[int, str, bool]:
    """What decides where a private message goes, and whether it may."""
    return user.telegram_id, user.reach, user.opted_out
