"""What happens at a local hour again and again: digests, scheduled starts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, String, Table, bindparam, select

from storage.reading import Reading, earliest, look_up
from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

schedules = Table(
    "schedules",
    metadata,
    own_id(),
    link("community_id", "communities", index=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("data", JSON, nullable=False),
    Column("next_at", Instant),
    Index("ix_schedules_kind_next_at", "kind", "next_at"),
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A row claimed like a due run, so it fires once, across restarts and copies."""

    id: int
    community_id: int
    key: str
    kind: str
    next_at: datetime | None
    """None: switched off."""
    data: dict[str, Any] = field(default_factory=dict)


_OF_KINDS = schedules.c.kind.in_(bindparam("kinds", expanding=True))
_DUE = Reading(
    select(schedules)
    .where(schedules.c.next_at <= bindparam("now"), _OF_KINDS)
    .order_by(schedules.c.next_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT_DUE = earliest(schedules.c.next_at, _OF_KINDS)
_BY_KEY = look_up(schedules.c.key)


class ScheduleStore:
    """Schedules a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._schedules = Records(uow.journal, schedules, Schedule)
        self.buffers = (self._schedules,)

    async def claim_due(self, now: datetime, limit: int, kinds: Collection[str]) -> list[Schedule]:
        """Schedules of these kinds whose time has come, kept from other processes until the commit."""
        found = await self._uow.query(_DUE, {"now": now, "limit": limit, "kinds": kinds})
        return [self._schedules.adopt(row) for row in found]

    async def next_due(self, kinds: Collection[str]) -> datetime | None:
        """When the next schedule of these kinds is due."""
        return await self._uow.earliest(_NEXT_DUE, {"kinds": kinds})

    async def of_community(self, community_id: int) -> list[Schedule]:
        """All schedules of a community."""
        statement = select(schedules).where(schedules.c.community_id == community_id)
        return [self._schedules.adopt(row) for row in await self._uow.query(statement)]

    async def by_keys(self, keys: Iterable[str]) -> dict[str, Schedule]:
        """The schedules with these keys."""
        found = [self._schedules.adopt(row) for row in await self._uow.query(_BY_KEY, {"wanted": list(keys)})]
        return {schedule.key: schedule for schedule in found}

    def put(self, schedule: Schedule) -> Schedule:
        """Add or change."""
        self._uow.timed(schedule.next_at)
        return self._schedules.put(schedule)
