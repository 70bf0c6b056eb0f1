"""Timers of the community's own: tags that expire, to-dos that are overdue."""

from datetime import datetime

from community import tags
from storage.unit_of_work import UnitOfWork

LIMIT = 200
"""Rows dealt with in one transaction."""


class TagExpiry:
    """Takes away tags whose time is over."""

    def __init__(self, engine: "Settles") -> None:
        self._engine = engine

    async def tick(self, uow: UnitOfWork) -> bool:
        """Take away what has expired."""
        taken = await tags.expire_due(uow, LIMIT)
        await self._engine.settle(uow)
        return taken == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next tag expires."""
        return await uow.tags.next_expiry()
