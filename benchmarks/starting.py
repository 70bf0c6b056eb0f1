"""A member script started for everybody, as the durable job that it is, while people in the group go on talking.

Both sides run in the same process on the same database, as in production: the timers' worker does one
transaction of the job after the other, updates arrive every few milliseconds and take their turn in between.
"""

import asyncio
import itertools
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arriving import said
from benchmarks.crowd import add_people
from benchmarks.loop import Delays, watched
from benchmarks.program import Programme, running_program
from handlers.incoming import RawUpdate
from sop.engine import work
from sop.engine.turn import Turn

PEOPLE = 100_000
A_BATCH = 100
EVERY = 0.01
"""Seconds between two messages in the group."""
LEAST, AIM = 5_000, 15_000
"""Starts a second."""
MOST_WAIT = 0.5
"""Seconds until a message is handled, for 99 of 100."""
PARTS = 7

WEEK = """\
sop: week
steps:
  - id: daily
    each: {day: 2..7, at: "09:00"}
    do:
      - say: {to: private, else: skip, text: "第 {{ day }} 天，早上好！"}
"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was found; times in seconds."""

    people: int
    took: float
    computed: float
    """Of the processor's time, the talk included: what it would take on a machine that does nothing else."""
    parts: tuple[float, ...]
    """Starts a second in each seventh of the job."""
    delays: Delays
    transactions: tuple[float, ...]
    handled: tuple[float, ...]
    """From when a message arrived until it was committed."""

    @property
    def broken(self) -> list[str]:
        """What was promised and is not kept."""
        slow = [f"starts: {self.people / self.took:,.0f} /s"] if self.people / self.took < LEAST else []
        late = _share(self.handled, 99) / 1e3
        return slow + ([f"a message meanwhile: {late:.2f} s at 99 %"] if late > MOST_WAIT else [])

    def __str__(self) -> str:
        return (
            f"Starting a script for {self.people:,} members while the group talks\n"
            f"  starts:       {self.people / self.took:>8,.0f} /s   "
            f"({min(self.parts):,.0f} to {max(self.parts):,.0f} by sevenths; "
            f"{self.people / self.computed:,.0f} for each second of the processor's; "
            f"at least {LEAST:,}, aim {AIM:,})\n"
            f"  transactions: {_share(self.transactions, 50):>8.1f} ms median, "
            f"{_share(self.transactions, 99.9):.1f} ms at 99.9 %, {max(self.transactions) * 1e3:.1f} ms at most\n"
            f"  a message:    {_share(self.handled, 50):>8.1f} ms median, {_share(self.handled, 99):.1f} ms at 99 % "
            f"({len(self.handled):,} of them; at most {MOST_WAIT * 1e3:.0f})\n"
            f"  {self.delays}"
        )


async def measure(folder: Path, people: int = PEOPLE) -> Started:
    """Start it for so many."""
    async with running_program(folder / "starting", week=WEEK) as program:
        add_people(folder / "starting" / "bench.db", 0, people)
        await _plan(program)
        done = asyncio.Event()
        talk = asyncio.create_task(_talk(program, people, done))  # noqa: TID251 - a benchmark of its own
        delays = Delays()
        begun, computed = time.perf_counter(), time.process_time()
        async with watched(delays):
            transactions, ends = await _work(program)
        took, computed = time.perf_counter() - begun, time.process_time() - computed
        done.set()
        parts = _rates(people, begun, ends)
        return Started(people, took, computed, parts, delays, tuple(transactions), tuple(await talk))


async def _plan(program: Programme) -> None:
    engine = program.services.engine
    async with program.app.database.begin() as uow:
        (community,) = await uow.communities.all()
        work.plan(Turn(engine.parts, uow), community.id, "week", work.WorkKind.START, uow.now)


async def _work(program: Programme) -> tuple[list[float], list[float]]:
    """The job, transaction by transaction; how long each held the database, and when it was committed."""
    held: list[float] = []
    ends: list[float] = []
    more = True
    while more:
        async with program.app.database.begin() as uow:
            begun = time.perf_counter()
            more = await program.services.engine.tick_work(uow)
        ends.append(time.perf_counter())
        held.append(ends[-1] - begun)
    return held, ends


def _rates(people: int, begun: float, ends: list[float]) -> tuple[float, ...]:
    """Starts a second in each of PARTS equally long parts of the job."""
    size = len(ends) // PARTS
    marks = [begun, *(ends[number * size - 1] for number in range(1, PARTS + 1))]
    started = people * size / len(ends)
    return tuple(started / (after - before) for before, after in itertools.pairwise(marks))


async def _talk(program: Programme, people: int, done: asyncio.Event) -> list[float]:
    """Messages at even intervals; those that came meanwhile are one batch, as in polling. How long each waited."""
    inbound = program.inbound()
    waited: list[float] = []
    first = time.perf_counter()
    while not done.is_set():
        await asyncio.sleep(EVERY)  # noqa: TID251 - real time is measured
        due = range(len(waited), int((time.perf_counter() - first) / EVERY))
        if due:
            numbers = due[:A_BATCH]
            await inbound.handle([_message(program, number, people) for number in numbers])
            now = time.perf_counter()
            waited += [now - first - number * EVERY for number in numbers]
    return waited


def _message(program: Programme, number: int, people: int) -> RawUpdate:
    return said(2_000_000 + number, program.telegram.now, program.group, number * 7919 % people, "早上好")


def _share(times: tuple[float, ...], percent: float) -> float:
    """Milliseconds that so many per cent of the times stay below."""
    ordered = sorted(times)
    return 1e3 * (
        statistics.median(ordered)
        if percent == 50
        else ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
    )
