"""Time that passes while the bot is kept from its updates, so that it cannot be waited for as usual."""

import asyncio
from datetime import timedelta

from playground.emulator import Emulator

STEP = timedelta(seconds=1)
PATIENCE = 30
"""Real seconds, on a busy machine."""


async def let_pass(telegram: Emulator, **duration: float) -> None:
    """Move the clock second by second, each time until the bot rests; what waits for it may go on waiting."""
    end = telegram.now + timedelta(**duration)
    while telegram.now < end:
        telegram.jump_to(min(telegram.now + STEP, end))
        await rested(telegram)


async def rested(telegram: Emulator) -> None:
    """Wait until the bot says that it has nothing to do at the present time."""
    report = telegram.world.report
    async with asyncio.timeout(PATIENCE):
        while report.latest is None or report.latest["seq"] != telegram.clock.seq:
            await report.changed.wait()
