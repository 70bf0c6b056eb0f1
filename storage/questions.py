"""Questions that scripts put to people: at most one is open for each person and place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text, func, select

from storage.keyed import KeyedStore
from storage.reading import look_up
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

questions = Table(
    "questions",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    link("user_id", "users"),
    link("chat_id", "chats", optional=True),
    Column("run_id", BigId, nullable=False),
    Column("key", String(160), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("choices", JSON, nullable=False),
    Column("min_length", Integer),
    Column("optional", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("else_", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    Column("outbox_id", BigId),
    Index("ix_questions_user_state", "user_id", "state"),
    Index("ix_questions_run_id", "run_id"),
    Index("ix_questions_community_state", "community_id", "state", "closed_at"),
)


class QuestionState(StrEnum):
    """`queued`: another question of this person and place is open. `waiting`: until they press Start."""

    QUEUED = "queued"
    WAITING = "waiting"
    OPEN = "open"
    ANSWERED = "answered"
    DECLINED = "declined"
    OVER = "over"


PENDING = (QuestionState.QUEUED, QuestionState.WAITING, QuestionState.OPEN)
_PENDING = look_up(questions.c.user_id, questions.c.state.in_(PENDING))


@dataclass(frozen=True, slots=True)
class Question:
    """A question to one person; `chat_id` None means in private. `text` is Telegram HTML."""

    id: int
    community_id: int
    member_id: int
    user_id: int
    run_id: int
    key: str
    state: str
    text: str
    asked_at: datetime
    kind: str = "text"
    choices: list[Any] = field(default_factory=list)
    min_length: int | None = None
    optional: bool = False
    else_: str = "skip"
    chat_id: int | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    outbox_id: int | None = None


class QuestionStore(KeyedStore[Question]):
    """Pending questions of the people a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow, questions, Question)
        self._loaded: set[int] = set()

    async def load(self, user_ids: Iterable[int]) -> None:
        """Load the pending questions of these people in one read."""
        wanted = {key for key in user_ids if key not in self._loaded and not self._uow.made_here(key)}
        if not wanted:
            return
        for row in await self._uow.read(_PENDING, {"wanted": wanted}):
            self._records.adopt(row)
        self._loaded |= wanted

    async def pending_of(self, user_id: int) -> list[Question]:
        """Pending questions of a person, in the order they were asked."""
        await self.load([user_id])
        mine = (q for q in self._records.known() if q.user_id == user_id and q.state in PENDING)
        return sorted(mine, key=lambda question: question.id)

    async def answered_since(self, user_id: int, since: datetime) -> bool:
        """Whether a person has answered or declined a question since an instant."""
        statement = select(func.count()).where(
            questions.c.user_id == user_id,
            questions.c.state.in_((QuestionState.ANSWERED, QuestionState.DECLINED)),
            questions.c.closed_at >= since,
        )
        return await self._uow.count(statement) > 0

    async def open_since_before(self, community_id: int, before: datetime, limit: int) -> list[Question]:
        """Questions of a community that were put before an instant and are still open, oldest first."""
        statement = (
            select(questions)
            .where(
                questions.c.community_id == community_id,
                questions.c.state == QuestionState.OPEN,
                questions.c.opened_at <= before,
            )
            .order_by(questions.c.opened_at, questions.c.id)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def ran_out_between(
        self, community_id: int, start: datetime, end: datetime, limit: int
    ) -> list[Question]:
        """Questions of a community that were put and then closed without an answer in a span of time."""
        statement = (
            select(questions)
            .where(
                questions.c.community_id == community_id,
                questions.c.state == QuestionState.OVER,
                questions.c.opened_at.is_not(None),
                questions.c.closed_at >= start,
                questions.c.closed_at < end,
            )
            .order_by(questions.c.opened_at, questions.c.id)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]
