"""What is looked after every few real seconds: changed script files, the database's log, the heartbeat row, old
update ids.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.retention import Retention
from core.clock import Bell, Clock
from core.errors import BadWorld
from delivery.reports import Report
from sop.engine import Engine
from sop.library import FolderMissing, Library
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from storage.uptime import OUTAGE

log = logging.getLogger(__name__)

BEAT = timedelta(minutes=1)
BEAT_OF_INVENTED_TIME = timedelta(minutes=30)
"""An invented clock is moved in jumps: few beats are fast, and a killed program's absence is still known well
below the three hours that make a day count as down."""
PAUSE_AFTER_FAILURE = timedelta(seconds=10)


class Housekeeping:
    """The worker that the heartbeat rings. `committed` is called with each unit of work after its commit.

    While nothing is heard of Telegram, as `away` tells, the heart does not beat: for people the bot is not there.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        library: Library,
        engine: Engine,
        report: Report,
        committed: Callable[[UnitOfWork], None],
        away: Callable[[], bool],
    ) -> None:
        self._database = database
        self._clock = clock
        self._library = library
        self._engine = engine
        self._report = report
        self._committed = committed
        self._retention = Retention(database, clock, engine.parts.policies.retention)
        self._away = away
        self._beat_every = BEAT_OF_INVENTED_TIME if clock.invented else BEAT
        self._next_beat: datetime | None = None
        self._digest = ""
        """Of the scripts that schedules were last brought in line with."""
        self._told: frozenset[str] = frozenset()
        """The problems of scripts that the owners know of; whoever read the files, it is told here."""
        self._folder_missing = False

    async def begin(self) -> None:
        """At the start: note how long the program was away, and what is wrong with the scripts."""
        self._library.refresh()
        async with self._database.begin() as uow:
            last = await uow.uptime.last_beat()
            if last is not None and uow.now - last > OUTAGE:
                await uow.uptime.record_outage(last, uow.now)
            await uow.uptime.beat(uow.now)
            await self._engine.open(uow)
            told = await self._tell_problems(uow)
        self._next_beat = self._clock.now() + self._beat_every
        self._digest, self._told = self._library.digest, told
        self._committed(uow)

    async def work(self, bell: Bell) -> None:
        """Look after things whenever the bell rings."""
        while True:
            await bell.rest(self._next_beat, in_passing=True)
            try:
                await self._look_after()
            except BadWorld as error:
                log.warning("housekeeping waits: %s", error)
                await self._clock.sleep_until(self._clock.now() + PAUSE_AFTER_FAILURE)

    async def _look_after(self) -> None:
        await self.look_at_scripts()
        await self._database.checkpoint()
        await self._retention.clear_some()
        now = self._clock.now()
        # If it lies further ahead than that, the clock was set back.
        if self._next_beat is None or not now < self._next_beat <= now + self._beat_every:
            if not self._away():
                await self._beat(now)
            self._next_beat = now + self._beat_every

    async def look_at_scripts(self) -> None:
        """Take up what has changed in the files of scripts: what starts from now on runs the new versions."""
        try:
            self._library.refresh()
        except FolderMissing as error:
            await self._tell_of_folder(error.folder)
            return
        self._folder_missing = False
        if self._library.digest == self._digest:
            return
        async with self._database.begin() as uow:
            await self._engine.sync_schedules(uow)
            told = await self._tell_problems(uow)
        self._digest, self._told = self._library.digest, told
        self._committed(uow)

    async def _tell_of_folder(self, folder: Path) -> None:
        """Once for each time that it goes missing."""
        if self._folder_missing:
            return
        async with self._database.begin() as uow:
            await self._report(uow, "scripts_missing", folder=folder)
        self._folder_missing = True
        self._committed(uow)

    async def _beat(self, now: datetime) -> None:
        async with self._database.begin() as uow:
            last = await uow.uptime.last_beat()
            if not self._clock.invented and last is not None and now - last > 3 * BEAT:
                await uow.uptime.record_outage(last, now)
            await uow.uptime.beat(now)

    async def _tell_problems(self, uow: UnitOfWork) -> frozenset[str]:
        """Tell what was not told before; returns all there is, which is told once this is committed."""
        problems = {str(problem): problem for problem in self._library.problems}
        for line, problem in problems.items():
            if line not in self._told:
                goes_on = self._library.goes_on(problem)
                await self._report(
                    uow,
                    "script_problem" if goes_on else "script_unusable",
                    place=problem.place,
                    problem=problem.text,
                )
        return frozenset(problems)
