"""`make simulate`: 11,000 members are told something while everybody else talks; exit 1 if a promise is broken.

Then once more, with fewer members and with stricter limits than the program knows of.
"""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from tests.simulation.running import FULL, STRICT, simulate, simulate_strict


def main() -> int:
    """Simulate, print, judge."""
    logging.disable(logging.WARNING)
    kept = True
    for words, simulation, size in (
        ("with Telegram's limits as they are assumed", simulate, FULL),
        ("with stricter limits, which have to be found", simulate_strict, STRICT),
    ):
        with tempfile.TemporaryDirectory() as folder:
            promises = asyncio.run(simulation(Path(folder), size))
        sys.stdout.write(f"{size.members:,} members, {words}:\n")
        sys.stdout.write("".join(f"  {promise}\n" for promise in promises))
        kept = kept and all(promise.kept for promise in promises)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
