"""The assembled program: every part made once, in one visible place, and started and stopped together."""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram import Bot
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.copies import Copies, PollersBacklog, Word
from bot.hold import Hold
from bot.housekeeping import Housekeeping
from bot.inbound import Inbound
from bot.remote_clock import RemoteClock
from bot.reporting import Reporter
from bot.requests import Asker
from bot.rivals import Rivals
from bot.studio import Studio
from bot.telegram import identity, make_bot
from bot.timers import Timers
from bot.timetable import timetable
from bot.webhook import Webhook, withdraw
from config.policies import read_policies
from config.settings import Settings
from core.clock import Bell, Clock
from core.nursery import Nursery
from delivery.direct import Direct
from delivery.limiter import OVERALL, PAID, Limiter
from delivery.pacing import Pacing
from delivery.sender import Sender, Upwards
from handlers.context import Services
from handlers.router import Reception
from handlers.tables import COMMANDS, PRESSES
from sop.engine import Engine
from sop.library import Library
from storage.database import Database, open_database
from storage.unit_of_work import UnitOfWork

HEARTBEAT_SECONDS = 2
LOOK_AGAIN_SECONDS = 60
"""After this at the latest what a command of the command line has planned is seen."""
LOOK_AGAIN_WITH_COPIES = 5
"""The same for what a copy did that died before it could tell."""


@dataclass(slots=True)
class Workers:
    """The bells of the background workers."""

    sender: Bell
    asker: Bell
    housekeeping: Bell


