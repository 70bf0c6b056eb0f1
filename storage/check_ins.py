"""Check-ins: one a member and local day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint, func, select

from storage.records import Ledger
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
    UniqueConstraint("member_id", "day"),
    Index("ix_check_ins_community_day", "community_id", "day"),
)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A member's proof of showing up on a local day. `source`: command, button, keyword, hashtag."""

    id: int
    community_id: int
    member_id: int
    day: date
    at: datetime
    source: str
    streak: int


class CheckInStore:
    """Check-ins a unit of work adds or looks at. All of a member's are loaded: at most one a day."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, check_ins)
        self._loaded: dict[int, dict[date, datetime]] = {}
        self._since: dict[int, date] = {}
        self.buffers = (self._ledger,)

    async def load(self, member_ids: Iterable[int], since: date) -> None:
        """Load check-ins of these members from a local day on, in one read."""
        wanted = [key for key in dict.fromkeys(member_ids) if self._since.get(key, date.max) > since]
        if not wanted:
            return
        rows = await self._uow.read(
            select(check_ins.c.member_id, check_ins.c.day, check_ins.c.at).where(
                check_ins.c.member_id.in_(wanted), check_ins.c.day >= since
            )
        )
        for key in wanted:
            self._loaded.setdefault(key, {})
            self._since[key] = since
        for row in rows:
            self._loaded[row.member_id][row.day] = row.at

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
        self._ledger.append(**{name: getattr(check_in, name) for name in CheckIn.__slots__})

    async def members_on(self, community_id: int, day: date) -> set[int]:
        """Who checked in on a local day."""
        rows = await self._uow.query(
            select(check_ins.c.member_id).where(
                check_ins.c.community_id == community_id, check_ins.c.day == day
            )
        )
        return {row.member_id for row in rows}

    async def count_on(self, community_id: int, day: date) -> int:
        """How many members checked in on a local day."""
        rows = await self._uow.query(
            select(func.count()).where(check_ins.c.community_id == community_id, check_ins.c.day == day)
        )
        return int(rows[0][0])
