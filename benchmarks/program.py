"""The assembled program with a community to measure in, its clock standing still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import Settings
from playground.emulator import Emulator, FloodLimits

OWNER = 5_100_000_001


@asynccontextmanager
async def running_program(folder: Path) -> AsyncIterator[tuple[App, int]]:
    """The program, and the Telegram id of a supergroup it serves."""
    async with Emulator(limits=FloodLimits(enforced=False)) as telegram:
        clock = await RemoteClock.connect(telegram.clock_url)
        settings = Settings(
            _env_file=None,
            bot_token=telegram.token,
            bot_api_url=telegram.url,
            database_url=f"sqlite+aiosqlite:///{folder / 'bench.db'}",
            owner_ids=frozenset({OWNER}),
        )
        app = await App.start(settings, clock)
        try:
            owner = telegram.person("群主", id=OWNER)
            owner.presses_start()
            group = owner.creates_group("早起写作营", supergroup=True)
            owner.adds_bot(group, admin=True)
            await telegram.settle()
            yield app, group.id
        finally:
            await app.stop()
            await clock.close()
