"""The program as a rehearsal runs it: its own handlers, engine and timers on a real database, moved by hand.

Everything happens in turns, each one unit of work: no worker, no task, no waiting.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from config.policies import read_policies
from config.settings import Settings
from core.clock import Clock
from core.message import Message
from delivery.reports import Report
from handlers.batch import Batch, RefusedLate
from handlers.context import BotIdentity, Services, Toast
from handlers.incoming import Incoming, Pressed
from handlers.router import Reception
from handlers.tables import COMMANDS, PRESSES
from rehearsal.people import BOT
from rehearsal.setting import OWNER_ID, Setting
from sop.engine import Engine
from sop.library import Library
from storage.database import Database
from storage.throwaway import IN_MEMORY
from storage.unit_of_work import UnitOfWork

BATCH = 100
"""Updates handled together, as many as Telegram gives at once."""

PATIENCE = 100_000
"""Rounds of the timers at one instant."""


class Timer(Protocol):
    """Something that the clock sets off; `bot.timers` has the program's."""

    async def tick(self, uow: UnitOfWork) -> bool:
        """Do what is due; True if there may be more at once."""

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When something is due next."""


Timetable = Callable[[Services], Sequence[Timer]]


class Failures(Report):
    """What the program would report to its owners, kept."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, object]]] = []

    async def __call__(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        """Keep it."""
        self.found.append((code, particulars))


class _Guilty(Exception):
    """One of a batch was refused after a part of it had been written; only a rollback undoes that."""

    def __init__(self, index: int, late: RefusedLate) -> None:
        super().__init__(str(late))
        self.index = index
        self.late = late


class Program:
    """Handlers and timers; `planned` is given what every commit planned to say."""

    def __init__(
        self,
        database: Database,
        services: Services,
        timers: Sequence[Timer],
        planned: Callable[[UnitOfWork], None],
    ) -> None:
        self._database = database
        self._services = services
        self._clock: Clock = services.clock
        self._timers = timers
        self._planned = planned
        self._reception = Reception(COMMANDS, PRESSES)
        self._next: datetime | None = None
        self._known = False

    async def receive(self, told: Sequence[Incoming]) -> tuple[list[tuple[Incoming, Toast]], list[Message]]:
        """Deal with what people did; returns the answers to presses, and plain private replies."""
        toasts: list[tuple[Incoming, Toast]] = []
        private: list[Message] = []
        for start in range(0, len(told), BATCH):
            for batch, acts in await self._batches(told[start : start + BATCH]):
                by_id = {act.id: act for act in acts if isinstance(act, Pressed)}
                toasts += [(by_id[query_id], toast) for query_id, toast in batch.toasts]
                private += batch.private
        return toasts, private

    async def _batches(self, told: Sequence[Incoming]) -> list[tuple[Batch, Sequence[Incoming]]]:
        """All together if possible; what can only be refused alone is dealt with between those before and after."""
        try:
            return [(await self._together(told), told)]
        except _Guilty as guilty:
            before, alone, after = told[: guilty.index], told[guilty.index :][:1], told[guilty.index + 1 :]
            found = await self._batches(before) if before else []
            found.append((await self._together(alone, guilty.late), alone))
            return [*found, *(await self._batches(after) if after else [])]

    async def _together(self, told: Sequence[Incoming], late: RefusedLate | None = None) -> Batch:
        async with self._database.begin() as uow:
            batch = Batch(self._services, uow, refused=None if late is None else late.refused)
            await batch.preload(told)
            for index, one in enumerate(told):
                try:
                    await self._reception.receive(one, batch)
                except RefusedLate as refused:
                    raise _Guilty(index, refused) from refused
            await batch.settle()
        self.committed(uow)
        return batch

    async def tick(self) -> None:
        """Do what is due by the clock, until nothing is."""
        begun, rounds = self._clock.now(), 0
        while not self._known or (self._next is not None and self._next <= self._clock.now()):
            rounds += 1
            if rounds > PATIENCE:
                raise RuntimeError(f"at {begun} something stays due, whatever the timers do")
            for timer in await self._due():
                while await self._tick(timer):
                    pass

    async def _due(self) -> list[Timer]:
        """The timers that have something to do now; if none has, when the next one will is known from then on."""
        async with self._database.begin() as uow:
            instants = [(await timer.next_instant(uow), timer) for timer in self._timers]
        due = [timer for at, timer in instants if at is not None and at <= self._clock.now()]
        self._next = min((at for at, _ in instants if at is not None), default=None)
        self._known = not due
        return due

    async def _tick(self, timer: Timer) -> bool:
        async with self._database.begin() as uow:
            more = await timer.tick(uow)
        self.committed(uow)
        return more

    @property
    def next_instant(self) -> datetime | None:
        """When the clock sets off something next."""
        return self._next if self._known else self._clock.now()

    def committed(self, uow: UnitOfWork) -> None:
        """After a commit: what it planned is to be said, and the next instant may be an earlier one."""
        at = uow.earliest_due
        if at is not None and (self._next is None or at < self._next):
            self._next = at
        self._planned(uow)


def settings_of(setting: Setting) -> Settings:
    """The settings of a program in this community."""
    return Settings(
        _env_file=None,
        bot_token=f"{BOT.id}:a-rehearsal-has-no-token-of-its-own",
        database_url=f"sqlite+aiosqlite:///{setting.database or IN_MEMORY}",
        owner_ids=frozenset({OWNER_ID}),
        sop_dir=setting.scripts,
        timezone=setting.timezone,
        locale=setting.locale,
        webhook_url=None,
    )


def services_of(settings: Settings, clock: Clock) -> Services:
    """What handlers and timers rely on, as `bot.app` would make it."""
    policies, report = read_policies(), Failures()
    library = Library(settings.sop_dir)
    library.refresh()
    engine = Engine(library, policies, settings.owner_ids, report)
    me = BotIdentity(BOT.id, BOT.username or "", BOT.first_name, reads_all=True)
    return Services(settings, policies, clock, library, engine, me, report)
