"""What scripts skipped because it was late, so that owners can be told after an outage and have it sent.

A row is written where a run lets something go by that was due while the run lasted. Once the outage is told,
the rows of that time carry its id; a row that belongs to no outage is forgotten after a while.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Integer, String, Table, Text, case, delete, func, select, update

from core.message import Kind
from storage.outgoing import OutboxState, outbox
from storage.records import Records
from storage.runs import runs
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

skips = Table(
    "skips",
    metadata,
    own_id(),
    Column("outage_id", BigId),
    link("community_id", "communities"),
    Column("sop", String(64), nullable=False),
    Column("run_id", BigId, nullable=False),
    Column("member_id", BigId),
    Column("label", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("occurrence", Integer),
    Column("action", String(16), nullable=False),
    Column("nominal_at", Instant, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(8), nullable=False),
    Index("ix_skips_outage_state_id", "outage_id", "state", "id"),
    # Holds all that counting by groups reads, in its order: an outage can have a hundred thousand rows.
    Index("ix_skips_groups", "outage_id", "community_id", "sop", "label", "action", "state", "nominal_at"),
    Index("ix_skips_at", "at"),
)

KEPT = timedelta(days=30)


class SkipState(StrEnum):
    """Open: as it was skipped. Said: after all. Dropped: it made no sense for this run any more."""

    OPEN = "open"
    SAID = "said"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Skip:
    """One action that a run skipped as late. `label` is `path` with the occurrence of an `each` step in it."""

    id: int
    community_id: int
    sop: str
    run_id: int
    label: str
    path: str
    action: str
    nominal_at: datetime
    at: datetime
    state: str = SkipState.OPEN
    outage_id: int | None = None
    member_id: int | None = None
    occurrence: int | None = None


@dataclass(frozen=True, slots=True)
class SkipGroup:
    """The same action, skipped for many. `first` is the id of one of the rows, by which the group is known."""

    community_id: int
    sop: str
    label: str
    action: str
    first: int
    count: int
    open: int
    said: int
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """A script's message that was planned in time and expired unsent; `id` is the outbox row's."""

    id: int
    source: str
    run_id: int
    member_id: int | None
    nominal_at: datetime
    sop: str
    community_id: int


class SkipStore:
    """Skips a unit of work notes, tells or makes good."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, skips, Skip)
        self.buffers = (self._records,)

    def put(self, skip: Skip) -> None:
        """Add or change."""
        self._records.put(skip)

    async def find(self, skip_id: int) -> Skip | None:
        """The row by its id."""
        known = self._records.get(skip_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(skips).where(skips.c.id == skip_id))
        return self._records.adopt(rows[0]) if rows else None

    async def attach(self, outage_id: int, since: datetime, until: datetime, limit: int) -> int:
        """Let an outage have what was due between two instants and belongs to none; returns how much it was."""
        chosen = (
            select(skips.c.id)
            .where(skips.c.outage_id.is_(None), skips.c.nominal_at >= since, skips.c.nominal_at <= until)
            .limit(limit)
        )
        return await self._uow.execute(
            update(skips).where(skips.c.id.in_(chosen)).values(outage_id=outage_id)
        )

    async def unsent(self, since: datetime, until: datetime, limit: int) -> list[Unsent]:
        """What scripts had planned between two instants, and nobody sent before it was too late."""
        rows = await self._uow.query(
            select(
                outbox.c.id,
                outbox.c.source,
                outbox.c.run_id,
                outbox.c.member_id,
                outbox.c.not_before.label("nominal_at"),
                runs.c.sop,
                runs.c.community_id,
            )
            .join(runs, runs.c.id == outbox.c.run_id)
            .where(
                outbox.c.state.in_((OutboxState.PLANNED, OutboxState.EXPIRED)),
                outbox.c.not_before >= since,
                outbox.c.not_before <= until,
                outbox.c.expires_at <= self._uow.now,
                outbox.c.kind.in_((Kind.STEP, Kind.RESPONSE, Kind.REMINDER, Kind.GREETING)),
                outbox.c.source.is_not(None),
                outbox.c.error.is_(None),
            )
            .limit(limit)
        )
        return [Unsent(**row._mapping) for row in rows]

    async def took(self, unsent: Collection[Unsent]) -> None:
        """These messages are among the skips now."""
        await self._uow.execute(
            update(outbox)
            .where(outbox.c.id.in_([one.id for one in unsent]))
            .values(state=OutboxState.EXPIRED, error="skipped")
        )

    async def groups(self, outage_id: int) -> list[SkipGroup]:
        """What was skipped because of an outage, each action once, as its times came."""
        first, earliest = func.min(skips.c.id), func.min(skips.c.nominal_at)
        counts = {state: func.sum(case((skips.c.state == state, 1), else_=0)) for state in SkipState}
        rows = await self._uow.query(
            select(
                skips.c.community_id,
                skips.c.sop,
                skips.c.label,
                skips.c.action,
                first.label("first"),
                func.count().label("count"),
                counts[SkipState.OPEN].label("open"),
                counts[SkipState.SAID].label("said"),
                earliest.label("earliest"),
                func.max(skips.c.nominal_at).label("latest"),
            )
            .where(skips.c.outage_id == outage_id)
            .group_by(skips.c.community_id, skips.c.sop, skips.c.label, skips.c.action)
            .order_by(earliest, first)
        )
        return [SkipGroup(**row._mapping) for row in rows]

    async def open_of(
        self, outage_id: int, community_id: int, after: int, limit: int, group: Skip | None = None
    ) -> list[Skip]:
        """What is still to be said of an outage (or of one group of it), with ids above `after`."""
        statement = (
            select(skips)
            .where(
                skips.c.outage_id == outage_id,
                skips.c.state == SkipState.OPEN,
                skips.c.id > after,
                skips.c.community_id == community_id,
            )
            .order_by(skips.c.id)
            .limit(limit)
        )
        if group is not None:
            statement = statement.where(skips.c.sop == group.sop, skips.c.label == group.label)
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def forget_old(self, limit: int) -> bool:
        """Drop some of what is a month old, which nobody will send; returns whether there may be more."""
        old = select(skips.c.id).where(skips.c.at < self._uow.now - KEPT).limit(limit)
        return await self._uow.execute(delete(skips).where(skips.c.id.in_(old))) == limit
