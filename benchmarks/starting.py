"""A member script started for everybody, as the durable job that it is, while people in the group go on talking.

Both sides run in the same process on the same database, as in production: the timers' worker does one
transaction of the job after the other, updates arrive every few milliseconds and take their turn in between.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arriving import said
from benchmarks.crowd import add_people
from benchmarks.program import Programme, running_program
from handlers.incoming import RawUpdate
from sop.engine import jobs
from sop.engine.turn import Turn

PEOPLE = 100_000
A_BATCH = 100
EVERY = 0.01
"""Seconds between two messages in the group."""

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
    transactions: tuple[float, ...]
    handled: tuple[float, ...]
    """From when a message arrived until it was committed."""

    def __str__(self) -> str:
        return (
            f"Starting a script for {self.people:,} members while the group talks\n"
            f"  starts:       {self.people / self.took:>8,.0f} /s   "
            f"({self.people / self.computed:,.0f} for each second of the processor's)\n"
            f"  transactions: {_share(self.transactions, 50):>8.1f} ms median, "
            f"{_share(self.transactions, 99.9):.1f} ms at 99.9 %, {max(self.transactions) * 1e3:.1f} ms at most\n"
            f"  a message:    {_share(self.handled, 50):>8.1f} ms median, {_share(self.handled, 99):.1f} ms at 99 % "
            f"({len(self.handled):,} of them)"
        )


async def measure(folder: Path, people: int = PEOPLE) -> Started:
    """Start it for so many."""
    async with running_program(folder / "starting", week=WEEK) as program:
        add_people(folder / "starting" / "bench.db", 0, people)
        await _plan(program)
        done = asyncio.Event()
        talk = asyncio.create_task(_talk(program, people, done))  # noqa: TID251 - a benchmark of its own
        begun, computed = time.perf_counter(), time.process_time()
        transactions = await _work(program)
        took, computed = time.perf_counter() - begun, time.process_time() - computed
        done.set()
        return Started(people, took, computed, tuple(transactions), tuple(await talk))


async def _plan(program: Programme) -> None:
    engine = program.services.engine
    async with program.app.database.begin() as uow:
        (community,) = await uow.communities.all()
        jobs.plan(Turn(engine.parts, uow), community.id, "week", jobs.Work.START, uow.now)


async def _work(program: Programme) -> list[float]:
    """The job as the timers do it; how long each transaction held the database."""
    held = []
    more = True
    while more:
        async with program.app.database.begin() as uow:
            begun = time.perf_counter()
            more = await program.services.engine.tick_jobs(uow)
        held.append(time.perf_counter() - begun)
    return held


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
