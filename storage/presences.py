"""Presences: in which chats of a community its members are."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Table, UniqueConstraint, select

from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

presences = Table(
    "presences",
    metadata,
    own_id(),
    link("chat_id", "chats"),
    link("member_id", "members", index=True),
    Column("inside", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("chat_id", "member_id"),
)


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a member is inside one chat, and since when."""

    id: int
    chat_id: int
    member_id: int
    inside: bool
    since: datetime


class PresenceStore:
    """Presences known to a unit of work, by chat and member."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, presences, Presence)
        self._keys: dict[tuple[int, int], int | None] = {}
        self.buffers = (self._records,)

    async def of(self, chat_id: int, member_id: int) -> Presence | None:
        """Where the member stands in one chat."""
        key = (chat_id, member_id)
        if key not in self._keys:
            self._keys[key] = None
            if self._uow.made_here(member_id):
                return None
            here = (presences.c.chat_id == chat_id, presences.c.member_id == member_id)
            for row in await self._uow.read(select(presences).where(*here)):
                self._keys[key] = self._records.adopt(row).id
        found = self._keys[key]
        return None if found is None else self._records.get(found)

    async def chats_inside(self, member_id: int) -> list[int]:
        """The chats a member is inside."""
        for row in await self._uow.read(select(presences).where(presences.c.member_id == member_id)):
            record = self._records.adopt(row)
            self._keys[record.chat_id, record.member_id] = record.id
        return [p.chat_id for p in self._records.known() if p.member_id == member_id and p.inside]

    def put(self, presence: Presence) -> None:
        """Add or change."""
        self._keys[presence.chat_id, presence.member_id] = presence.id
        self._records.put(presence)
