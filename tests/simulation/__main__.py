"""`make simulate`: 11,000 members are told something while everybody else talks; exit 1 if a promise is broken."""

import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from tests.simulation.running import FULL, simulate


def main() -> int:
    """Simulate, print, judge."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        promises = asyncio.run(simulate(Path(folder), FULL))
    sys.stdout.write("".join(f"{promise}\n" for promise in promises))
    return 0 if all(promise.kept for promise in promises) else 1


if __name__ == "__main__":
    sys.exit(main())
