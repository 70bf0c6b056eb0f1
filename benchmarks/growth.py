"""`make growth`: what a thousand times as many members, and two years of history, cost those who are served.

Medians of a few rounds in one run; figures of different sizes are comparable because the rounds are the same.
It writes some gigabytes into a temporary folder and takes some minutes.
"""

import asyncio
import itertools
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.arriving import batches, said
from benchmarks.crowd import add_history, add_people
from benchmarks.program import OWNER, Programme, running_program
from benchmarks.steps import EngineSide
from bot.timers import Timers
from community.scope import Scope
from core import memory
from handlers.digest import digest_text

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 7
MESSAGES_A_ROUND = 1_000
SPEAKERS = 300

PEOPLE_WITH_HISTORY = 4_000
HISTORIES = (("none", 0), ("a month", 30), ("two years", 730))
ASKED = 15
"""How often each of the questions is put."""


async def main() -> None:
    """Measure and print, one table after the other."""
    logging.disable(logging.WARNING)
    memory.settle()  # as `bot run` does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _print("Members, and runs that wait", await _members(folder))
        _print("History of two years", await _history(folder))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is done, and how long it takes at each size, in seconds."""

    what: str
    times: Sequence[tuple[str, float]]

    def __str__(self) -> str:
        first = self.times[0][1]
        shown = "   ".join(
            f"{size}: {_shown(seconds)} (×{seconds / first:.2f})" for size, seconds in self.times
        )
        return f"  {self.what:<22} {shown}"


async def _members(folder: Path) -> list[Line]:
    """A message that counts activity, and a due step, in communities of all sizes."""
    messages = []
    async with running_program(folder / "members") as program:
        before = 0
        for size in SIZES:
            add_people(folder / "members" / "bench.db", before, size - before)
            before = size
            messages.append((f"{size:,}", await _message(program, size)))
    steps = [(f"{size:,}", await _step(folder / f"steps{size}", size)) for size in SIZES]
    return [Line("a message", messages), Line("a due step", steps)]


async def _message(program: Programme, size: int) -> float:
    """By people from all over the community, never the same twice in a batch."""
    inbound = program.inbound()
    numbers = itertools.count(size * 100)

    async def talk() -> int:
        now, group = program.telegram.now, program.group
        people = [number * 7919 % size for number in range(SPEAKERS)]
        updates = [
            said(next(numbers), now, group, people[one % SPEAKERS], "早上好")
            for one in range(MESSAGES_A_ROUND)
        ]
        for batch in batches(updates):
            await inbound.handle(batch)
        return MESSAGES_A_ROUND

    return await _median(talk)


async def _step(folder: Path, size: int) -> float:
    side = await EngineSide.build(folder, size)
    add_people(folder / "engine.db", 0, size)
    try:
        return await _median(side.round)
    finally:
        await side.database.close()


async def _history(folder: Path) -> list[Line]:
    """`/me`, `/rank`, the digest and a tick, with the same people, without and with a history."""
    found = []
    for name, days in HISTORIES:
        async with running_program(folder / f"history{days}") as program:
            path = folder / f"history{days}" / "bench.db"
            add_people(path, 0, PEOPLE_WITH_HISTORY)
            rows = add_history(path, PEOPLE_WITH_HISTORY, program.telegram.now.date(), days)
            label = f"{name} ({rows:,} rows)"
            found.append({what: (label, await work) for what, work in _asked(program)})
    return [Line(what, [one[what] for one in found]) for what in found[0]]


def _asked(program: Programme) -> list[tuple[str, Awaitable[float]]]:
    return [
        ("/me", _command(program, "/me", 1)),
        ("/rank", _command(program, "/rank", 2)),
        ("the digest", _median(lambda: _digest(program), ASKED)),
        ("a tick", _median(lambda: _tick(program), ASKED)),
    ]


async def _command(program: Programme, command: str, series: int) -> float:
    inbound, numbers = program.inbound(), itertools.count(series * 1_000_000)

    async def ask() -> int:
        number = next(numbers)
        person = number * 7919 % PEOPLE_WITH_HISTORY
        await inbound.handle([said(number, program.telegram.now, program.group, person, command)])
        return 1

    return await _median(ask, ASKED)


async def _digest(program: Programme) -> int:
    """The words of yesterday's, as the owner reads them."""
    services = program.services
    async with program.app.database.begin() as uow:
        (community,) = await uow.communities.all()
        scope = Scope(uow, community, services.policies)
        assert OWNER in services.settings.owner_ids
        await digest_text(services, scope, scope.today - timedelta(days=1), named=True)
    return 1


async def _tick(program: Programme) -> int:
    """All that the timers ask when they don't know that nothing is due."""
    timers = program.app._timers
    assert isinstance(timers, Timers)
    timers.look_again()
    await timers._round()
    return 1


async def _median(work: Callable[[], Awaitable[int]], rounds: int = ROUNDS) -> float:
    """Seconds of the processor for one, after a round to warm up: others may be busy on the machine."""
    await work()
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        done = await work()
        times.append((time.process_time() - begun) / done)
    return statistics.median(times)


def _shown(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:,.1f} ms"


def _print(title: str, lines: Sequence[Line]) -> None:
    sys.stdout.write("\n".join([title, *map(str, lines)]) + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
