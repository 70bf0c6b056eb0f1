"""The points ledger: appended, never overwritten; the balance is its sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)

from core.changing import changed
from core.frozen import quickly_made
from storage.members import Member, members
from storage.point_weeks import COUNT_WEEK, week_row
from storage.prepared import Prepared
from storage.reading import Reading
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
    Column("asked", Integer),
    Column("giver_id", BigId),
    Column("rule_version", String(40)),
    Column("undoes", BigId),
    Index("ix_point_entries_member_day", "member_id", "day"),
    Index("ix_point_entries_community_day", "community_id", "day"),
)
Index(
    "ix_point_entries_undoes",
    point_entries.c.undoes,
    unique=True,
    postgresql_where=point_entries.c.undoes.is_not(None),
    sqlite_where=point_entries.c.undoes.is_not(None),
)


@quickly_made
@dataclass(frozen=True, slots=True)
class PointEntry:
    """One line of the ledger. `source` is unique, so a repetition is harmless; `rule` is what caps count.

    An amount of zero is an occasion that earned nothing (a cap, the same person again too soon).
    """

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
    asked: int | None = None
    """What it would have been without caps; None before that was kept: the amount."""
    giver_id: int | None = None
    """The member whose recognition this is."""
    rule_version: str | None = None
    """The version of the points policy that booked it."""
    undoes: int | None = None
    """The entry that this one takes back; it stands on the same day, as if nothing had been."""

    @property
    def gain(self) -> int:
        """What it adds to the points earned on its day: deductions nothing, an award taken back less than nothing."""
        return self.amount if (self.amount > 0) == (self.undoes is None) else 0


_ADD_POINTS = Prepared(
    members,
    lambda _insert: (
        update(members)
        .where(members.c.id == bindparam("key"))
        .values(points=members.c.points + bindparam("delta"), earned=members.c.earned + bindparam("gained"))
    ),
)

_SOURCES = Reading(
    select(point_entries.c.source).where(point_entries.c.source.in_(bindparam("wanted", expanding=True)))
)
GAIN = or_(
    and_(point_entries.c.amount > 0, point_entries.c.undoes.is_(None)),
    and_(point_entries.c.amount < 0, point_entries.c.undoes.is_not(None)),
)
"""The entries whose amounts are gains (`PointEntry.gain`)."""

_EARNED = Reading(
    select(point_entries.c.member_id, point_entries.c.rule, func.sum(point_entries.c.amount).label("sum"))
    .where(
        point_entries.c.member_id.in_(bindparam("wanted", expanding=True)),
        point_entries.c.day == bindparam("day"),
        GAIN,
    )
    .group_by(point_entries.c.member_id, point_entries.c.rule)
)


_undoing = point_entries.alias("undoing")
_RECENT = Reading(
    select(
        point_entries.c.member_id,
        point_entries.c.rule,
        point_entries.c.giver_id,
        func.max(point_entries.c.at).label("at"),
        func.max(point_entries.c.day).label("day"),
    )
    .where(
        point_entries.c.member_id.in_(bindparam("wanted", expanding=True)),
        point_entries.c.day >= bindparam("since"),
        point_entries.c.amount > 0,
        point_entries.c.undoes.is_(None),
        ~exists().where(_undoing.c.undoes == point_entries.c.id),
    )
    .group_by(point_entries.c.member_id, point_entries.c.rule, point_entries.c.giver_id)
)


@dataclass(frozen=True, slots=True)
class Recent:
    """When a member last earned something by a rule, from one giver or from nobody in particular."""

    rule: str
    giver_id: int | None
    at: datetime
    day: date


class PointStore:
    """Entries a unit of work adds, and what it must know to add them rightly."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._entries = Ledger(uow.journal, point_entries, PointEntry)
        self._balances = Changes(uow.journal, _ADD_POINTS)
        self._sources: dict[str, bool] = {}
        self._earned: dict[tuple[int, date], dict[str, int]] = {}
        self._recent: dict[int, list[Recent]] = {}
        self._weeks = Changes(uow.journal, COUNT_WEEK)
        self.buffers = (self._entries, self._balances, self._weeks)

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
                self._count_earned(entry.member_id, day, entry.rule, entry.gain)

    async def load_recent(self, member_ids: Iterable[int], since: date) -> None:
        """Load when these members last earned something by each rule and giver, in one read.

        `since` is the same throughout a unit of work.
        """
        wanted = [key for key in dict.fromkeys(member_ids) if key not in self._recent]
        if not wanted:
            return
        self._recent.update((key, []) for key in wanted)
        for row in await self._uow.read(_RECENT, {"wanted": wanted, "since": since}):
            self._recent[row.member_id].append(Recent(row.rule, row.giver_id, row.at, row.day))
        for entry in self._entries.pending:
            if entry.member_id in wanted and entry.gain > 0:
                self._recent[entry.member_id].append(Recent(entry.rule, entry.giver_id, entry.at, entry.day))

    async def recent(self, member_id: int, since: date) -> list[Recent]:
        """When the member last earned something, what is pending included."""
        await self.load_recent([member_id], since)
        return self._recent[member_id]

    async def earned_in_all(self, member_id: int, day: date) -> int:
        """What the member earned by all rules on a local day."""
        await self.load_earned([member_id], day)
        return sum(self._earned[member_id, day].values())

    async def earned(self, member_id: int, rule: str, day: date) -> int:
        """What the member earned by a rule on a local day, what is pending included, deductions not."""
        await self.load_earned([member_id], day)
        return self._earned[member_id, day].get(rule, 0)

    def add(self, entry: PointEntry, member: Member) -> Member:
        """Append an entry; returns the member with the new balance."""
        gain = entry.gain
        self._entries.append(entry)
        self._sources[entry.source] = True
        self._uow.journal.note(partial(self._forget, entry))
        if not entry.amount:
            return member
        self._balances.add(key=member.id, delta=entry.amount, gained=gain)
        if gain:
            self._weeks.add(**week_row(entry.community_id, entry.member_id, entry.day, gain))
        self._keep_in_step(entry)
        richer = changed(member, points=member.points + entry.amount, earned=member.earned + gain)
        self._uow.members.count_points(richer)
        return richer

    def _keep_in_step(self, entry: PointEntry) -> None:
        """What was loaded knows of the entry, too, until it is cut off."""
        self._count_earned(entry.member_id, entry.day, entry.rule, entry.gain)
        recent = self._recent.get(entry.member_id)
        if recent is not None and entry.gain > 0:
            recent.append(Recent(entry.rule, entry.giver_id, entry.at, entry.day))

    def _forget(self, entry: PointEntry) -> None:
        self._sources[entry.source] = False
        self._recent.pop(entry.member_id, None)
        if entry.amount:
            self._count_earned(entry.member_id, entry.day, entry.rule, -entry.gain)

    def _count_earned(self, member_id: int, day: date, rule: str, amount: int) -> None:
        """Keep what was loaded in step with what is pending."""
        sums = self._earned.get((member_id, day))
        if sums is not None:
            sums[rule] = sums.get(rule, 0) + amount

    async def sum_of_day(self, community_id: int, day: date) -> int:
        """All points earned in a community on a local day (deductions not counted)."""
        return await self._uow.tally(
            select(func.coalesce(func.sum(point_entries.c.amount), 0)).where(
                point_entries.c.community_id == community_id, point_entries.c.day == day, GAIN
            )
        )

    async def latest(self, member_id: int, limit: int, offset: int = 0) -> list[PointEntry]:
        """The member's latest entries, newest first; occasions that earned nothing are left out."""
        rows = await self._uow.query(
            select(point_entries)
            .where(point_entries.c.member_id == member_id, point_entries.c.amount != 0)
            .order_by(point_entries.c.day.desc(), point_entries.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        return [PointEntry(**row._mapping) for row in rows]

    async def count(self, member_id: int) -> int:
        """How many entries the member has."""
        mine = and_(point_entries.c.member_id == member_id, point_entries.c.amount != 0)
        return await self._uow.count(select(func.count()).select_from(point_entries).where(mine))

    async def sums_by_rule(self, member_id: int, since: date) -> dict[str, int]:
        """What the member earned from a local day on, by rule."""
        rows = await self._uow.query(
            select(point_entries.c.rule, func.sum(point_entries.c.amount).label("sum"))
            .where(point_entries.c.member_id == member_id, point_entries.c.day >= since, GAIN)
            .group_by(point_entries.c.rule)
        )
        return {row.rule: int(row.sum) for row in rows if row.sum}

    async def find(self, entry_id: int) -> PointEntry | None:
        """The entry by its id."""
        rows = await self._uow.query(select(point_entries).where(point_entries.c.id == entry_id))
        return PointEntry(**rows[0]._mapping) if rows else None

    async def undone(self, entry_ids: Iterable[int]) -> set[int]:
        """Which of these entries were taken back."""
        rows = await self._uow.query(
            select(point_entries.c.undoes).where(point_entries.c.undoes.in_(set(entry_ids)))
        )
        return {row.undoes for row in rows}
