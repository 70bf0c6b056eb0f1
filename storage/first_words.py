"""First messages of newcomers that nobody has answered yet: a row each, gone with the answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, PrimaryKeyConstraint, Table, bindparam, delete, func, select

from storage.prepared import Prepared
from storage.records import Changes
from storage.schema import BigId, Instant, link, metadata

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

first_words = Table(
    "first_words",
    metadata,
    link("member_id", "members"),
    link("community_id", "communities"),
    Column("chat_id", BigId, nullable=False),
    Column("message_id", BigId, nullable=False),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    PrimaryKeyConstraint("member_id"),
)

_NAMES = ("member_id", "community_id", "chat_id", "message_id", "at", "due_at")
_SAY = Prepared(first_words, lambda insert: insert(first_words).on_conflict_do_nothing(), _NAMES)
_ANSWER = Prepared(
    first_words,
    lambda _insert: delete(first_words).where(first_words.c.member_id == bindparam("member")),
)


@dataclass(frozen=True, slots=True)
class FirstWords:
    """A newcomer's first message: where it is, and when the staff is asked to answer it."""

    member_id: int
    community_id: int
    chat_id: int
    message_id: int
    at: datetime
    due_at: datetime


class FirstWordsStore:
    """First messages a unit of work sees, or sees answered. Nothing is read for either."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._said = Changes(uow.journal, _SAY)
        self._answered = Changes(uow.journal, _ANSWER)
        self.buffers = (self._said, self._answered)

    def add(self, said: FirstWords) -> None:
        """Somebody new has written for the first time."""
        self._uow.timed(said.due_at)
        self._said.add(**{name: getattr(said, name) for name in _NAMES})

    def answered(self, member_id: int) -> None:
        """Nobody need answer this member's first message any more."""
        self._answered.add(member=member_id)

    async def due(self, now: datetime, limit: int) -> list[FirstWords]:
        """Those that nobody has answered in time."""
        statement = (
            select(first_words)
            .where(first_words.c.due_at <= now)
            .order_by(first_words.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [FirstWords(**row._mapping) for row in await self._uow.query(statement)]

    async def next_due(self) -> datetime | None:
        """When the staff is asked next."""
        return await self._uow.earliest(select(func.min(first_words.c.due_at)))
