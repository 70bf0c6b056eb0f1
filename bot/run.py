"""`python -m bot run`: the bot, until it is told to stop."""

import asyncio
import logging
import signal
import sys
from argparse import Namespace

from aiogram.exceptions import TelegramNetworkError, TelegramServerError, TelegramUnauthorizedError

from bot.app import App
from bot.remote_clock import RemoteClock
from config.settings import Settings, read_settings
from core.clock import Clock, SystemClock
from core.errors import ConfigurationError

log = logging.getLogger(__name__)


def run(_arguments: Namespace) -> int:
    """Run the bot; exit code 0 when it was told to stop, 1 when it failed."""
    settings = read_settings()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    return asyncio.run(_until_told_to_stop(settings))


async def _until_told_to_stop(settings: Settings) -> int:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    clock = await _clock(settings)
    try:
        return await _run(settings, clock, stopped)
    finally:
        if isinstance(clock, RemoteClock):
            await clock.close()


async def _run(settings: Settings, clock: Clock, stopped: asyncio.Event) -> int:
    app = await _start(settings, clock, stopped)
    if app is None:
        return 0
    log.info("running as @%s; stop with Ctrl-C", (await app.bot.me()).username)
    try:
        waiting = asyncio.gather(stopped.wait())
        await asyncio.wait([waiting, app.nursery.failed], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        return 0 if stopped.is_set() else 1
    finally:
        await app.stop()


async def _start(settings: Settings, clock: Clock, stopped: asyncio.Event) -> App | None:
    """Start; waits for Telegram as long as it does not answer. None if told to stop meanwhile."""
    while not stopped.is_set():
        try:
            return await App.start(settings, clock)
        except TelegramUnauthorizedError as error:
            raise ConfigurationError("Telegram does not know this BOT_TOKEN: ask BotFather for it") from error
        except (TelegramNetworkError, TelegramServerError) as error:
            log.warning("Telegram does not answer, trying again in 5 s: %s", error)
            try:
                async with asyncio.timeout(5):
                    await stopped.wait()
            except TimeoutError:
                continue
    return None


async def _clock(settings: Settings) -> Clock:
    if settings.sopbot_test_clock:
        return await RemoteClock.connect(settings.sopbot_test_clock)
    return SystemClock()
