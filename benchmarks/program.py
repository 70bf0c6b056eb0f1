"""The assembled program with a community to measure in, its clock standing still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import App
from bot.inbound import Inbound
from bot.remote_clock import RemoteClock
from config.settings import Settings
from handlers.commands import CommandTable
from handlers.context import Services
from handlers.router import Reception
from handlers.tables import COMMANDS, PRESSES
from playground.emulator import Emulator, FloodLimits

OWNER = 5_100_000_001
SHIPPED_SCRIPTS = Path("sop_scripts")


@dataclass(frozen=True, slots=True)
class Programme:
    """The running program, the Telegram it talks to, and the id there of a supergroup it serves."""

    app: App
    telegram: Emulator
    group: int

    @property
    def services(self) -> Services:
        """What its handlers rely on."""
        own = self.app.inbound
        assert own is not None
        return own._services

    def inbound(self, commands: CommandTable = COMMANDS) -> Inbound:
        """Its inbound side as it is, only that nobody is woken by a commit: what is planned stays planned."""
        own = self.app.inbound
        assert own is not None
        reception = Reception(commands, PRESSES)
        database, services, direct = self.app.database, own._services, own._direct
        return Inbound(self.app.bot, reception, database, services, direct, lambda uow: None)

    async def next_morning(self) -> None:
        """The next nine o'clock in Shanghai, with everything done that was due until then."""
        now = self.telegram.now
        nine = now.replace(hour=1, minute=0)
        assert self.app._timers is not None
        self.app._timers.look_again()
        await self.telegram.advance_to(nine if nine > now else nine + timedelta(days=1))


@asynccontextmanager
async def running_program(folder: Path, **scripts: str) -> AsyncIterator[Programme]:
    """The program with these scripts instead of the shipped ones, if there are any."""
    folder.mkdir()
    for sop, text in scripts.items():
        (folder / "scripts" / "zh").mkdir(parents=True, exist_ok=True)
        (folder / "scripts" / "zh" / f"{sop}.yaml").write_text(text, encoding="utf-8")
    async with Emulator(limits=FloodLimits(enforced=False)) as telegram:
        clock = await RemoteClock.connect(telegram.clock_url)
        settings = Settings(
            _env_file=None,
            bot_token=telegram.token,
            bot_api_url=telegram.url,
            database_url=f"sqlite+aiosqlite:///{folder / 'bench.db'}",
            owner_ids=frozenset({OWNER}),
            sop_dir=folder / "scripts" if scripts else SHIPPED_SCRIPTS,
        )
        app = await App.start(settings, clock)
        try:
            owner = telegram.person("群主", id=OWNER)
            owner.presses_start()
            group = owner.creates_group("早起写作营", supergroup=True)
            owner.adds_bot(group, admin=True)
            await telegram.settle()
            yield Programme(app, telegram, group.id)
        finally:
            await app.stop()
            await clock.close()
