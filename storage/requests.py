"""What must be asked of Telegram: stored by whoever needs it, asked by a worker outside any transaction."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, func, select

from storage.records import Records
from storage.schema import Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

requests = Table(
    "requests",
    metadata,
    own_id(),
    Column("kind", String(32), nullable=False),
    Column("data", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Index("ix_requests_state_not_before", "state", "not_before"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One question to Telegram. `state`: open, done or failed."""

    id: int
    kind: str
    not_before: datetime
    data: dict[str, Any] = field(default_factory=dict)
    state: str = "open"
    attempts: int = 0
    error: str | None = None


class RequestStore:
    """Requests a unit of work adds or finishes."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, requests, Request)
        self.buffers = (self._records,)

    async def due(self, now: datetime, limit: int) -> list[Request]:
        """Open requests whose time has come."""
        statement = (
            select(requests)
            .where(requests.c.state == "open", requests.c.not_before <= now)
            .order_by(requests.c.id)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def next_due(self) -> datetime | None:
        """When the next open request may be asked."""
        return await self._uow.earliest(
            select(func.min(requests.c.not_before)).where(requests.c.state == "open")
        )

    async def get(self, request_id: int) -> Request:
        """The request by its id; it must exist."""
        known = self._records.get(request_id)
        if known is not None:
            return known
        return self._records.adopt(
            (await self._uow.read(select(requests).where(requests.c.id == request_id)))[0]
        )

    def ask(self, kind: str, **data: Any) -> None:
        """Add a request."""
        self._records.put(Request(self._uow.new_id(), kind, self._uow.now, data))
        self._uow.asked()

    def put(self, request: Request) -> None:
        """Change a request."""
        self._records.put(request)
