"""Badges of members: when each was earned, and by what. Once earned, they stay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, String, Table, UniqueConstraint, exists, func, select

from storage.points import point_entries
from storage.records import Ledger
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

badges = Table(
    "badges",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("badge", String(32), nullable=False),
    Column("source", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("member_id", "badge"),
    Index("ix_badges_community_id_badge", "community_id", "badge"),
)

_undoing = point_entries.alias("undoing")


@dataclass(frozen=True, slots=True)
class EarnedBadge:
    """One badge of one member. `source` is the kind of fact that brought it."""

    id: int
    community_id: int
    member_id: int
    badge: str
    source: str
    at: datetime


class BadgeStore:
    """Badges that a unit of work gives. Which ones a member holds is in the member's own row."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, badges, EarnedBadge)
        self.buffers = (self._ledger,)

    def add(self, badge: EarnedBadge) -> None:
        """Append a badge."""
        self._ledger.append(badge)

    async def givers(self, member_ids: Iterable[int], rule: str) -> dict[int, int]:
        """From how many different people each of these members has had recognition by a rule."""
        rows = await self._uow.query(
            select(point_entries.c.member_id, func.count(point_entries.c.giver_id.distinct()).label("n"))
            .where(
                point_entries.c.member_id.in_(set(member_ids)),
                point_entries.c.rule == rule,
                point_entries.c.undoes.is_(None),
                ~exists().where(_undoing.c.undoes == point_entries.c.id),
            )
            .group_by(point_entries.c.member_id)
        )
        return {row.member_id: row.n for row in rows}

    async def of(self, member_id: int) -> list[EarnedBadge]:
        """The member's badges, the first one first."""
        statement = select(badges).where(badges.c.member_id == member_id).order_by(badges.c.at, badges.c.id)
        return [EarnedBadge(**row._mapping) for row in await self._uow.query(statement)]
