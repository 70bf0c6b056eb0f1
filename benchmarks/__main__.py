"""`python -m benchmarks`: every comparison, with its ratio to a floor of the same run."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from benchmarks import check_ins, messages, sending, starting, steps, waiting
from benchmarks.loop import Delays
from core import memory

LONGEST_HOLD = 0.1
"""Seconds that the loop may be held up for, in 99.9 % of all looks."""


async def main() -> int:
    """Measure and print, one comparison after the other; 1 if a promise is not kept."""
    broken: list[str] = []
    all_delays = Delays()
    logging.disable(logging.WARNING)
    memory.settle()  # as `bot run` does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measuring in (
            messages.measure(folder),
            messages.measure_many_commands(folder),
            check_ins.measure(folder),
            steps.measure(folder, waiting=1_000),
            steps.measure(folder, waiting=1_000_000),
            steps.measure_against_apscheduler(folder, waiting=1_000_000),
            starting.measure(folder),
            waiting.measure(folder),
            sending.measure(folder),
        ):
            result = await measuring
            broken += result.broken
            all_delays.seen += result.delays.seen
            sys.stdout.write(f"{result}\n\n")
            sys.stdout.flush()
    sys.stdout.write(f"During all of it: {all_delays}\n")
    if all_delays.share(0.999) > LONGEST_HOLD:
        broken.append("the loop was held up for too long")
    sys.stdout.write("".join(f"BROKEN: {promise}\n" for promise in broken) or "All promises kept.\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
