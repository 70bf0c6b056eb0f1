"""Communities and the chats bound to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Column, Row, String, Table, Text, select

from storage.reading import look_up
from storage.records import Records, missing
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

communities = Table(
    "communities",
    metadata,
    own_id(),
    Column("title", Text, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("digest_at", String(5), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("house_rules", Text, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    own_id(),
    Column("telegram_id", BigId, nullable=False, unique=True),
    link("community_id", "communities", optional=True, index=True),
    Column("role", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("username", String(64)),
    Column("bot_status", String(16), nullable=False),
    Column("bot_rights", JSON, nullable=False),
    Column("is_forum", Boolean, nullable=False),
    Column("added_by", BigId),
    Column("removed_at", Instant),
)

chat_aliases = Table(
    "chat_aliases",
    metadata,
    own_id(),
    Column("telegram_id", BigId, nullable=False, unique=True),
    link("chat_id", "chats"),
)

_COMMUNITY = look_up(communities.c.id)
_BY_TELEGRAM_ID = look_up(chats.c.telegram_id)
_BY_ID = look_up(chats.c.id)
_OF_COMMUNITY = look_up(chats.c.community_id)
_ALIASES = look_up(chat_aliases.c.telegram_id)


class ChatRole(StrEnum):
    """What a chat is to its community."""

    MAIN = "main"
    CAMP = "camp"
    CHAPTER = "chapter"
    STAFF = "staff"
    UNBOUND = "unbound"
    """The owner has not yet said what it is."""


MEMBER_CHATS = frozenset({ChatRole.MAIN, ChatRole.CAMP, ChatRole.CHAPTER})
"""Being inside one of these makes a person a member of the community."""


@dataclass(frozen=True, slots=True)
class Community:
    """What an owner runs. `digest_at` is the local hour (`HH:MM`) of the daily digest."""

    id: int
    title: str
    timezone: str
    locale: str
    digest_at: str
    created_at: datetime
    house_rules: str = "{}"
    """JSON, read by `community.house_rules`."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A Telegram group or supergroup. `bot_status` and `bot_rights` are as last told by Telegram."""

    id: int
    telegram_id: int
    community_id: int | None
    role: str
    kind: str
    title: str
    bot_status: str
    username: str | None = None
    bot_rights: dict[str, Any] = field(default_factory=dict)
    is_forum: bool = False
    added_by: int | None = None
    """`users.id` of who added the bot."""
    removed_at: datetime | None = None

    @property
    def active(self) -> bool:
        """The bot is inside."""
        return self.removed_at is None

    @property
    def silenced(self) -> bool:
        """The bot is inside, but may not write there."""
        return self.bot_status == "restricted" and not self.bot_rights.get("can_send_messages", True)

    @property
    def for_members(self) -> bool:
        """Whether being inside this chat makes a member."""
        return self.role in MEMBER_CHATS


@dataclass(frozen=True, slots=True)
class ChatAlias:
    """A former Telegram id of a chat (a group that became a supergroup)."""

    id: int
    telegram_id: int
    chat_id: int


