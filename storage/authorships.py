"""Who wrote a recent message, so that a reaction to it finds whom it honours. What was written is not kept.

Messages of one unit of work share a row, a page for each chat: noting one costs next to nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Index, Table, Text, select, union_all

from storage.connection import Connection
from storage.prepared import insertion
from storage.records import Buffer
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

authorships = Table(
    "authorships",
    metadata,
    own_id(),
    link("chat_id", "chats"),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("written", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_authorships_chat_last", "chat_id", "last"),
)
"""`written`: JSON, `[message id, member id, 1 if it answers somebody]` for each message from `first` to `last`."""

Place = tuple[int, int]
"""A chat, by our id, and Telegram's id of a message in it."""

_OVERLAPPING = 4
"""Pages that may span one message: they overlap only where updates came out of order."""


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a message; `answers`: it replies to somebody else."""

    member_id: int
    answers: bool


class AuthorshipStore:
    """The messages that a unit of work notes or asks for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._pending: list[tuple[int, int, int, bool]] = []
        self._known: dict[Place, Authorship | None] = {}

    @property
    def buffers(self) -> tuple[Buffer]:
        """Itself."""
        return (self,)

    def wrote(self, chat_id: int, message_id: int, member_id: int, *, answers: bool) -> None:
        """A member wrote a message; each is told of once."""
        self._pending.append((chat_id, message_id, member_id, answers))
        self._uow.journal.note(self._forget)

    async def load(self, places: Iterable[Place]) -> None:
        """Look these messages up in one read."""
        wanted = [place for place in dict.fromkeys(places) if place not in self._known]
        if not wanted:
            return
        self._known.update(dict.fromkeys(wanted))
        pages = [
            select(authorships)
            .where(
                authorships.c.chat_id == chat_id,
                authorships.c.last >= message_id,
                authorships.c.first <= message_id,
            )
            .order_by(authorships.c.last)
            .limit(_OVERLAPPING)
            .subquery()
            for chat_id, message_id in wanted
        ]
        for row in await self._uow.read(union_all(*(select(page) for page in pages))):
            for message_id, member_id, answers in json.loads(row.written):
                if (row.chat_id, message_id) in self._known:
                    self._known[row.chat_id, message_id] = Authorship(member_id, bool(answers))

    async def of(self, chat_id: int, message_id: int) -> Authorship | None:
        """Who wrote a message, what is pending included; None if that is not known any more."""
        place = (chat_id, message_id)
        await self.load([place])
        for other_chat, other_message, member_id, answers in self._pending:
            if (other_chat, other_message) == place:
                return Authorship(member_id, answers)
        return self._known[place]

    async def write(self, connection: Connection) -> None:
        """Insert a page for each chat."""
        if not self._pending:
            return
        written, self._pending = self._pending, []
        by_chat: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for chat_id, message_id, member_id, answers in written:
            by_chat[chat_id].append((message_id, member_id, int(answers)))
            self._known.pop((chat_id, message_id), None)
        rows = [self._page(chat_id, lines) for chat_id, lines in by_chat.items()]
        await insertion(authorships, tuple(authorships.c.keys())).execute(connection, rows)

    def _page(self, chat_id: int, lines: list[tuple[int, int, int]]) -> dict[str, object]:
        return {
            "id": self._uow.new_id(),
            "chat_id": chat_id,
            "first": min(message_id for message_id, *_ in lines),
            "last": max(message_id for message_id, *_ in lines),
            "written": json.dumps(lines, separators=(",", ":")),
            "at": self._uow.now,
        }

    def _forget(self) -> None:
        self._pending.pop()
