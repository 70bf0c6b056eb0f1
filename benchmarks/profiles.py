"""`python -m benchmarks.profiles`: where the time of a message, a check-in and a due step goes, by cProfile."""

import asyncio
import cProfile
import logging
import pstats
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks import check_ins, messages
from benchmarks.program import running_program
from benchmarks.steps import EngineSide
from core import memory

LINES = 30


async def main() -> None:
    """Profile one round of each after one to warm up."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with running_program(folder / "messages") as program:
            chatter, inbound = messages.Chatter(program), program.inbound()
            await _profile("messages", lambda: messages.handled(inbound, chatter.round()))
        async with running_program(folder / "check_ins", daily=check_ins.DAILY) as program:
            crowd, inbound = check_ins.Crowd(program), program.inbound()
            await crowd.begins()
            await _profile("check-ins", lambda: messages.handled(inbound, crowd.checks_in()))
        side = await EngineSide.build(folder / "steps", 1_000)
        await _profile("due steps", side.round)
        await side.database.close()


async def _profile(name: str, work: Callable[[], Awaitable[int]]) -> None:
    await work()
    memory.settle()
    profile = cProfile.Profile()
    profile.enable()
    done = await work()
    profile.disable()
    sys.stdout.write(f"\n==== {done:,} {name}\n")
    pstats.Stats(profile, stream=sys.stdout).strip_dirs().sort_stats("cumulative").print_stats(LINES)


if __name__ == "__main__":
    asyncio.run(main())
