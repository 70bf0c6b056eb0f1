"""Long work on the loop lets everybody else have a turn, and not more often than that takes."""

import asyncio

import pytest

from core.breath import LONGEST, Breath


async def turns_during(parts: int, seconds: float, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many turns somebody else gets while this many parts of work take this long each."""
    loop, turns, now = asyncio.get_running_loop(), 0, 0.0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(other())
    await asyncio.sleep(0)
    with monkeypatch.context() as patched:
        patched.setattr(loop, "time", lambda: now)
        breath = Breath()
        for _ in range(parts):
            now += seconds
            await breath.take()
    task.cancel()
    return turns


async def test_others_get_a_turn_whenever_a_while_has_passed(monkeypatch: pytest.MonkeyPatch):
    assert await turns_during(40, LONGEST / 4 + 1e-6, monkeypatch) == 10


async def test_quick_work_is_not_held_up(monkeypatch: pytest.MonkeyPatch):
    assert await turns_during(40, LONGEST / 1000, monkeypatch) == 0
