"""Time as a port: who moves an invented clock can tell when the program rests, and until when."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core.clock import Bell, InventedClock, SystemClock
from core.nursery import Nursery

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def turn() -> None:
    """Let whoever is ready run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_sleeper_wakes_when_the_clock_is_set_to_its_instant_and_not_before():
    clock = InventedClock(NINE)
    woken: list[datetime] = []
    nursery = Nursery(clock)

    async def worker(bell: Bell) -> None:
        await clock.sleep_until(NINE + timedelta(hours=3))
        woken.append(clock.now())

    nursery.start("sleeper", worker)
    await turn()
    clock.set(NINE + timedelta(hours=2, minutes=59))
    await turn()
    assert woken == []
    clock.set(NINE + timedelta(hours=3))
    await turn()
    assert woken == [NINE + timedelta(hours=3)]
    await nursery.close()


async def test_the_clock_names_the_earliest_instant_while_everyone_rests():
    clock = InventedClock(NINE)
    nursery = Nursery(clock)
    for hours in (5, 2, 8):

        async def worker(bell: Bell, hours: int = hours) -> None:
            while True:
                await bell.rest(NINE + timedelta(hours=hours))

        nursery.start(f"worker {hours}", worker)
    assert not clock.idle
    await turn()
    assert clock.idle
    assert clock.next_instant == NINE + timedelta(hours=2)
    await nursery.close()


async def test_a_rung_worker_is_busy_at_once_even_before_it_runs():
    clock = InventedClock(NINE)
    nursery = Nursery(clock)

    async def worker(bell: Bell) -> None:
        while True:
            await bell.rest()

    bell = nursery.start("worker", worker)
    await turn()
    assert clock.idle
    bell.ring()
    assert not clock.idle
    await turn()
    assert clock.idle
    await nursery.close()


async def test_a_ring_before_the_rest_is_not_lost():
    clock = InventedClock(NINE)
    bell = clock.bell("early")
    bell.ring()
    async with asyncio.timeout(60):
        await bell.rest(NINE + timedelta(days=1))


async def test_whoever_sleeps_in_a_task_of_the_nursery_counts_as_resting():
    clock = InventedClock(NINE)
    nursery = Nursery(clock)

    async def work() -> None:
        await clock.sleep_until(NINE + timedelta(minutes=4))

    nursery.start_once("short work", work())
    await turn()
    assert clock.idle
    assert clock.next_instant == NINE + timedelta(minutes=4)
    clock.set(NINE + timedelta(minutes=4))
    assert not clock.idle
    await turn()
    assert clock.idle
    assert clock.next_instant is None
    await nursery.close()


async def test_setting_the_clock_back_wakes_nobody():
    clock = InventedClock(NINE)
    nursery = Nursery(clock)
    woken: list[str] = []

    async def worker(bell: Bell) -> None:
        await bell.rest(NINE + timedelta(hours=1))
        woken.append("up")

    nursery.start("worker", worker)
    await turn()
    clock.set(NINE - timedelta(hours=1))
    await turn()
    assert woken == []
    await nursery.close()


async def test_a_task_that_dies_is_seen():
    nursery = Nursery(InventedClock(NINE))

    async def worker(bell: Bell) -> None:
        raise ValueError("broken")

    nursery.start("worker", worker)
    with pytest.raises(ValueError, match="broken"):
        await nursery.failed
    await nursery.close()


async def test_the_system_clock_is_in_utc_and_sleeps_no_longer_than_it_must():
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    async with asyncio.timeout(60):
        await clock.sleep_until(clock.now() - timedelta(seconds=1))
        await clock.sleep_until(clock.now() + timedelta(milliseconds=5))
