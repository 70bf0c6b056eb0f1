"""Leave that members take from checking in: a ledger. What is cancelled has an entry of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, Table, bindparam, select

from storage.records import Ledger
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

leaves = Table(
    "leaves",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_user_id", BigId),
    Column("cancels", BigId, unique=True),
    Index("ix_leaves_member_id_last_day", "member_id", "last_day"),
)

_SINCE = select(leaves).where(
    leaves.c.member_id.in_(bindparam("wanted", expanding=True)), leaves.c.last_day >= bindparam("since")
)

Span = tuple[date, date]
"""Local days from the first to the last, both included."""


@dataclass(frozen=True, slots=True)
class Leave:
    """An entry of the ledger. `by_user_id`: who gave it, None if the member took it.

    With `cancels` it takes back what the leave of that id gives from `first_day` on.
    """

    id: int
    community_id: int
    member_id: int
    first_day: date
    last_day: date
    at: datetime
    by_user_id: int | None = None
    cancels: int | None = None

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last_day - self.first_day).days + 1


class LeaveStore:
    """Leave of members that a unit of work looks at or adds."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, leaves, Leave)
        self._loaded: dict[int, dict[int, Leave]] = {}
        self._since: dict[int, date] = {}
        self.buffers = (self._ledger,)

    async def load(self, member_ids: Iterable[int], since: date) -> None:
        """Load what these members have taken that lasts until a local day or longer, in one read."""
        wanted = [key for key in dict.fromkeys(member_ids) if self._since.get(key, date.max) > since]
        if not wanted:
            return
        rows = await self._uow.read(_SINCE, {"wanted": wanted, "since": since})
        for key in wanted:
            self._loaded.setdefault(key, {})
            self._since[key] = since
        for row in rows:
            self._loaded[row.member_id].setdefault(row.id, Leave(**row._mapping))

    def known(self, member_id: int) -> list[Leave]:
        """The loaded leave of a member as far as it stands: what was cancelled is cut off, or left out."""
        entries = self._loaded.get(member_id, {}).values()
        ends = {entry.cancels: entry.first_day for entry in entries if entry.cancels is not None}
        standing = []
        for entry in entries:
            if entry.cancels is not None:
                continue
            last = min(entry.last_day, ends.get(entry.id, date.max) - timedelta(days=1))
            if last >= entry.first_day:
                standing.append(
                    Leave(
                        entry.id,
                        entry.community_id,
                        member_id,
                        entry.first_day,
                        last,
                        entry.at,
                        entry.by_user_id,
                    )
                )
        return sorted(standing, key=lambda leave: (leave.first_day, leave.id))

    def spans(self, member_id: int) -> tuple[Span, ...]:
        """The loaded leave of a member as days."""
        if member_id not in self._loaded:
            return ()
        return tuple((leave.first_day, leave.last_day) for leave in self.known(member_id))

    async def find(self, leave_id: int) -> Leave | None:
        """The entry by its id."""
        rows = await self._uow.query(select(leaves).where(leaves.c.id == leave_id))
        return Leave(**rows[0]._mapping) if rows else None

    def add(self, leave: Leave) -> None:
        """Append to the ledger."""
        entries = self._loaded.setdefault(leave.member_id, {})
        entries[leave.id] = leave

        def undo() -> None:
            entries.pop(leave.id, None)

        self._uow.journal.note(undo)
        self._ledger.append(leave)
