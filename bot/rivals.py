"""Another process polls with the same token: Telegram gives each update to one of the two only.

Telegram ends the poll that hangs (409) when a new one comes. So whoever meets a 409 knows that somebody has
polled *since*: a killed predecessor cannot be the reason. The one who came last goes.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import Clock
from core.errors import BadWorld, CannotGoOn
from delivery.reports import Report
from storage.database import Database
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

NEWCOMER = timedelta(minutes=1)
"""For so long after its start a process gives way."""

OVER = timedelta(minutes=10)
"""So long without a conflict ends an episode; the next one is told again."""


class Rivals:
    """What to do about conflicts. `committed` is called with each unit of work after its commit."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        report: Report,
        timezone: str,
        committed: Callable[[UnitOfWork], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._report = report
        self._zone = ZoneInfo(timezone)
        self._committed = committed
        self._started_at = clock.now()
        self._last: datetime | None = None
        self._told = False

    async def met(self) -> None:
        """Telegram has answered 409: give way as a newcomer, else tell the owners once an episode.

        Raises CannotGoOn.
        """
        now = self._clock.now()
        # Who started later than now has lived through a clock that was set back.
        if timedelta() <= now - self._started_at < NEWCOMER:
            raise CannotGoOn(
                "another process fetches the updates of this BOT_TOKEN: stop that one first, or give this one "
                "a token of its own"
            )
        if self._last is None or now - self._last > OVER:
            self._told = False
        self._last = now
        if not self._told:
            await self._tell(now)

    async def _tell(self, now: datetime) -> None:
        try:
            async with self._database.begin() as uow:
                await self._report(uow, "rival_polls", since=f"{now.astimezone(self._zone):%H:%M}")
        except BadWorld as error:
            log.warning("the owners are told of the conflict later: %s", error)
            return
        self._told = True
        self._committed(uow)
