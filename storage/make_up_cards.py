"""Make-up cards: a ledger of those earned, bought, given and used. A member's are its sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, bindparam, select

from storage.records import Ledger
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

make_up_cards = Table(
    "make_up_cards",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members", index=True),
    Column("amount", Integer, nullable=False),
    Column("how", String(8), nullable=False),
    Column("source", String(96), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
)

_HELD = (
    select(make_up_cards.c.member_id, make_up_cards.c.amount, make_up_cards.c.source)
    .where(make_up_cards.c.member_id.in_(bindparam("wanted", expanding=True)))
    .order_by(make_up_cards.c.id)
)


@dataclass(frozen=True, slots=True)
class CardEntry:
    """A line of the ledger. `how`: earned, bought, used. A repetition has the same `source`."""

    id: int
    community_id: int
    member_id: int
    amount: int
    how: str
    source: str
    at: datetime


class CardStore:
    """Cards that a unit of work counts or adds."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, make_up_cards, CardEntry)
        self._entries: dict[int, dict[str, int]] = {}
        self.buffers = (self._ledger,)

    async def load(self, member_ids: Iterable[int]) -> None:
        """Load the entries of these members in one read: there are few."""
        wanted = [key for key in dict.fromkeys(member_ids) if key not in self._entries]
        if not wanted:
            return
        self._entries |= {key: {} for key in wanted}
        for row in await self._uow.read(_HELD, {"wanted": wanted}):
            self._entries[row.member_id][row.source] = row.amount

    async def held(self, member_id: int) -> int:
        """How many cards a member has."""
        await self.load([member_id])
        return sum(self._entries[member_id].values())

    async def add(self, entry: CardEntry) -> bool:
        """Append, unless there is an entry of the same source; returns whether there was none."""
        await self.load([entry.member_id])
        entries = self._entries[entry.member_id]
        if entry.source in entries:
            return False
        entries[entry.source] = entry.amount

        def undo() -> None:
            entries.pop(entry.source, None)

        self._uow.journal.note(undo)
        self._ledger.append(entry)
        return True
