"""Large work in small steps: who asked for it, how far it has come, whom it has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, Integer, String, Table, func, select

from storage.reading import earliest
from storage.records import Ledger, Records
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

work = Table(
    "work",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("kind", String(16), nullable=False),
    Column("sop", String(64), nullable=False),
    Column("data", JSON, nullable=False),
    Column("nominal_at", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("after", BigId, nullable=False),
    Column("total", Integer, nullable=False),
    Column("tally", JSON, nullable=False),
    Column("asked_by", BigId),
    Column("shown_in", BigId),
    Column("shown_at", Instant),
    Column("done_at", Instant),
    Index("ix_work_state_next_at", "state", "next_at"),
)

work_marks = Table(
    "work_marks",
    metadata,
    own_id(),
    Column("work_id", BigId, nullable=False),
    Column("member_id", BigId, nullable=False),
    Column("run_id", BigId),
    Column("at", Instant, nullable=False),
    Index("ix_work_marks_work_id_member_id", "work_id", "member_id"),
)


class WorkState(StrEnum):
    """asked → running → done, cancelled or failed. `asked` waits for somebody to press a button."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be done for many members or runs, some of them a transaction.

    `after` is the last id dealt with; `nominal_at` when all of it should have been done at once. `data` is
    what its kind keeps. `tally`: how many it came out how for (`done`, or why not).
    """

    id: int
    community_id: int
    kind: str
    sop: str
    nominal_at: datetime
    next_at: datetime
    """When its next part is due."""
    state: str = WorkState.RUNNING
    after: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    total: int = 0
    tally: Mapping[str, int] = field(default_factory=dict)
    asked_by: int | None = None
    """A `users.id`; None: the clock or a script."""
    shown_in: int | None = None
    """The outbox row of the message that tells how far it has come."""
    shown_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorkMark:
    """A member whom a piece of work has changed, so that it can be taken back; `run_id`: the run it is about."""

    id: int
    work_id: int
    member_id: int
    at: datetime
    run_id: int | None = None


_NEXT_DUE = earliest(work.c.next_at, work.c.state == WorkState.RUNNING)


class WorkStore:
    """Large work a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._work = Records(uow.journal, work, Work)
        self._marks = Ledger(uow.journal, work_marks, WorkMark)
        self.buffers = (self._work, self._marks)

    async def claim(self) -> Work | None:
        """The oldest piece of work whose next part is due, kept from other processes until the commit."""
        statement = (
            select(work)
            .where(work.c.state == WorkState.RUNNING, work.c.next_at <= self._uow.now)
            .order_by(work.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        rows = await self._uow.query(statement)
        return self._work.adopt(rows[0]) if rows else None

    async def next_due(self) -> datetime | None:
        """When the next part of any work is due."""
        return await self._uow.earliest(_NEXT_DUE)

    async def find(self, work_id: int) -> Work | None:
        """The work by its id, finished or not."""
        known = self._work.get(work_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(work).where(work.c.id == work_id).with_for_update())
        return self._work.adopt(rows[0]) if rows else None

    async def unfinished(self) -> list[Work]:
        """All work that is under way; it is little."""
        rows = await self._uow.query(select(work).where(work.c.state == WorkState.RUNNING))
        return [self._work.adopt(row) for row in rows]

    def put(self, changed: Work) -> Work:
        """Add or change."""
        if changed.state == WorkState.RUNNING:
            self._uow.timed(changed.next_at)
        return self._work.put(changed)

    def mark(self, of: Work, member_id: int, run_id: int | None = None) -> None:
        """Keep in mind that the work has changed a member."""
        self._marks.append(WorkMark(self._uow.new_id(), of.id, member_id, self._uow.now, run_id))

    async def marked(self, work_id: int, after: int, limit: int) -> Sequence[int]:
        """Ids above `after` of the members whom a piece of work has changed, in order."""
        rows = await self._uow.query(
            select(work_marks.c.member_id)
            .where(work_marks.c.work_id == work_id, work_marks.c.member_id > after)
            .distinct()
            .order_by(work_marks.c.member_id)
            .limit(limit)
        )
        return [row.member_id for row in rows]

    async def count_marked(self, work_id: int) -> int:
        """How many members a piece of work has changed."""
        members = func.count(work_marks.c.member_id.distinct())
        return await self._uow.count(select(members).where(work_marks.c.work_id == work_id))

    async def marked_runs(self, work_id: int, member_ids: Sequence[int]) -> list[int]:
        """The runs of these members that a piece of work was about."""
        rows = await self._uow.query(
            select(work_marks.c.run_id).where(
                work_marks.c.work_id == work_id,
                work_marks.c.member_id.in_(member_ids),
                work_marks.c.run_id.is_not(None),
            )
        )
        return [row.run_id for row in rows]
