"""Who wrote a recent message, so that a reaction to it finds whom it honours. What was written is not kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Boolean, Column, Table, UniqueConstraint, select, tuple_

from storage.records import Ledger
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

authorships = Table(
    "authorships",
    metadata,
    own_id(),
    link("chat_id", "chats"),
    Column("message_id", BigInteger, nullable=False),
    link("member_id", "members"),
    Column("answers", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("chat_id", "message_id"),
)

Place = tuple[int, int]
"""A chat, by our id, and Telegram's id of a message in it."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a message; `answers`: it replies to somebody else."""

    id: int
    chat_id: int
    message_id: int
    member_id: int
    answers: bool
    at: datetime


class AuthorshipStore:
    """The messages that a unit of work notes or asks for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, authorships, Authorship)
        self._known: dict[Place, Authorship | None] = {}
        self.buffers = (self._ledger,)

    def wrote(self, chat_id: int, message_id: int, member_id: int, at: datetime, *, answers: bool) -> None:
        """A member wrote a message; each is told of once."""
        self._ledger.append(Authorship(self._uow.new_id(), chat_id, message_id, member_id, answers, at))

    async def load(self, places: Iterable[Place]) -> None:
        """Look these messages up in one read."""
        wanted = {place for place in places if place not in self._known}
        if not wanted:
            return
        self._known.update(dict.fromkeys(wanted))
        where = tuple_(authorships.c.chat_id, authorships.c.message_id).in_(sorted(wanted))
        for row in await self._uow.read(select(authorships).where(where)):
            self._known[row.chat_id, row.message_id] = Authorship(**row._mapping)

    async def of(self, chat_id: int, message_id: int) -> Authorship | None:
        """Who wrote a message, what is pending included; None if that is not known any more."""
        place = (chat_id, message_id)
        await self.load([place])
        pending = (one for one in self._ledger.pending if (one.chat_id, one.message_id) == place)
        return self._known[place] or next(pending, None)
