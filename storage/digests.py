"""What each digest said, so that it can be read again; and the figures of each local day, closed when it is over."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Date, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint, select

from storage.prepared import Prepared
from storage.records import Changes, Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

digests = Table(
    "digests",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("day", Date, nullable=False),
    Column("edition", String(8), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("figures", Text, nullable=False),
    Column("decided", JSON, nullable=False),
    UniqueConstraint("community_id", "day", "edition"),
)

daily_figures = Table(
    "daily_figures",
    metadata,
    link("community_id", "communities"),
    Column("day", Date, nullable=False),
    Column("figures", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "day"),
)


class Edition(StrEnum):
    """About one local day, or about the seven days that end with it."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest. `figures` is JSON of `community.digest`'s; `decided` what was done about its decisions, by place.

    `decided["shown"]` are the outbox rows that show it.
    """

    id: int
    community_id: int
    day: date
    edition: str
    made_at: datetime
    figures: str
    decided: dict[str, Any] = field(default_factory=dict)


_CLOSE = Prepared(
    daily_figures,
    lambda insert: insert(daily_figures).on_conflict_do_nothing(),
    ("community_id", "day", "figures"),
)


class DigestStore:
    """Digests and closed days a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, digests, Digest)
        self._closed = Changes(uow.journal, _CLOSE)
        self.buffers = (self._records, self._closed)

    async def find(self, digest_id: int) -> Digest | None:
        """The digest by its id."""
        known = self._records.get(digest_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(digests).where(digests.c.id == digest_id))
        return self._records.adopt(rows[0]) if rows else None

    async def of(self, community_id: int, day: date, edition: Edition) -> Digest | None:
        """What was said of a day, or of the week that ends with it."""
        statement = select(digests).where(
            digests.c.community_id == community_id, digests.c.day == day, digests.c.edition == edition
        )
        rows = await self._uow.query(statement)
        return self._records.adopt(rows[0]) if rows else None

    def put(self, digest: Digest) -> Digest:
        """Add or change."""
        return self._records.put(digest)

    def close_day(self, community_id: int, day: date, figures: str) -> None:
        """Keep the figures of a day that is over; a day is closed once."""
        self._closed.add(community_id=community_id, day=day, figures=figures)

    async def closed_days(self, community_id: int, first: date, last: date) -> dict[date, str]:
        """The figures of the closed days of a stretch, in order."""
        rows = await self._uow.query(
            select(daily_figures.c.day, daily_figures.c.figures)
            .where(daily_figures.c.community_id == community_id, daily_figures.c.day.between(first, last))
            .order_by(daily_figures.c.day)
        )
        return {row.day: row.figures for row in rows}
