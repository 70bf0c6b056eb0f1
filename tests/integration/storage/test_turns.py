"""Units of work take turns, also those of several processes on one PostgreSQL: none sees another's half."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.clock import InventedClock
from storage.database import Database, open_database
from storage.users import User
from tests.databases import on_both


@pytest.fixture
async def copies(database_url: str, clock: InventedClock) -> AsyncIterator[list[Database]]:
    """One database, opened by two processes (as far as it can know)."""
    databases = [await open_database(database_url, clock) for _ in range(2)]
    yield databases
    for database in databases:
        await database.close()


async def greet(database: Database, number: int) -> None:
    """Reads, lets others have a chance to interfere, and writes what follows from the reading."""
    async with database.begin() as uow:
        user = await uow.users.by_telegram_id(42)
        await asyncio.sleep(0.001 * (number % 3))
        if user is None:
            uow.users.put(User(uow.new_id(), 42, "+"))
        else:
            uow.users.put(replace(user, first_name=user.first_name + "+"))


@on_both
async def test_what_one_worker_wrote_no_other_overwrites(database: Database):
    await asyncio.gather(*(greet(database, number) for number in range(20)))

    async with database.begin() as uow:
        user = await uow.users.by_telegram_id(42)
        assert user is not None
        assert user.first_name == "+" * 20


@on_both
async def test_what_one_process_wrote_no_other_overwrites(copies: list[Database]):
    await asyncio.gather(*(greet(copies[number % 2], number) for number in range(20)))

    async with copies[0].begin() as uow:
        user = await uow.users.by_telegram_id(42)
        assert user is not None
        assert user.first_name == "+" * 20


@on_both
async def test_two_processes_never_draw_the_same_id(copies: list[Database]):
    drawn: list[int] = []

    async def draw(database: Database, *, fail: bool) -> None:
        try:
            async with database.begin() as uow:
                mine = [uow.new_id() for _ in range(30_000)]
                await asyncio.sleep(0)
                if fail:
                    raise RuntimeError
        except RuntimeError:
            return
        drawn.extend(mine)

    await asyncio.gather(*(draw(copies[number % 2], fail=number % 3 == 0) for number in range(12)))

    assert len(drawn) == 8 * 30_000
    assert len(set(drawn)) == len(drawn)
