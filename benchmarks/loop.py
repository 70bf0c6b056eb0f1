"""How long the loop is held up while something is measured."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_EVERY = 0.001
"""Seconds between two looks."""


@dataclass
class Delays:
    """By how much a task that wanted to run each millisecond was late, in seconds."""

    seen: list[float] = field(default_factory=list)

    def share(self, part: float) -> float:
        """The delay that this part of all looks stayed below."""
        return sorted(self.seen)[min(len(self.seen) - 1, int(len(self.seen) * part))] if self.seen else 0.0

    def __str__(self) -> str:
        longest = max(self.seen, default=0.0)
        return (
            f"loop held up for less than {self.share(0.999) * 1000:.0f} ms in 99.9 % of {len(self.seen):,} looks, "
            f"{longest * 1000:.0f} ms at most"
        )


@asynccontextmanager
async def watched(delays: Delays) -> AsyncIterator[None]:
    """Look at the loop while the block runs, and add what was seen to `delays`."""
    task = asyncio.create_task(_look(delays))  # noqa: TID251 - no part of the program
    try:
        yield
    finally:
        task.cancel()


async def _look(delays: Delays) -> None:
    while True:
        expected = time.perf_counter() + _EVERY
        await asyncio.sleep(_EVERY)  # noqa: TID251 - real time is measured
        delays.seen.append(max(0.0, time.perf_counter() - expected))
