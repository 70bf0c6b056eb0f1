"""To-dos: human work that scripts hand to assistants, and manual gates that wait for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    String,
    Table,
    Text,
    and_,
    func,
    literal_column,
    select,
)

from storage.keyed import KeyedStore
from storage.reading import earliest
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
    Column("words", Text),
    Column("awaited", Boolean, nullable=False),
    Column("snoozed_until", Instant),
    Index("ix_todos_community_state", "community_id", "state"),
    Index("ix_todos_community_closed_at", "community_id", "closed_at"),
)
_ASLEEP = todos.c.snoozed_until.is_not(None)
Index("ix_todos_snoozed_until", todos.c.snoozed_until, postgresql_where=_ASLEEP, sqlite_where=_ASLEEP)
_OPEN: ColumnElement[str] = literal_column("'open'")
"""Not a parameter: where one stands, no database can tell that a partial index has the rows."""
_TO_COME = and_(todos.c.state == _OPEN, todos.c.escalated_at.is_(None), todos.c.due_at.is_not(None))
Index("ix_todos_due_at", todos.c.due_at, postgresql_where=_TO_COME, sqlite_where=_TO_COME)


_NEXT_WAKING = earliest(todos.c.snoozed_until, _ASLEEP)
_NEXT_DUE = earliest(todos.c.due_at, _TO_COME)


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
    words: str | None = None
    """Plain text that may be said to the person as it is."""
    awaited: bool = False
    """A script goes on when it is closed, so it cannot be opened again."""
    snoozed_until: datetime | None = None
    """Out of sight until then; its due time stays."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which open to-dos are asked for. `owners_too`: also those that only an owner may close."""

    community_id: int
    owners_too: bool
    assignee: int | None = None
    """Only what this person has taken over."""
    free: bool = False
    """Only what nobody has taken over."""
    asleep: bool = False
    """Only what sleeps; otherwise only what does not, but for one person's own."""


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

    async def page_of(self, wanted: Wanted, offset: int, limit: int) -> list[Todo]:
        """Some of what is wanted, the most urgent first; what has no time comes last."""
        statement = (
            select(todos)
            .where(*_matching(wanted))
            .order_by(todos.c.due_at.is_(None), todos.c.due_at, todos.c.id)
            .offset(offset)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def count_wanted(self, wanted: Wanted) -> int:
        """How many there are."""
        return await self._uow.count(select(func.count()).select_from(todos).where(*_matching(wanted)))

    async def held_by(self, community_id: int, user_id: int) -> list[Todo]:
        """Everything open that a person has taken over, the most urgent first."""
        return await self.page_of(Wanted(community_id, owners_too=True, assignee=user_id), 0, 200)

    async def members_with_todos(self, member_ids: list[int], since: datetime) -> set[int]:
        """Those of these members about whom a to-do was opened since an instant."""
        rows = await self._uow.query(
            select(todos.c.member_id)
            .where(todos.c.member_id.in_(member_ids), todos.c.opened_at >= since)
            .distinct()
        )
        return {row.member_id for row in rows}

    async def waking(self, now: datetime, limit: int) -> list[Todo]:
        """What has slept for long enough."""
        statement = select(todos).where(todos.c.snoozed_until <= now).order_by(todos.c.snoozed_until)
        return [self._records.adopt(row) for row in await self._uow.query(statement.limit(limit))]

    async def next_waking(self) -> datetime | None:
        """When the next one wakes."""
        return await self._uow.earliest(_NEXT_WAKING)

    async def count_open(self, community_id: int) -> int:
        """How many are open."""
        return await self._uow.count(
            select(func.count()).where(todos.c.community_id == community_id, todos.c.state == TodoState.OPEN)
        )

    async def overdue(self, now: datetime, limit: int) -> list[Todo]:
        """Open ones past their time that were not escalated or expired yet."""
        statement = select(todos).where(_TO_COME, todos.c.due_at <= now).order_by(todos.c.due_at).limit(limit)
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
        return await self._uow.earliest(_NEXT_DUE)

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
        self._uow.timed(todo.snoozed_until)
        return super().put(todo)


def _matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    where = [todos.c.community_id == wanted.community_id, todos.c.state == TodoState.OPEN]
    if not wanted.owners_too:
        where.append(todos.c.for_role != "owner")
    if wanted.assignee is not None:
        where.append(todos.c.assignee == wanted.assignee)
    if wanted.free:
        where.append(todos.c.assignee.is_(None))
    if wanted.asleep:
        where.append(_ASLEEP)
    elif wanted.assignee is None:
        where.append(todos.c.snoozed_until.is_(None))
    return where
