"""`python -m bot run`: the bot, until it is told to stop."""

import asyncio
import logging
import signal
import sys
from argparse import Namespace

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.app import App
from bot.remote_clock import clock_in_force
from config.settings import Settings, read_settings
from core import memory
from core.clock import Clock
from core.errors import ConfigurationError
from storage.possession import possession

log = logging.getLogger(__name__)

PATIENCE = 5
"""Real seconds between two attempts to reach Telegram at the start."""


def run(_arguments: Namespace) -> int:
    """Run the bot; exit code 0 when it was told to stop, 1 when it failed."""
    settings = read_settings()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for noisy in ("apscheduler", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if not settings.owner_ids:
        log.warning("OWNER_IDS is not set: nobody owns this bot, so it leaves every group it is added to")
    memory.settle()
    return asyncio.run(_until_told_to_stop(settings))


async def _until_told_to_stop(settings: Settings) -> int:
    async with clock_in_force(settings.sopbot_test_clock) as clock:
        with possession(settings.database_url, clock.now()):
            app = await _start(settings, clock, stopped := _stop_signal())
            return 0 if app is None else await _run(app, stopped)


def _stop_signal() -> asyncio.Future[None]:
    """Done once somebody asks the program to stop."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()

    def stop() -> None:
        if not stopped.done():
            stopped.set_result(None)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return stopped


async def _start(settings: Settings, clock: Clock, stopped: asyncio.Future[None]) -> App | None:
    """Start; waits for Telegram as long as it does not answer. None if told to stop meanwhile."""
    while not stopped.done():
        try:
            return await App.start(settings, clock)
        except (TelegramNotFound, TelegramUnauthorizedError) as error:
            raise ConfigurationError(
                "Telegram does not know this BOT_TOKEN: copy it again from BotFather"
            ) from error
        except (ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError) as error:
            log.warning("Telegram does not answer, trying again in %s s: %s", PATIENCE, error)
            await asyncio.wait([stopped], timeout=PATIENCE)
    return None


async def _run(app: App, stopped: asyncio.Future[None]) -> int:
    log.info("running as @%s; stop with Ctrl-C", (await app.bot.me()).username)
    memory.settle()
    try:
        await asyncio.wait([stopped, app.nursery.failed], return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            return 0
        app.nursery.failed.exception()  # it was logged when it happened
        return 1
    finally:
        await app.stop()
