"""To-dos: human work that scripts hand to assistants, and manual gates that wait for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, String, Table, Text, func, select

from storage.keyed import KeyedStore
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

todos = Table(
    "todos",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("kind", String(8), nullable=False),
    link("member_id", "members", optional=True, index=True),
    Column("run_id", BigId),
    Column("key", String(160), unique=True),
    Column("for_role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("escalate", String(16)),
    Column("escalated_at", Instant),
    Column("assignee", BigId),
    Column("closed_at", Instant),
    Column("closed_by", BigId),
    Column("outbox_id", BigId),
    Index("ix_todos_community_state", "community_id", "state"),
    Index("ix_todos_state_due_at", "state", "due_at"),
)


class TodoKind(StrEnum):
    """What the staff is asked for."""

    TASK = "task"
    GATE = "gate"


class TodoState(StrEnum):
    """Open, or how it ended. A task ends done or unreachable, a gate yes, no or expired."""

    OPEN = "open"
    DONE = "done"
    UNREACHABLE = "unreachable"
    YES = "yes"
    NO = "no"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Todo:
    """Work for staff. `text` is Telegram HTML; `key` the source key of the script effect that opened it."""

    id: int
    community_id: int
    kind: str
    for_role: str
    text: str
    opened_at: datetime
    state: str = TodoState.OPEN
    member_id: int | None = None
    run_id: int | None = None
    key: str | None = None
    due_at: datetime | None = None
    """When a task becomes overdue, or a gate expires."""
    escalate: str | None = None
    escalated_at: datetime | None = None
    assignee: int | None = None
    """`users.id` of who took it over."""
    closed_at: datetime | None = None
    closed_by: int | None = None
    outbox_id: int | None = None
    """The message that shows it with its buttons."""


class TodoStore(KeyedStore[Todo]):
    """To-dos a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow, todos, Todo)

    async def open_of(self, community_id: int, limit: int) -> list[Todo]:
        """Open tasks and gates of a community, the most urgent first."""
        statement = (
            select(todos)
            .where(todos.c.community_id == community_id, todos.c.state == TodoState.OPEN)
            .order_by(todos.c.due_at, todos.c.id)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def count_open(self, community_id: int) -> int:
        """How many are open."""
        return await self._uow.count(
            select(func.count()).where(todos.c.community_id == community_id, todos.c.state == TodoState.OPEN)
        )

    async def overdue(self, now: datetime, limit: int) -> list[Todo]:
        """Open ones past their time that were not escalated or expired yet."""
        statement = (
            select(todos)
            .where(todos.c.state == TodoState.OPEN, todos.c.due_at <= now, todos.c.escalated_at.is_(None))
            .order_by(todos.c.due_at)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def tasks_overdue(self, community_id: int, now: datetime, limit: int) -> list[Todo]:
        """Open tasks of a community past their time, the longest overdue first."""
        statement = (
            select(todos)
            .where(
                todos.c.community_id == community_id,
                todos.c.kind == TodoKind.TASK,
                todos.c.state == TodoState.OPEN,
                todos.c.due_at <= now,
            )
            .order_by(todos.c.due_at, todos.c.id)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def next_due(self) -> datetime | None:
        """When the next open one is due."""
        return await self._uow.earliest(
            select(func.min(todos.c.due_at)).where(
                todos.c.state == TodoState.OPEN, todos.c.escalated_at.is_(None)
            )
        )

    async def closed_between(self, community_id: int, start: datetime, end: datetime) -> Sequence[Todo]:
        """What was closed in a span of time."""
        statement = select(todos).where(
            todos.c.community_id == community_id, todos.c.closed_at >= start, todos.c.closed_at < end
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    def put(self, todo: Todo) -> Todo:
        """Add or change."""
        if todo.state == TodoState.OPEN and todo.escalated_at is None:
            self._uow.timed(todo.due_at)
        return super().put(todo)
