"""Group messages brought by webhook to one copy or to three: the whole program, HTTP and commits included."""

import asyncio
import statistics
import time
from itertools import count, cycle
from pathlib import Path

import aiohttp

from benchmarks.arriving import said
from core.clock import SystemClock
from handlers.incoming import RawUpdate
from playground.emulator import Emulator, FloodLimits, Group
from tests.e2e.copies import OWNER, SECRET, Copies, found_community
from tests.forge import Forge

COPIES = (1, 3)
ROUNDS = 7
A_ROUND = 1_500
AT_ONCE = 100
"""Telegram's most: updates on their way at the same time."""


async def measure(folder: Path, url: str) -> str:
    """Updates a second, taken and committed."""
    (folder / "scripts" / "zh").mkdir(parents=True)
    found: dict[int, list[float]] = {copies: [] for copies in COPIES}
    numbers = count(1)
    # The clock of the emulator stands still at the real time, which the copies live in.
    now = SystemClock().now()
    async with (
        Emulator(start=now, limits=FloodLimits(enforced=False)) as telegram,
        Forge() as forge,
        Copies(forge, telegram, url, folder, OWNER, webhook=True) as copies,
    ):
        await copies.start(max(COPIES))
        group = await found_community(telegram, copies)
        for _ in range(ROUNDS + 1):
            for used in COPIES:
                updates = [_message(telegram, group, next(numbers)) for _ in range(A_ROUND)]
                found[used].append(await _round(copies.addresses[:used], updates))
    lines = [f"  {used} copies: {statistics.median(speeds[1:]):>8,.0f}" for used, speeds in found.items()]
    ratios = [many / one for one, many in zip(found[1][1:], found[3][1:], strict=True)]
    spread = (
        f"{statistics.median(ratios):.0%} of one ({min(ratios):.0%} to {max(ratios):.0%} in {ROUNDS} rounds)"
    )
    return "\n".join(["Group messages by webhook on PostgreSQL, updates/s", *lines]) + f"   {spread}"


def _message(telegram: Emulator, group: Group, number: int) -> RawUpdate:
    return said(800_000_000 + number, telegram.now, group.id, number % 500, "今天写了两页")


async def _round(addresses: list[str], updates: list[RawUpdate]) -> float:
    """Bring them to these copies in turn; returns how many a second were answered."""
    waiting, turns = iter(updates), cycle(addresses)
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with aiohttp.ClientSession(headers=headers) as http:

        async def bring() -> None:
            for update in waiting:
                async with http.post(f"{next(turns)}/hook", json=update) as answer:
                    assert answer.status == 200

        began = time.perf_counter()
        await asyncio.gather(*(bring() for _ in range(AT_ONCE)))
        return len(updates) / (time.perf_counter() - began)
