"""Check-ins: one a member and local day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    update,
)

from core.frozen import quickly_made
from storage.members import Status, members
from storage.prepared import Prepared
from storage.reading import Reading
from storage.records import Changes, Ledger
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

check_ins = Table(
    "check_ins",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("source", String(16), nullable=False),
    Column("streak", Integer, nullable=False),
    Column("taken_back_at", Instant),
    Index("ix_check_ins_community_day", "community_id", "day"),
    Index(
        "ix_check_ins_member_id_day",
        "member_id",
        "day",
        unique=True,
        postgresql_where=text("taken_back_at IS NULL"),
        sqlite_where=text("taken_back_at IS NULL"),
    ),
)

stands = check_ins.c.taken_back_at.is_(None)
"""Staff has not taken the check-in back."""

expectations = Table(
    "expectations",
    metadata,
    link("member_id", "members"),
    Column("day", Date, nullable=False),
    link("community_id", "communities"),
    PrimaryKeyConstraint("member_id", "day"),
    Index("ix_expectations_community_day", "community_id", "day"),
)
"""Local days on which a script waited for a member's check-in."""


_SINCE = Reading(
    select(check_ins.c.member_id, check_ins.c.day, check_ins.c.at).where(
        check_ins.c.member_id.in_(bindparam("wanted", expanding=True)),
        check_ins.c.day >= bindparam("since"),
        stands,
    )
)


@quickly_made
@dataclass(frozen=True, slots=True)
class CheckIn:
    """A member's proof of showing up on a local day. `source`: a `community.check_ins.Source`."""

    id: int
    community_id: int
    member_id: int
    day: date
    at: datetime
    source: str
    streak: int
    """As it was then; later make-ups may have joined it to others."""
    taken_back_at: datetime | None = None


_EXPECT = Prepared(
    expectations,
    lambda insert: insert(expectations).on_conflict_do_nothing(),
    ("member_id", "day", "community_id"),
)
_EXCUSE = Prepared(
    expectations,
    lambda _insert: delete(expectations).where(
        expectations.c.member_id == bindparam("member"), expectations.c.day == bindparam("on")
    ),
)


_TAKE_BACK = Prepared(
    check_ins,
    lambda _insert: (
        update(check_ins)
        .where(check_ins.c.member_id == bindparam("member"), check_ins.c.day == bindparam("on"), stands)
        .values(taken_back_at=bindparam("now", type_=Instant))
    ),
)


