"""The points ledger: appended, never overwritten; the balance is its sum."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, bindparam, func, select, update

from storage.members import Member, members
from storage.prepared import Prepared
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


_ADD_POINTS = Prepared(
    members,
    lambda _insert: (
        update(members)
        .where(members.c.id == bindparam("key"))
        .values(points=members.c.points + bindparam("delta"), earned=members.c.earned + bindparam("gained"))
    ),
)

_SOURCES = select(point_entries.c.source).where(
    point_entries.c.source.in_(bindparam("wanted", expanding=True))
)
_EARNED = (
    select(point_entries.c.member_id, point_entries.c.rule, func.sum(point_entries.c.amount).label("sum"))
    .where(
        point_entries.c.member_id.in_(bindparam("wanted", expanding=True)),
        point_entries.c.day == bindparam("day"),
        point_entries.c.amount > 0,
    )
    .group_by(point_entries.c.member_id, point_entries.c.rule)
)


class PointStore:
    """Entries a unit of work adds, and what it must know to add them rightly."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._entries = Ledger(uow.journal, point_entries, PointEntry)
        self._balances = Changes(uow.journal, _ADD_POINTS)
        self._sources: dict[str, bool] = {}
        self._earned: dict[tuple[int, date], dict[str, int]] = {}
        self.buffers = (self._entries, self._balances)

    async def load_sources(self, sources: Iterable[str]) -> None:
        """Look these sources up in the ledger, in one read."""
        wanted = {source for source in sources if source not in self._sources}
        if not wanted:
            return
        rows = await self._uow.read(_SOURCES, {"wanted": wanted})
        self._sources.update(dict.fromkeys(wanted, False) | {row.source: True for row in rows})

    async def known_sources(self, sources: Iterable[str]) -> set[str]:
        """Which of these sources the ledger has already, what is pending included."""
        asked = set(sources)
        await self.load_sources(asked)
        return {source for source in asked if self._sources[source]}

    async def of_sources(self, sources: Iterable[str]) -> list[PointEntry]:
        """The entries with these sources, oldest first, what is pending included."""
        statement = select(point_entries).where(point_entries.c.source.in_(set(sources)))
        rows = await self._uow.query(statement.order_by(point_entries.c.id))
        return [PointEntry(**row._mapping) for row in rows]

    async def load_earned(self, member_ids: Iterable[int], day: date) -> None:
        """Load what these members earned on a local day by each rule, in one read."""
        wanted = [key for key in dict.fromkeys(member_ids) if (key, day) not in self._earned]
        if not wanted:
            return
        rows = await self._uow.read(_EARNED, {"wanted": wanted, "day": day})
        self._earned.update(((key, day), {}) for key in wanted)
        for row in rows:
            self._earned[row.member_id, day][row.rule] = int(row.sum)
        for entry in self._entries.pending:
            if entry.day == day and entry.member_id in wanted:
                self._count_earned(entry.member_id, day, entry.rule, max(entry.amount, 0))

    async def earned(self, member_id: int, rule: str, day: date) -> int:
        """What the member earned by a rule on a local day, what is pending included, deductions not."""
        await self.load_earned([member_id], day)
        return self._earned[member_id, day].get(rule, 0)

    def add(self, entry: PointEntry, member: Member) -> Member:
        """Append an entry; returns the member with the new balance."""
        self._entries.append(entry)
        gained = max(entry.amount, 0)
        self._balances.add(key=member.id, delta=entry.amount, gained=gained)
        self._sources[entry.source] = True
        self._count_earned(member.id, entry.day, entry.rule, max(entry.amount, 0))
        self._uow.journal.note(partial(self._forget, entry))
        richer = replace(member, points=member.points + entry.amount, earned=member.earned + gained)
        self._uow.members.count_points(richer)
        return richer

    def _forget(self, entry: PointEntry) -> None:
        self._sources[entry.source] = False
        self._count_earned(entry.member_id, entry.day, entry.rule, -max(entry.amount, 0))

    def _count_earned(self, member_id: int, day: date, rule: str, amount: int) -> None:
        """Keep what was loaded in step with what is pending."""
        sums = self._earned.get((member_id, day))
        if sums is not None:
            sums[rule] = sums.get(rule, 0) + amount

    async def sum_of_day(self, community_id: int, day: date) -> int:
        """All points earned in a community on a local day (deductions not counted)."""
        return await self._uow.tally(
            select(func.coalesce(func.sum(point_entries.c.amount), 0)).where(
                point_entries.c.community_id == community_id,
                point_entries.c.day == day,
                point_entries.c.amount > 0,
            )
        )

    async def latest(self, member_id: int, limit: int) -> list[PointEntry]:
        """The member's latest entries, newest first."""
        rows = await self._uow.query(
            select(point_entries)
            .where(point_entries.c.member_id == member_id)
            .order_by(point_entries.c.day.desc(), point_entries.c.id.desc())
            .limit(limit)
        )
        return [PointEntry(**row._mapping) for row in rows]