class CommunityStore:
    """Communities known to a unit of work."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, communities, Community)
        self.buffers = (self._records,)

    async def get(self, community_id: int) -> Community:
        """The community; it must exist."""
        known = self._records.get(community_id)
        if known is not None:
            return known
        rows = await self._uow.read(_COMMUNITY, {"wanted": [community_id]})
        return self._records.adopt(rows[0])

    async def all(self) -> Sequence[Community]:
        """Every community of this instance, oldest first."""
        for row in await self._uow.read(select(communities)):
            self._records.adopt(row)
        return sorted(self._records.known(), key=lambda community: community.id)

    def put(self, community: Community) -> Community:
        """Add or change."""
        return self._records.put(community)


class ChatStore:
    """Chats known to a unit of work, also by Telegram id."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, chats, Chat)
        self._aliases = Records(uow.journal, chat_aliases, ChatAlias)
        self._absent: set[int] = set()
        self._index: dict[int, Chat] | None = None
        """All known chats by present and former Telegram ids; None when that has changed."""
        self._whole: set[int] = set()
        """Communities all of whose chats were loaded."""
        self.buffers = (self._records, self._aliases)

    async def load(self, telegram_ids: Iterable[int]) -> None:
        """Load the chats with these Telegram ids (former ids included) in one or two reads."""
        wanted = missing(telegram_ids, self._by_telegram_id())
        wanted = [key for key in wanted if key not in self._absent]
        if not wanted:
            return
        for row in await self._uow.read(_BY_TELEGRAM_ID, {"wanted": wanted}):
            self._adopt(row)
        rest = missing(wanted, self._by_telegram_id())
        if rest:
            await self._load_aliases(rest)
        self._absent.update(missing(wanted, self._by_telegram_id()))

    async def load_ids(self, chat_ids: Iterable[int]) -> None:
        """Load chats by our ids in one read."""
        wanted = [key for key in set(chat_ids) if self._records.get(key) is None]
        if wanted:
            for row in await self._uow.read(_BY_ID, {"wanted": wanted}):
                self._adopt(row)

    async def get(self, chat_id: int) -> Chat:
        """The chat by our id; it must exist."""
        known = self._records.get(chat_id)
        if known is not None:
            return known
        rows = await self._uow.read(_BY_ID, {"wanted": [chat_id]})
        return self._adopt(rows[0])

    async def by_telegram_id(self, telegram_id: int) -> Chat | None:
        """The chat that has, or had, this Telegram id."""
        known = self._by_telegram_id().get(telegram_id)
        if known is not None:
            return known
        await self.load([telegram_id])
        return self._by_telegram_id().get(telegram_id)

    async def of_community(self, community_id: int) -> list[Chat]:
        """All chats bound to the community, oldest first."""
        if community_id not in self._whole:
            self._whole.add(community_id)
            for row in await self._uow.read(_OF_COMMUNITY, {"wanted": [community_id]}):
                self._adopt(row)
        mine = (chat for chat in self._records.known() if chat.community_id == community_id)
        return sorted(mine, key=lambda chat: chat.id)

    async def main(self, community_id: int) -> Chat | None:
        """The community's main group, if the bot is inside."""
        return await self._first(community_id, ChatRole.MAIN)

    async def staff(self, community_id: int) -> Chat | None:
        """The community's staff chat, if there is one and the bot is inside."""
        return await self._first(community_id, ChatRole.STAFF)

    def put(self, chat: Chat) -> Chat:
        """Add or change."""
        self._forget_index()
        self._uow.journal.note(self._forget_index)
        self._uow.places_changed()
        return self._records.put(chat)

    async def migrate(self, old: int, new: int) -> Chat | None:
        """A group became a supergroup: its Telegram id is `new` now, everything else of it stays.

        Told by both sides and by refused calls, so perhaps several times; the supergroup may have been seen as
        a new chat before. None if neither was known.
        """
        chat, stray = await self.by_telegram_id(old), await self.by_telegram_id(new)
        if chat is None or (stray is not None and stray.id == chat.id):
            return stray
        if stray is not None:
            if stray.community_id is not None and chat.community_id is None:
                return stray
            # It gives up the id (no group's is positive) and is never spoken of again.
            self.put(replace(stray, telegram_id=stray.id, removed_at=self._uow.now, community_id=None))
            chat = replace(
                chat, bot_status=stray.bot_status, bot_rights=stray.bot_rights, is_forum=stray.is_forum
            )
        self.put_alias(ChatAlias(self._uow.new_id(), old, chat.id))
        self._absent.discard(new)
        return self.put(replace(chat, telegram_id=new, kind="supergroup", removed_at=None))

    def put_alias(self, alias: ChatAlias) -> None:
        """Remember a former Telegram id."""
        self._forget_index()
        self._uow.journal.note(self._forget_index)
        self._aliases.put(alias)

    async def _first(self, community_id: int, role: ChatRole) -> Chat | None:
        found = (chat for chat in await self.of_community(community_id) if chat.role == role and chat.active)
        return next(found, None)

    async def _load_aliases(self, telegram_ids: Sequence[int]) -> None:
        for row in await self._uow.read(_ALIASES, {"wanted": telegram_ids}):
            self._aliases.adopt(row)
            self._forget_index()
            await self.get(row.chat_id)

    def _adopt(self, row: Row[Any]) -> Chat:
        self._forget_index()
        return self._records.adopt(row)

    def _forget_index(self) -> None:
        self._index = None

    def _by_telegram_id(self) -> dict[int, Chat]:
        if self._index is None:
            self._index = self._indexed()
        return self._index

    def _indexed(self) -> dict[int, Chat]:
        found = {chat.telegram_id: chat for chat in self._records.known()}
        for alias in self._aliases.known():
            chat = self._records.get(alias.chat_id)
            if chat is not None:
                found.setdefault(alias.telegram_id, chat)
        return found
