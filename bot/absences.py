"""After a start or an outage, once everything overdue is through: what the owners should know of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.timers import Timer
from community import staff
from core.message import Kind, Message, Target
from handlers.context import Services
from handlers.skips import report
from sop.deciding.walk import STALE_AFTER
from sop.engine.skips import Skipped
from storage.unit_of_work import UnitOfWork
from storage.uptime import Outage
from storage.users import Reach

WORTH_TELLING = timedelta(hours=1)
"""A shorter outage is told only if something was skipped because of it."""

A_TRANSACTION = 1000


class Absences(Timer):
    """Tells the owners of outages. Ticks after all other timers, so that those have caught up."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tick(self, uow: UnitOfWork) -> bool:
        """Gather what was skipped because of the outages not told yet, and tell of them as of one."""
        untold = await uow.uptime.untold()
        if not untold:
            return False
        last = untold[-1]
        since = untold[0].started_at - STALE_AFTER
        if await self._services.engine.gather_skipped(uow, last, since, A_TRANSACTION):
            return True
        skipped = await self._services.engine.skipped(uow, last.id)
        if skipped or last.ended_at - untold[0].started_at >= WORTH_TELLING:
            await self._tell(uow, last, skipped)
        await uow.uptime.told(uow.now)
        return False

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """At once, as long as there is something to tell."""
        untold = await uow.uptime.untold()
        return untold[0].ended_at if untold else None

    async def _tell(self, uow: UnitOfWork, outage: Outage, skipped: Sequence[Skipped]) -> None:
        if not await uow.communities.all():
            return
        text, buttons = await report(self._services, uow, outage, skipped)
        for owner in await staff.owners(uow, self._services.settings.owner_ids):
            if owner.reach == Reach.OPEN:
                key = f"outage:{outage.id}:{owner.id}"
                to = Target.user(owner.id)
                await uow.outbox.plan(Message(to, Kind.WARNING, text, buttons, dedupe_key=key))
