"""Notes of the staff on to-dos: what was said, what to try next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Table, Text, bindparam, func, select

from storage.reading import Reading
from storage.records import Ledger
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

todo_notes = Table(
    "todo_notes",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("todo_id", "todos", index=True),
    link("member_id", "members", optional=True, index=True),
    Column("user_id", BigId, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_todo_notes_community_at", "community_id", "at"),
)


@dataclass(frozen=True, slots=True)
class TodoNote:
    """What somebody of the staff wrote down, as plain text. `member_id`: whom the to-do is about."""

    id: int
    community_id: int
    todo_id: int
    user_id: int
    text: str
    at: datetime
    member_id: int | None = None


_NEWEST = (
    select(func.max(todo_notes.c.id))
    .where(todo_notes.c.member_id.in_(bindparam("wanted", expanding=True)))
    .group_by(todo_notes.c.member_id)
)
_LATEST = Reading(select(todo_notes).where(todo_notes.c.id.in_(_NEWEST)))
_OF_TODO = Reading(
    select(todo_notes)
    .where(todo_notes.c.todo_id == bindparam("todo_id"))
    .order_by(todo_notes.c.id.desc())
    .limit(bindparam("limit"))
)


class TodoNoteStore:
    """Notes a unit of work adds or shows. The latest about a member is kept once it was looked for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, todo_notes, TodoNote)
        self._latest: dict[int, TodoNote | None] = {}
        self.buffers = (self._ledger,)

    def add(self, note: TodoNote) -> None:
        """Append."""
        self._ledger.append(note)
        if note.member_id is None:
            return
        before = dict(self._latest)
        self._latest[note.member_id] = note

        def undo() -> None:
            self._latest = before

        self._uow.journal.note(undo)

    async def load_latest(self, member_ids: Iterable[int]) -> None:
        """Look up in one read what was last noted about each of these members."""
        wanted = [key for key in dict.fromkeys(member_ids) if key not in self._latest]
        if not wanted:
            return
        rows = await self._uow.read(_LATEST, {"wanted": wanted})
        self._latest.update(dict.fromkeys(wanted))
        self._latest.update({row.member_id: TodoNote(**row._asdict()) for row in rows})

    async def latest_about(self, member_id: int) -> TodoNote | None:
        """What was last noted about a member."""
        await self.load_latest([member_id])
        return self._latest[member_id]

    async def of_todo(self, todo_id: int, limit: int) -> list[TodoNote]:
        """The last notes on a to-do, oldest first."""
        rows = await self._uow.query(_OF_TODO, {"todo_id": todo_id, "limit": limit})
        return [TodoNote(**row._asdict()) for row in rows][::-1]

    async def of_person(
        self, community_id: int, user_id: int, start: datetime, end: datetime
    ) -> list[TodoNote]:
        """What somebody of the staff noted in a span of time, oldest first."""
        statement = (
            select(todo_notes)
            .where(
                todo_notes.c.community_id == community_id,
                todo_notes.c.user_id == user_id,
                todo_notes.c.at >= start,
                todo_notes.c.at < end,
            )
            .order_by(todo_notes.c.id)
        )
        return [TodoNote(**row._mapping) for row in await self._uow.query(statement)]
