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
from datetime import datetime, timedelta
from pathlib import Path

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
    found: dict[int, list[float]] = {count: [] for count in PROCESSES}
    morning = START.replace(hour=1)
    async with _started(folder, url, max(PROCESSES)) as workers:
        for _ in range(ROUNDS + 1):
            for count in PROCESSES:
                morning += timedelta(days=1)
                found[count].append(await _round(workers[:count], morning))
    return "\n".join(["Due steps on PostgreSQL, steps/s", *_lines(found)])


async def _round(workers: list[asyncio.subprocess.Process], morning: datetime) -> float:
    """Everybody's morning; returns steps a second."""
    began = time.perf_counter()
    done = sum(await asyncio.gather(*(_ask(worker, morning) for worker in workers)))
    took = time.perf_counter() - began
    assert done == DUE_A_ROUND, f"{done} steps were done"
    return done / took


async def _ask(worker: asyncio.subprocess.Process, morning: datetime) -> int:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{morning.isoformat()}\n".encode())
    return int(await worker.stdout.readline())


def _lines(found: dict[int, list[float]]) -> list[str]:
    """The first round of each warms up."""
    alone = found[1][1:]
    return [
        f"  {count} processes: {statistics.median(speeds[1:]):>8,.0f}"
        f"   {statistics.median(ratios := [a / b for a, b in zip(speeds[1:], alone, strict=True)]):>5.0%} of one"
        f"   ({min(ratios):.0%} to {max(ratios):.0%} in {len(ratios)} rounds)"
        for count, speeds in found.items()
    ]


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
        done, moved = 0, 1
        while moved:
            async with side.database.begin(shared=True) as uow:
                moved = await side.engine.tick(uow, RUNS_A_TRANSACTION)
            done += moved
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()
    await side.database.close()


async def main() -> None:
    """Measure on a PostgreSQL of our own, or that of TEST_POSTGRES_URL, and print."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name, postgres.server() as server:
        async with postgres.database(server) as url:
            sys.stdout.write(f"{os.cpu_count()} cores\n{await measure(Path(name), url)}\n")


if __name__ == "__main__":
    asyncio.run(main() if len(sys.argv) == 1 else work(sys.argv[1], Path(sys.argv[2])))
