"""Selections: whom a selector means, asked of the database; and selectors that are kept for buttons to name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Select, Table, Text, func, select

from core.selection import Node
from storage.cohorts import cohort_members, cohorts
from storage.members import Member, members
from storage.records import Records
from storage.runs import LIVE, runs
from storage.schema import Instant, link, metadata, own_id
from storage.selectors import THROUGH, AsOf, meant

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

selections = Table(
    "selections",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """A selector as somebody typed it, kept under an id that fits into a button."""

    id: int
    community_id: int
    text: str
    at: datetime


class SelectionStore:
    """Selections a unit of work asks for or keeps."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, selections, Selection)
        self.buffers = (self._records,)

    async def count(self, node: Node, as_of: AsOf) -> int:
        """How many present members are meant; asked beside the loop, for it walks over all of them."""
        return await self._uow.tally(select(func.count()).select_from(members).where(*meant(node, as_of)))

    async def page(self, node: Node, as_of: AsOf, after: int, limit: int) -> list[int]:
        """Ids above `after` of those who are meant, in order."""
        statement = select(members.c.id).where(*meant(node, as_of), members.c.id > after)
        return await self._ids(statement.order_by(members.c.id).limit(limit))

    async def page_before(self, node: Node, as_of: AsOf, before: int, limit: int) -> list[int]:
        """The last ids below `before` of those who are meant, in order."""
        statement = select(members.c.id).where(*meant(node, as_of), members.c.id < before)
        return sorted(await self._ids(statement.order_by(members.c.id.desc()).limit(limit)))

    async def among(self, node: Node, as_of: AsOf, member_ids: Collection[int]) -> list[int]:
        """Those of these members who are meant, in order of id."""
        statement = select(members.c.id).where(*meant(node, as_of), members.c.id.in_(member_ids))
        return await self._ids(statement.order_by(members.c.id))

    async def on_leave(self, community_id: int, since: date) -> list[Member]:
        """Members whose leave lasted until this local day or longer, and who last checked in before it."""
        statement = select(members.c.id).where(
            members.c.community_id == community_id,
            members.c.leave_until >= since,
            members.c.last_check_in < since,
        )
        found = [row.id for row in await self._uow.survey(statement)]
        await self._uow.members.load_ids(found)
        return [self._uow.members.known(key) for key in found]

    async def cohorts_of(self, member_ids: Collection[int]) -> dict[int, frozenset[str]]:
        """The names of the cohorts of each of these members, in lower case."""
        rows = await self._uow.query(
            select(cohort_members.c.member_id, cohorts.c.name)
            .join(cohorts, cohorts.c.id == cohort_members.c.cohort_id)
            .where(cohort_members.c.member_id.in_(member_ids))
        )
        return _gathered((row.member_id, row.name.lower()) for row in rows)

    async def scripts_of(
        self, member_ids: Collection[int]
    ) -> tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]]:
        """Which scripts run for each of these members, and which they went through to the end."""
        rows = await self._uow.query(
            select(runs.c.member_id, runs.c.sop, runs.c.status, runs.c.outcome)
            .where(runs.c.member_id.in_(member_ids))
            .distinct()
        )
        running = ((row.member_id, row.sop) for row in rows if row.status in LIVE)
        done = ((row.member_id, row.sop) for row in rows if row.outcome in THROUGH and row.status not in LIVE)
        return _gathered(running), _gathered(done)

    def keep(self, community_id: int, text: str) -> Selection:
        """Keep a selector for the buttons below an answer."""
        return self._records.put(Selection(self._uow.new_id(), community_id, text, self._uow.now))

    async def find(self, selection_id: int) -> Selection | None:
        """The selector that was kept under this id, unless it has been dropped."""
        known = self._records.get(selection_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(selections).where(selections.c.id == selection_id))
        return self._records.adopt(rows[0]) if rows else None

    async def _ids(self, statement: Select[Any]) -> list[int]:
        return [row.id for row in await self._uow.survey(statement)]


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    """Everything said of each member."""
    found: dict[int, set[str]] = {}
    for member_id, name in pairs:
        found.setdefault(member_id, set()).add(name)
    return {member_id: frozenset(names) for member_id, names in found.items()}
