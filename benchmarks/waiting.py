"""What a million waiting runs cost: memory, an idle tick, and the question whether anything is due."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.due import START
from benchmarks.loop import Delays
from benchmarks.steps import EngineSide
from bot.runs import engine_timers
from bot.timers import Timers
from config.policies import read_policies
from core.clock import InventedClock
from sop.engine import Engine
from sop.library import Library
from storage.database import open_database
from storage.unit_of_work import UnitOfWork

WAITING = 1_000_000
ROUNDS = 9
IDLE_TICKS = 20_000
QUESTIONS = 300


@dataclass(frozen=True, slots=True)
class Waiting:
    """Memory in bytes, times in seconds, round by round."""

    runs: int
    added: int
    idle_ticks: tuple[float, ...]
    questions: tuple[float, ...]

    delays: Delays = field(default_factory=Delays)

    @property
    def broken(self) -> list[str]:
        """What was promised and is not kept."""
        found = (
            ("MB added", self.added / 2**20, 20),
            ("µs for an idle tick", statistics.median(self.idle_ticks) * 1e6, 50),
            ("ms for the question", statistics.median(self.questions) * 1e3, 1),
        )
        return [
            f"{self.runs:,} waiting runs: {reached:.2f} {what}"
            for what, reached, most in found
            if reached > most
        ]

    def __str__(self) -> str:
        tick, question = statistics.median(self.idle_ticks), statistics.median(self.questions)
        return (
            f"{self.runs:,} waiting runs\n"
            f"  memory added:       {self.added / 2**20:>8.1f} MB\n"
            f"  an idle tick:       {tick * 1e6:>8.2f} µs   "
            f"({min(self.idle_ticks) * 1e6:.2f} to {max(self.idle_ticks) * 1e6:.2f})\n"
            f"  is anything due:    {question * 1e3:>8.3f} ms   "
            f"({min(self.questions) * 1e3:.3f} to {max(self.questions) * 1e3:.3f})"
        )


async def measure(folder: Path, waiting: int = WAITING) -> Waiting:
    """Each of the two databases in a process of its own, whose memory is compared at its end."""
    found = []
    for count in (0, waiting):
        side = await EngineSide.build(folder / f"waiting{count}", count)
        await side.database.close()
        found.append(await _in_a_process(folder / f"waiting{count}"))
    few, many = found
    return Waiting(waiting, many["rss"] - few["rss"], tuple(many["ticks"]), tuple(many["questions"]))


async def _in_a_process(folder: Path) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.waiting", str(folder), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, "the child says on its standard error what went wrong"
    return json.loads(out)  # type: ignore[no-any-return]


async def _program(folder: Path) -> dict[str, Any]:
    """The engine and its timers as they are after a start, when nothing is due."""
    clock = InventedClock(START)
    database = await open_database(f"sqlite+aiosqlite:///{folder / 'engine.db'}", clock)
    library = Library(folder / "scripts")
    library.refresh()

    async def report(uow: UnitOfWork, code: str, **particulars: object) -> None:
        raise AssertionError(f"{code} {particulars}")

    engine = Engine(library, read_policies(), frozenset(), report)
    async with database.begin() as uow:
        await engine.open(uow)
    timers = Timers(database, clock, _CaughtUp(), engine_timers(engine), lambda uow: None, report)
    await timers._round()
    ticks = await _times(IDLE_TICKS, timers._round)
    async with database.begin() as uow:
        questions = await _times(QUESTIONS, lambda: _is_anything_due(uow))
    found = {"rss": _resident(), "ticks": ticks, "questions": questions}
    await database.close()
    return found


async def _is_anything_due(uow: UnitOfWork) -> None:
    """What a tick asks when it is not known that nothing is due, and when it rests again."""
    await uow.runs.claim_due(uow.now, 100)
    await uow.runs.next_due()


async def _times(count: int, work: Callable[[], Awaitable[None]]) -> list[float]:
    """Seconds for one, in ROUNDS rounds of so many."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(count):
            await work()
        times.append((time.perf_counter() - begun) / count)
    return times


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


class _CaughtUp:
    """No updates are waited for."""

    caught_up = True
    connected_at: datetime | None = None


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_program(Path(sys.argv[1])))))
