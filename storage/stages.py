"""The ledger of stages: who rose or fell from which to which, when and why. The present one is in the member's row."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, Index, String, Table, func, select

from storage.members import Status, members
from storage.records import Ledger
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

stage_changes = Table(
    "stage_changes",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members", index=True),
    Column("before", String(8), nullable=False),
    Column("after", String(8), nullable=False),
    Column("why", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_stage_changes_community_id_day", "community_id", "day"),
)


@dataclass(frozen=True, slots=True)
class StageChange:
    """One line of the ledger. `why`: `daily`, or the kind of what the member did."""

    id: int
    community_id: int
    member_id: int
    before: str
    after: str
    why: str
    at: datetime
    day: date


class StageStore:
    """Changes of stages that a unit of work makes or asks for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, stage_changes, StageChange)
        self.buffers = (self._ledger,)

    def add(self, change: StageChange) -> None:
        """Append to the ledger."""
        self._ledger.append(change)

    async def of(self, member_id: int, limit: int) -> list[StageChange]:
        """The member's latest changes, the last one first."""
        statement = (
            select(stage_changes)
            .where(stage_changes.c.member_id == member_id)
            .order_by(stage_changes.c.id.desc())
            .limit(limit)
        )
        return [StageChange(**row._mapping) for row in await self._uow.query(statement)]

    async def counts(self, community_id: int) -> dict[str, int]:
        """How many present members stand at each stage."""
        rows = await self._uow.survey(
            select(members.c.stage, func.count().label("n"))
            .where(members.c.community_id == community_id, members.c.status != Status.LEFT)
            .group_by(members.c.stage)
        )
        return {row.stage: row.n for row in rows}

    async def count_changes(self, community_id: int, day: date) -> dict[tuple[str, str], int]:
        """How many went from which stage to which on a local day."""
        rows = await self._uow.survey(
            select(stage_changes.c.before, stage_changes.c.after, func.count().label("n"))
            .where(stage_changes.c.community_id == community_id, stage_changes.c.day == day)
            .group_by(stage_changes.c.before, stage_changes.c.after)
        )
        return {(row.before, row.after): row.n for row in rows}
