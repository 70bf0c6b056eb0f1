"""`make scaling`: what one process carries on PostgreSQL, and what several carry that share one database.

`python -m benchmarks.scaling` measures; with a URL and a folder it is one of the processes that are measured.
"""

import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import by_webhook
from benchmarks.due import DUE_A_ROUND, START
from benchmarks.steps import EngineSide
from bot.runs import RUNS_A_TRANSACTION
from tests import postgres

PROCESSES = (1, 2, 3)
ROUNDS = 7


async def measure(folder: Path, url: str) -> str:
    """Steps a second through the real engine, by so many processes, in turn, round by round."""
    side = await EngineSide.open(folder, url)
    await side.add_people()
    await side.database.close()
    found: dict[int, list[Round]] = {count: [] for count in PROCESSES}
    morning = START.replace(hour=1)
    async with _started(folder, url, max(PROCESSES)) as workers:
        for _ in range(ROUNDS + 1):
            for count in PROCESSES:
                morning += timedelta(days=1)
                found[count].append(await _round(workers[:count], morning))
    return "\n".join(["Due steps on PostgreSQL, steps/s", *_lines(found)])


@dataclass(frozen=True, slots=True)
class Round:
    """Steps a second, and microseconds that the processes themselves computed for each; the rest is the server's."""

    speed: float
    computed: float


async def _round(workers: list[asyncio.subprocess.Process], morning: datetime) -> Round:
    """Everybody's morning."""
    began = time.perf_counter()
    answers = await asyncio.gather(*(_ask(worker, morning) for worker in workers))
    took = time.perf_counter() - began
    done = sum(done for done, _ in answers)
    assert done == DUE_A_ROUND, f"{done} steps were done"
    return Round(done / took, 1e6 * sum(computed for _, computed in answers) / done)


async def _ask(worker: asyncio.subprocess.Process, morning: datetime) -> tuple[int, float]:
    """How many steps it did, in how many seconds of computing."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{morning.isoformat()}\n".encode())
    done, computed = (await worker.stdout.readline()).split()
    return int(done), float(computed)


def _lines(found: dict[int, list[Round]]) -> list[str]:
    """The first round of each warms up."""
    lines = []
    for count, rounds in found.items():
        speeds = [one.speed for one in rounds[1:]]
        ratios = [one.speed / alone.speed for one, alone in zip(rounds[1:], found[1][1:], strict=True)]
        lines.append(
            f"  {count} processes: {statistics.median(speeds):>8,.0f}"
            f"   {statistics.median(ratios):>5.0%} of one"
            f"   ({min(ratios):.0%} to {max(ratios):.0%} in {len(ratios)} rounds)"
            f"   {statistics.median(one.computed for one in rounds[1:]):,.0f} µs computed a step"
        )
    return lines


@asynccontextmanager
async def _started(folder: Path, url: str, count: int) -> AsyncIterator[list[asyncio.subprocess.Process]]:
    async with AsyncExitStack() as stack:
        workers = []
        for number in range(count):
            worker = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.scaling", url, str(folder / f"worker{number}")),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            stack.push_async_callback(_ended, worker)
            workers.append(worker)
        yield workers


async def _ended(worker: asyncio.subprocess.Process) -> None:
    assert worker.stdin is not None
    worker.stdin.close()
    await worker.wait()


async def work(url: str, folder: Path) -> None:
    """One of the processes: for each instant that it reads, it shares in what is due then."""
    side = await EngineSide.open(folder, url)
    for line in sys.stdin:
        side.clock.set(datetime.fromisoformat(line.strip()))
        done, moved, began = 0, 1, time.process_time()
        while moved:
            async with side.database.begin(shared=True) as uow:
                moved = await side.engine.tick(uow, RUNS_A_TRANSACTION)
            done += moved
        sys.stdout.write(f"{done} {time.process_time() - began}\n")
        sys.stdout.flush()
    await side.database.close()


async def main() -> None:
    """Measure on a PostgreSQL of our own, or that of TEST_POSTGRES_URL, and print."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        sys.stdout.write(f"{os.cpu_count()} cores\n")
        for measured in (measure, by_webhook.measure):
            async with postgres.database(server) as url:
                sys.stdout.write(f"{await measured(Path(name) / measured.__module__, url)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main() if len(sys.argv) == 1 else work(sys.argv[1], Path(sys.argv[2])))
