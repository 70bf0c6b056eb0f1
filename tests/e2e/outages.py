"""Time that passes while the bot is kept from its updates, so that it cannot be waited for as usual."""

import asyncio
from datetime import timedelta

from playground.emulator import Emulator, Group, Person

STEP = timedelta(seconds=1)
PATIENCE = 30
"""Real seconds, on a busy machine."""


async def let_pass(telegram: Emulator, *, step: timedelta = STEP, **duration: float) -> None:
    """Move the clock step by step, each time until the bot rests; what waits for it may go on waiting."""
    end = telegram.now + timedelta(**duration)
    while telegram.now < end:
        telegram.jump_to(min(telegram.now + step, end))
        await rested(telegram)


async def rested(telegram: Emulator) -> None:
    """Wait until the bot says that it has nothing to do at the present time."""
    report = telegram.world.report
    async with asyncio.timeout(PATIENCE):
        while report.latest is None or report.latest["seq"] != telegram.clock.seq:
            await report.changed.wait()


async def let_the_poll_end(telegram: Emulator, person: Person, group: Group) -> None:
    """The poll that waits now ends with this message; the next one meets what was planned for it."""
    person.says(group, "在吗")
    polls = asyncio.Event()
    telegram.on_call(lambda call: polls.set() if call.method == "getUpdates" else None)
    await polls.wait()
