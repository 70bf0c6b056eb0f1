"""Interleaved rounds: floor, ours, floor, ours …, because machines are noisy and drift."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.loop import Delays, watched
from core import memory

ROUNDS = 9

Work = Callable[[], Awaitable[int]]
"""Does a round's work and returns how many things it did."""

Preparation = Callable[[], Awaitable[None]]
"""Lays out what a round works on."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The ratio that must be reached, and the one that is aimed at."""

    least: float
    aim: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one benchmark found: things a second, round by round."""

    name: str
    unit: str
    floor_name: str
    floor: tuple[float, ...]
    ours: tuple[float, ...]
    delays: Delays
    promise: Promise

    @property
    def broken(self) -> list[str]:
        """What was promised and is not kept."""
        reached = statistics.median(self.ratios)
        return [f"{self.name}: {reached:.0%} of {self.floor_name}"] if reached < self.promise.least else []

    @property
    def ratios(self) -> list[float]:
        """Ours as a share of the floor, pair by pair."""
        return [ours / floor for ours, floor in zip(self.ours, self.floor, strict=True)]

    def __str__(self) -> str:
        ratios = self.ratios
        return (
            f"{self.name}\n"
            f"  floor: {statistics.median(self.floor):>10,.0f} {self.unit}   ({self.floor_name})\n"
            f"  ours:  {statistics.median(self.ours):>10,.0f} {self.unit}\n"
            f"  ratio: {statistics.median(ratios):>10.0%}   "
            f"(median of {len(ratios)} rounds; {min(ratios):.0%} to {max(ratios):.0%}; "
            f"at least {self.promise.least:.0%}, aim {self.promise.aim:.0%})\n"
            f"  {self.delays}"
        )


async def _nothing() -> None:
    pass


async def compare(
    name: str,
    unit: str,
    floor_name: str,
    floor: Work,
    ours: Work,
    promise: Promise,
    before: Preparation = _nothing,
) -> Comparison:
    """One round of each to warm up, then ROUNDS of each in turn; `before` each pair, its time not counted."""
    await before()
    await floor()
    await ours()
    memory.settle()  # as `bot run` does once it has started
    speeds: tuple[list[float], list[float]] = ([], [])
    delays = Delays()
    for _ in range(ROUNDS):
        await before()
        for work, found in zip((floor, ours), speeds, strict=True):
            async with watched(delays if work is ours else Delays()):
                found.append(await _speed(work))
    return Comparison(name, unit, floor_name, tuple(speeds[0]), tuple(speeds[1]), delays, promise)


async def _speed(work: Work) -> float:
    started = time.perf_counter()
    done = await work()
    return done / (time.perf_counter() - started)
