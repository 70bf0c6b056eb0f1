"""The points ledger: appended, never overwritten; the balance is its sum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, bindparam, func, select, update

from storage.members import Member, members
from storage.records import Changes, Ledger
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

point_entries = Table(
    "point_entries",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("amount", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule", String(32), nullable=False),
    Column("source", String(160), nullable=False, unique=True),
    Column("by_user_id", BigId),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_point_entries_member_day", "member_id", "day"),
    Index("ix_point_entries_community_day", "community_id", "day"),
)


@dataclass(frozen=True, slots=True)
class PointEntry:
    """One line of the ledger. `source` is unique, so a repetition is harmless; `rule` is what caps count."""

    id: int
    community_id: int
    member_id: int
    amount: int
    reason: str
    rule: str
    source: str
    at: datetime
    day: date
    by_user_id: int | None = None


class PointStore:
    """Entries a unit of work adds, and what it must know to add them rightly."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._entries = Ledger(uow.journal, point_entries)
        self._balances = Changes(
            uow.journal,
            update(members)
            .where(members.c.id == bindparam("key"))
            .values(points=members.c.points + bindparam("delta")),
        )
        self.buffers = (self._entries, self._balances)

    async def known_sources(self, sources: Iterable[str]) -> set[str]:
        """Which of these sources the ledger has already, what is pending included."""
        wanted = set(sources)
        pending = {row["source"] for row in self._entries.pending} & wanted
        rest = wanted - pending
        if not rest:
            return pending
        rows = await self._uow.read(select(point_entries.c.source).where(point_entries.c.source.in_(rest)))
        return pending | {row.source for row in rows}

    async def earned(self, member_id: int, rule: str, day: date) -> int:
        """What the member earned under a rule on a local day, what is pending included."""
        rows = await self._uow.read(
            select(func.coalesce(func.sum(point_entries.c.amount), 0)).where(
                point_entries.c.member_id == member_id,
                point_entries.c.rule == rule,
                point_entries.c.day == day,
            )
        )
        pending = sum(
            row["amount"]
            for row in self._entries.pending
            if (row["member_id"], row["rule"], row["day"]) == (member_id, rule, day)
        )
        return int(rows[0][0]) + int(pending)

    def add(self, entry: PointEntry, member: Member) -> Member:
        """Append an entry; returns the member with the new balance."""
        self._entries.append(**{name: getattr(entry, name) for name in PointEntry.__slots__})
        self._balances.add(key=member.id, delta=entry.amount)
        richer = replace(member, points=member.points + entry.amount)
        self._uow.members.count_points(richer)
        return richer

    async def sum_of_day(self, community_id: int, day: date) -> int:
        """All points earned in a community on a local day (deductions not counted)."""
        rows = await self._uow.query(
            select(func.coalesce(func.sum(point_entries.c.amount), 0)).where(
                point_entries.c.community_id == community_id,
                point_entries.c.day == day,
                point_entries.c.amount > 0,
            )
        )
        return int(rows[0][0])

    async def latest(self, member_id: int, limit: int) -> list[PointEntry]:
        """The member's latest entries, newest first."""
        rows = await self._uow.query(
            select(point_entries)
            .where(point_entries.c.member_id == member_id)
            .order_by(point_entries.c.id.desc())
            .limit(limit)
        )
        return [PointEntry(**row._mapping) for row in rows]
