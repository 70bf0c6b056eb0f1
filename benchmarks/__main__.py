"""`python -m benchmarks`: every comparison, with its ratio to a floor of the same run."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from benchmarks import check_ins, messages, sending, starting, steps, waiting
from core import memory


async def main() -> None:
    """Measure and print, one comparison after the other."""
    logging.disable(logging.WARNING)
    memory.settle()  # as `bot run` does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for comparison in (
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
            sys.stdout.write(f"{await comparison}\n\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
