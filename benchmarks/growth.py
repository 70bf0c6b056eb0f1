"""`make growth`: what a thousand times as many members, and two years of history, cost those who are served.

All sizes are measured in turn, round by round, in one run: median and spread of the rounds. It writes some gigabytes
into a temporary folder and takes some minutes; it fails where what is promised to stay flat does not.
"""

import asyncio
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asking import Asking
from benchmarks.crowd import add_history, add_people
from benchmarks.program import running_program
from benchmarks.steps import EngineSide
from core import memory

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 7

PEOPLE_WITH_HISTORY = 7_000
"""In two years they leave more than ten million rows in ledgers and traces."""
HISTORIES = (("a month", 30), ("three months", 91), ("two years", 730))

FLAT = 2.0
"""What is flat takes at most so many times as long at the largest size as at the smallest."""

Work = Callable[[], Awaitable[int]]
"""Does a round's work and returns how many things it did."""


async def main() -> int:
    """Measure and print, one table after the other; 1 if something grows that is promised to stay flat."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        members = await _members(Path(name))
        _print("Members", members)
        steps = await _steps(Path(name))
        _print("Runs that wait", steps)
        history = await _history(Path(name))
        _print("Two years of history", history)
    return 1 if any(line.broken for line in (*members, *steps, *history)) else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is done, and how long it took at each size, in seconds, round by round."""

    what: str
    times: Mapping[str, Sequence[float]]
    flat: bool = True
    """Whether it is promised not to grow."""

    @property
    def growth(self) -> float:
        """How many times as long the largest takes as the smallest."""
        medians = [statistics.median(times) for times in self.times.values()]
        return medians[-1] / medians[0]

    @property
    def broken(self) -> bool:
        """Whether it grows although it must not."""
        return self.flat and self.growth > FLAT

    def __str__(self) -> str:
        sizes = "".join(f"\n    {size:<28} {_spread(times)}" for size, times in self.times.items())
        promise = (
            f"at most ×{FLAT:.1f}{': BROKEN' if self.broken else ''}"
            if self.flat
            else "grows with the members"
        )
        return f"  {self.what}: ×{self.growth:.2f} ({promise}){sizes}"


async def _members(folder: Path) -> list[Line]:
    """What people say and ask, and the digest, in communities of all sizes."""
    sides = {}
    async with AsyncExitStack() as stack:
        for size in SIZES:
            program = await stack.enter_async_context(running_program(folder / f"members{size}"))
            add_people(folder / f"members{size}" / "bench.db", 0, size)
            sides[f"{size:,} members"] = Asking(program, size)
        return [
            await _line("a message", {size: side.talk for size, side in sides.items()}),
            await _line("/checkin", {size: side.check_in for size, side in sides.items()}),
            await _line("/me", {size: side.me for size, side in sides.items()}),
            await _line("/rank", {size: side.rank for size, side in sides.items()}),
            await _line("the digest", {size: side.digest for size, side in sides.items()}, flat=False),
        ]


async def _steps(folder: Path) -> list[Line]:
    """A due step while as many runs wait as there are members."""
    sides = {}
    for size in SIZES:
        sides[f"{size:,} runs"] = await EngineSide.build(folder / f"steps{size}", size)
        add_people(folder / f"steps{size}" / "engine.db", 0, size)
    try:
        return [await _line("a due step", {size: side.round for size, side in sides.items()})]
    finally:
        for side in sides.values():
            await side.database.close()


async def _history(folder: Path) -> list[Line]:
    """The same people, with days that are alike behind them, more or fewer."""
    sides = {}
    async with AsyncExitStack() as stack:
        for name, days in HISTORIES:
            path = folder / f"history{days}"
            program = await stack.enter_async_context(running_program(path))
            add_people(path / "bench.db", 0, PEOPLE_WITH_HISTORY)
            today = program.telegram.now.date()
            rows = add_history(path / "bench.db", PEOPLE_WITH_HISTORY, today, days)
            sides[f"{name} ({rows:,} rows)"] = Asking(program, PEOPLE_WITH_HISTORY)
        return [
            await _line("/me", {name: side.me for name, side in sides.items()}),
            await _line("/rank", {name: side.rank for name, side in sides.items()}),
            await _line("the digest", {name: side.digest for name, side in sides.items()}),
            await _line("a tick", {name: side.tick for name, side in sides.items()}),
        ]


async def _line(what: str, works: Mapping[str, Work], *, flat: bool = True) -> Line:
    """Seconds of the processor for one, size after size in each round: others may be busy on the machine."""
    times: dict[str, list[float]] = {size: [] for size in works}
    for work in works.values():
        await work()
    memory.settle()  # as `bot run` does once it has started
    for _ in range(ROUNDS):
        for size, work in works.items():
            begun = time.process_time()
            done = await work()
            times[size].append((time.process_time() - begun) / done)
    return Line(what, times, flat)


def _spread(times: Sequence[float]) -> str:
    return f"{_shown(statistics.median(times))}   ({_shown(min(times))} to {_shown(max(times))})"


def _shown(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.1f} ms"


def _print(title: str, lines: Sequence[Line]) -> None:
    sys.stdout.write("\n".join([title, *map(str, lines)]) + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
