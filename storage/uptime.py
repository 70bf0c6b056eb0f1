"""The heartbeat row and the outages it proves: days the bot was down break nobody's streak, and owners are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, Table, insert, select, update

from storage.reading import Reading
from storage.schema import Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

outages = Table(
    "outages",
    metadata,
    own_id(),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("told_at", Instant),
    Column("left_at", Instant),
)

_OUTAGES = Reading(select(outages.c.started_at, outages.c.ended_at).order_by(outages.c.started_at))

OUTAGE = timedelta(minutes=1)
"""A gap longer than this between two beats is an outage."""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which the bot was not there, or heard nothing of Telegram.

    `told_at`: the owners know of it, as far as there was something to tell. `left_at`: they want what was
    skipped because of it to be left at that.
    """

    id: int
    started_at: datetime
    ended_at: datetime
    told_at: datetime | None = None
    left_at: datetime | None = None


class UptimeStore:
    """Beats and outages. Written directly: a beat is alone in its transaction."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._outages: list[tuple[datetime, datetime]] | None = None
        self.buffers = ()

    async def last_beat(self) -> datetime | None:
        """When the program was last known to be alive; None on the first start."""
        rows = await self._uow.read(select(heartbeat.c.at))
        return rows[0].at if rows else None

    async def beat(self, now: datetime) -> None:
        """The program is alive."""
        changed = await self._uow.execute(update(heartbeat).values(at=now))
        if not changed:
            await self._uow.execute(insert(heartbeat).values(id=1, at=now))

    async def record_outage(self, started_at: datetime, ended_at: datetime) -> None:
        """The program was not there in between."""
        self._outages = None
        await self._uow.execute(
            insert(outages).values(id=self._uow.new_id(), started_at=started_at, ended_at=ended_at)
        )

    async def outages_since(self, since: datetime) -> list[tuple[datetime, datetime]]:
        """Outages that ended after an instant, oldest first. They are few, so all are read, once."""
        if self._outages is None:
            rows = await self._uow.read(_OUTAGES)
            self._outages = [(row.started_at, row.ended_at) for row in rows]
        return [(start, end) for start, end in self._outages if end > since]

    async def untold(self) -> list[Outage]:
        """Outages that the owners have not been told of, oldest first."""
        statement = select(outages).where(outages.c.told_at.is_(None)).order_by(outages.c.started_at)
        return [Outage(**row._mapping) for row in await self._uow.query(statement)]

    async def outage(self, outage_id: int) -> Outage | None:
        """The outage by its id."""
        rows = await self._uow.read(select(outages).where(outages.c.id == outage_id))
        return Outage(**rows[0]._mapping) if rows else None

    async def told(self, now: datetime) -> None:
        """The owners know of every outage up to now."""
        await self._uow.execute(update(outages).where(outages.c.told_at.is_(None)).values(told_at=now))

    async def leave(self, outage_id: int, now: datetime) -> None:
        """What was skipped because of it is not to be said any more."""
        await self._uow.execute(update(outages).where(outages.c.id == outage_id).values(left_at=now))
