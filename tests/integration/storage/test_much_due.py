"""What is due is found however many rows there are: SQLite has room for 32,766 values in a statement."""

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.clock import InventedClock
from core.message import Kind, Message, Target
from storage import sending
from storage.database import Database
from storage.sqlite import LoopConnection
from storage.unit_of_work import UnitOfWork
from storage.users import User
from tests.databases import on_sqlite

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PEOPLE = 40
ROOM = 32_766


@pytest.fixture
def clock() -> InventedClock:
    return InventedClock(NINE)


@pytest.fixture
async def uow(database: Database) -> AsyncIterator[UnitOfWork]:
    """Two messages to each of forty people, in a database that has as little room as any SQLite."""
    async with database.begin() as uow:
        assert isinstance(uow.connection, LoopConnection)
        driver = uow.connection.sync_connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, ROOM)
        for number in range(PEOPLE):
            user = uow.users.put(User(uow.new_id(), number + 1, "谁"))
            for words in ("早上好", "晚安"):
                await uow.outbox.plan(Message(Target.user(user.id), Kind.NOTICE, words))
        await uow.flush()
        yield uow


@on_sqlite
async def test_what_is_due_without_very_many_that_are_in_hand(uow: UnitOfWork) -> None:
    due = [row.id for row in await sending.due(uow, 100)]
    in_hand = {*due[:15], *range(-ROOM, 0)}

    assert [row.id for row in await sending.due(uow, 10, in_hand)] == due[15:25]


@on_sqlite
async def test_the_first_of_the_places_that_very_many_rows_go_to(uow: UnitOfWork) -> None:
    due = await sending.due(uow, 100)
    first = {row.id for row in due if row.message().text == "早上好"}
    many = [*due, *(replace(due[0], user_id=-number) for number in range(ROOM))]

    assert {row.id for row in await sending.due_at_places(uow, many, 1)} == first


@on_sqlite
async def test_which_of_very_many_are_still_planned(uow: UnitOfWork) -> None:
    planned = {row.id for row in await sending.due(uow, 100)}

    assert await sending.still_planned(uow, planned | set(range(-ROOM, 0))) == planned