class App:
    """The running program. Made by `start`, ended by `stop`."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, bot: Bot) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.bot = bot
        self.nursery = Nursery(clock)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._workers: Workers | None = None
        self.inbound: Inbound | None = None
        self._timers: Timers | None = None
        self._sender: Sender | None = None
        self._hold: Hold | None = None
        self._housekeeping: Housekeeping | None = None
        self._services: Services | None = None
        self.copies = Copies()
        self.studio = Studio()
        self.webhook: Webhook | None = None

    @classmethod
    async def start(cls, settings: Settings, clock: Clock) -> "App":
        """Open the database, greet Telegram, start all workers."""
        database = await open_database(settings.database_url, clock)
        app = cls(settings, clock, database, make_bot(settings))
        try:
            await app._assemble()
        except BaseException:
            await app.stop()
            raise
        return app

    async def stop(self) -> None:
        """End all workers and give everything back; what was planned is sent after the next start."""
        if self.webhook is not None:
            await self.webhook.close()
        if self._sender is not None:
            await self._sender.close()
        await self.abandon()

    async def abandon(self) -> None:
        """Give everything back without ending anything first: calls on their way are not waited for."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self.nursery.close()
        await self.studio.end()
        await self.copies.close()
        if self.webhook is not None:
            await self.webhook.close()
        await self.bot.session.close()
        await self.database.close()

    @property
    def services(self) -> Services:
        """What handlers, timers and workers rely on."""
        assert self._services is not None, "there are none before the start"
        return self._services

    async def reread_scripts(self) -> None:
        """Take up changed script files now, not at the next heartbeat."""
        assert self._housekeeping is not None, "there is none before the start"
        await self._housekeeping.look_at_scripts()

    def committed(self, uow: UnitOfWork) -> None:
        """After each commit: wake whoever has something to do because of it, here or in the copy that leads."""
        if self._timers is not None:
            self._timers.expect(uow.earliest_due)
        if self._workers is not None:
            if self._sender is not None and self.copies.leads:
                self._sender.heed(uow)
            elif uow.outbox_touched:
                self.copies.call(Word.OUTBOX)
            if uow.requests_touched and self.copies.leads:
                self._workers.asker.ring()
            elif uow.requests_touched:
                self.copies.call(Word.REQUESTS)
        if self._hold is not None and uow.released:
            self._hold.look_again()

    def _heard(self, word: Word) -> None:
        """Another copy has something for this one to do."""
        if self._workers is None or self._timers is None or self._sender is None:
            return
        if word is Word.UP_TO_DATE:
            self._timers.look_again()
        elif self.copies.leads:
            self._sender.look_again()
            self._workers.asker.ring()

    async def _assemble(self) -> None:
        settings, clock, database = self.settings, self.clock, self.database
        paid = settings.allow_paid_broadcast
        limiter = Limiter(clock, overall=PAID if paid else OVERALL)
        self.bot.session.middleware(Pacing(limiter, clock))
        services = self._services = await self._gather_services()
        engine, report = services.engine, services.report
        hold = self._hold = Hold(
            database, self.bot, clock, settings, engine, speaks=lambda: self.copies.leads
        )
        self.copies.heard = self._heard
        await self.copies.begin(settings.database_url, self.bot.id, self.nursery)
        upwards = Upwards(
            engine.settle, report, lost=engine.freeze, committed=self.committed, draw=self.studio.draw
        )
        sender = Sender(database, self.bot, clock, limiter, self.nursery, upwards, paid=paid)
        self._sender = sender
        direct = Direct(self.bot, self.nursery, sender, speaks=lambda: self.copies.leads and not hold.active)
        reception = Reception(COMMANDS, PRESSES)
        inbound = self.inbound = Inbound(self.bot, reception, database, services, direct, self.committed)
        inbound.on_conflict = Rivals(database, clock, report, settings.timezone, self.committed).met
        housekeeping = self._housekeeping = Housekeeping(
            database, clock, services.library, engine, report, self.committed, self._away
        )
        asker = Asker(database, self.bot, services, COMMANDS, self.committed)
        if settings.webhook_url is not None:
            await self._open_webhook(inbound)
        backlog = self.webhook or PollersBacklog(self.copies, inbound)
        self._timers = Timers(database, clock, backlog, timetable(services), self.committed, report)
        await housekeeping.begin()
        await hold.begin()
        self._start(sender, asker, housekeeping, self._timers, hold)
        self._take_in(inbound, self._timers)
        self._scheduler.start()

    async def _gather_services(self) -> Services:
        settings, policies = self.settings, read_policies()
        library = Library(settings.sop_dir)
        library.refresh()
        report = Reporter(settings.owner_ids, settings.locale)
        engine = Engine(library, policies, settings.owner_ids, report)
        me = await identity(self.bot)
        return Services(settings, policies, self.clock, library, engine, me, report)

    def _away(self) -> bool:
        """Whether no copy that polls hears of Telegram."""
        if self.settings.webhook_url is not None or self.inbound is None:
            return False
        return self.inbound.away if self.copies.leads else not self.copies.leader_is_up_to_date

    async def _open_webhook(self, inbound: Inbound) -> None:
        self.webhook = Webhook(self.bot, self.settings, self.clock, inbound.handle)
        await self.webhook.open()
        async with self.database.begin() as uow:
            await uow.inbox.forget_offset(self.bot.id)
        if self.copies.leads:
            await self.webhook.announce()

    def _start(
        self, sender: Sender, asker: Asker, housekeeping: Housekeeping, timers: Timers, hold: Hold
    ) -> None:
        self._workers = Workers(
            sender=self.nursery.start("sender", self.copies.leading(hold.behind(sender.work))),
            asker=self.nursery.start("asker", self.copies.leading(asker.work)),
            housekeeping=self.nursery.start("housekeeping", housekeeping.work),
        )
        self.nursery.start("timers", hold.behind(timers.work))
        self.nursery.start("hold", hold.work)
        self._beat(hold.look_again, HEARTBEAT_SECONDS)
        self._beat(self._workers.housekeeping.ring, HEARTBEAT_SECONDS)
        self._beat(self._look_again, LOOK_AGAIN_SECONDS if self.copies.alone else LOOK_AGAIN_WITH_COPIES)

    def _take_in(self, inbound: Inbound, timers: Timers) -> None:
        """Start whatever brings updates in."""
        if isinstance(self.clock, RemoteClock):
            self.clock.seen = lambda: inbound.last_handled
            self.nursery.tend("clock", self.clock.follow())
            self.nursery.tend("clock reports", self.clock.report())
        if self.webhook is not None:
            self.webhook.on_caught_up = timers.look_again
            self.nursery.start("inbound", self.webhook.work)
            self.nursery.start("backlog", self.webhook.watch_backlog)
            self.nursery.start("webhook", self.copies.leading(self.webhook.lead))
            return

        async def poll(bell: Bell) -> None:
            await withdraw(self.bot, self.clock)
            await inbound.work(bell)

        def up_to_date() -> None:
            if self.copies.leads and inbound.caught_up:
                self.copies.call(Word.UP_TO_DATE)

        inbound.on_caught_up = timers.look_again
        self.nursery.start("inbound", self.copies.leading(poll))
        self._beat(up_to_date, HEARTBEAT_SECONDS)

    def _look_again(self) -> None:
        if self._timers is not None:
            self._timers.look_again()
        self._heard(Word.OUTBOX)

    def _beat(self, call: Callable[[], None], seconds: int) -> None:
        """The heartbeat knows nothing: it rings bells in real time, late ones too, several as one."""
        trigger = IntervalTrigger(seconds=seconds)
        self._scheduler.add_job(call, trigger, misfire_grace_time=None, coalesce=True)
