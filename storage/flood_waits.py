"""What Telegram told the bot to wait for (429), so that a restart asks no earlier than an unbroken life would."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, delete, insert, select

from storage.schema import BigId, Instant, metadata

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

flood_waits = Table(
    "flood_waits",
    metadata,
    Column("telegram_id", BigId, primary_key=True, autoincrement=False),
    Column("until", Instant, nullable=False),
)


class FloodWaitStore:
    """Chats by their Telegram id, 0 for the bot itself, and until when they are shut."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow

    async def all(self) -> dict[int, datetime]:
        """All that is not over; what is over is forgotten."""
        await self._uow.execute(delete(flood_waits).where(flood_waits.c.until <= self._uow.now))
        return {row.telegram_id: row.until for row in await self._uow.query(select(flood_waits))}

    async def keep(self, waits: Mapping[int, datetime]) -> None:
        """Write down what Telegram said."""
        await self._uow.execute(delete(flood_waits).where(flood_waits.c.telegram_id.in_(list(waits))))
        for telegram_id, until in waits.items():
            await self._uow.execute(insert(flood_waits).values(telegram_id=telegram_id, until=until))