class CheckInStore:
    """Check-ins a unit of work adds or looks at. All of a member's are loaded: at most one a day."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, check_ins, CheckIn)
        self._loaded: dict[int, dict[date, datetime]] = {}
        self._since: dict[int, date] = {}
        self._expected = Changes(uow.journal, _EXPECT)
        self._excused = Changes(uow.journal, _EXCUSE)
        self._taken_back = Changes(uow.journal, _TAKE_BACK)
        self.buffers = (self._taken_back, self._ledger, self._excused, self._expected)

    async def load(self, member_ids: Iterable[int], since: date) -> None:
        """Load check-ins of these members from a local day on, in one read."""
        wanted = [key for key in dict.fromkeys(member_ids) if self._since.get(key, date.max) > since]
        if not wanted:
            return
        for key in wanted:
            self._loaded.setdefault(key, {})
            self._since[key] = since
        wanted = [key for key in wanted if not self._uow.made_here(key)]
        rows = await self._uow.read(_SINCE, {"wanted": wanted, "since": since}) if wanted else ()
        for row in rows:
            self._loaded[row.member_id][row.day] = row.at

    def has_loaded(self, member_id: int, day: date) -> bool:
        """Whether it is known already if the member checked in on that local day."""
        return self._since.get(member_id, date.max) <= day

    async def on(self, member_id: int, day: date) -> datetime | None:
        """When the member checked in on that local day."""
        await self.load([member_id], day)
        return self._loaded[member_id].get(day)

    def known(self, member_id: int) -> list[tuple[date, datetime]]:
        """The loaded check-ins of a member, oldest first."""
        return sorted(self._loaded.get(member_id, {}).items())

    def add(self, check_in: CheckIn) -> None:
        """Append; the caller made sure that the day is free."""
        days = self._loaded.setdefault(check_in.member_id, {})
        days[check_in.day] = check_in.at

        def undo() -> None:
            days.pop(check_in.day, None)

        self._uow.journal.note(undo)
        self._ledger.append(check_in)

    def take_back(self, member_id: int, day: date) -> None:
        """The check-in of that day, which was loaded, does not count any more."""
        days = self._loaded[member_id]
        at = days.pop(day)

        def undo() -> None:
            days[day] = at

        self._uow.journal.note(undo)
        self._taken_back.add(member=member_id, on=day, now=self._uow.now)

    async def ids_on(self, member_id: int, day: date) -> list[int]:
        """The ids of all check-ins of a member on a local day, those that were taken back included."""
        found = select(check_ins.c.id).where(check_ins.c.member_id == member_id, check_ins.c.day == day)
        return [row.id for row in await self._uow.query(found)]

    async def sources(self, member_id: int, first: date, last: date) -> dict[date, str]:
        """How a member checked in, by the local days from `first` to `last`."""
        rows = await self._uow.query(
            select(check_ins.c.day, check_ins.c.source).where(
                check_ins.c.member_id == member_id, check_ins.c.day.between(first, last), stands
            )
        )
        return {row.day: row.source for row in rows}

    def expect(self, community_id: int, member_id: int, day: date) -> None:
        """A script waits for this member's check-in on a local day. Saying it again changes nothing."""
        self._expected.add(member_id=member_id, day=day, community_id=community_id)

    def excuse(self, member_id: int, day: date) -> None:
        """Nothing is expected of this member on a local day, unless this unit of work says so as well."""
        self._excused.add(member=member_id, on=day)

    async def count_on(self, community_id: int, day: date) -> int:
        """How many members checked in on a local day."""
        return await self._uow.tally(
            select(func.count()).where(
                check_ins.c.community_id == community_id, check_ins.c.day == day, stands
            )
        )

    async def count_expected(self, community_id: int, day: date) -> tuple[int, int]:
        """How many members were expected to check in on a local day, and how many of them did."""
        rows = await self._uow.survey(
            select(func.count().label("expected"), func.count(check_ins.c.id).label("made"))
            .select_from(expectations.outerjoin(check_ins, _fulfilled))
            .where(expectations.c.community_id == community_id, expectations.c.day == day)
        )
        return rows[0].expected, rows[0].made

    async def missed_in_a_row(
        self, community_id: int, first: date, last: date, without: Iterable[date], limit: int
    ) -> dict[int, int]:
        """Present members who missed the last two or more check-ins expected of them; how many, most first.

        Looks at the local days from `first` to `last`, `without` those on which nobody could check in.
        """
        missed = (
            select(func.count())
            .where(
                expectations.c.member_id == members.c.id,
                expectations.c.day.between(first, last),
                expectations.c.day.not_in(list(without)),
                or_(members.c.last_check_in.is_(None), expectations.c.day > members.c.last_check_in),
            )
            .scalar_subquery()
        )
        counted = (
            select(members.c.id, missed.label("missed"))
            .where(
                members.c.community_id == community_id,
                members.c.status != Status.LEFT,
                or_(members.c.last_check_in.is_(None), members.c.last_check_in < last - timedelta(days=1)),
            )
            .subquery()
        )
        rows = await self._uow.survey(
            select(counted)
            .where(counted.c.missed >= 2)
            .order_by(counted.c.missed.desc(), counted.c.id)
            .limit(limit)
        )
        return {row.id: row.missed for row in rows}


_fulfilled = and_(
    check_ins.c.member_id == expectations.c.member_id, check_ins.c.day == expectations.c.day, stands
)
