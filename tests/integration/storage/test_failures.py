"""What fails for a while is told apart from what is refused for good."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from core.clock import InventedClock
from core.errors import BadWorld
from storage.database import Database, open_database
from storage.failures import WritingRefused
from storage.users import User
from tests.databases import on_both, on_postgresql


@on_both
@pytest.mark.parametrize(
    "user",
    [
        pytest.param({"telegram_id": 42, "first_name": "\ud83d"}, id="half a character"),
        pytest.param({"telegram_id": 10**30, "first_name": "小林"}, id="a number beyond 64 bits"),
    ],
)
async def test_a_value_that_cannot_be_handed_over_is_refused(database: Database, user: dict[str, object]):
    with pytest.raises(WritingRefused):
        async with database.begin() as uow:
            uow.users.put(User(id=uow.new_id(), **user))  # type: ignore[arg-type]


@on_both
async def test_a_number_beyond_64_bits_is_refused_when_asked_for(database: Database):
    with pytest.raises(WritingRefused):
        async with database.begin() as uow:
            await uow.users.load([10**30])


@on_both
async def test_a_failed_update_can_always_be_kept(database: Database):
    raw = {"update_id": 1, "message": {"text": "half an emoji \ud83d", "from": {"id": 10**30}}}
    async with database.begin() as uow:
        uow.inbox.failed(7, 1, "broken \ud83d", raw)


async def test_a_server_that_cannot_be_reached_is_a_bad_world(clock: InventedClock):
    database = Database(create_async_engine("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"), clock)
    with pytest.raises(BadWorld):
        async with database.begin():
            pass
    await database.close()


@on_postgresql
async def test_a_server_that_throws_everybody_out_is_a_bad_world(database: Database):
    with pytest.raises(BadWorld):
        async with database.begin() as uow:
            await uow.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
    async with database.begin() as uow:
        assert await uow.inbox.offset(1) is None


@on_postgresql
async def test_a_server_that_may_only_be_read_is_a_bad_world(database: Database):
    with pytest.raises(BadWorld):
        async with database.begin() as uow:
            await uow.connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            uow.inbox.set_offset(7, 1)


async def test_a_database_that_another_process_locks_is_a_bad_world(tmp_path: Path, clock: InventedClock):
    path = tmp_path / "test.db"
    database = await open_database(f"sqlite+aiosqlite:///{path}?timeout=0.05", clock)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(BadWorld, match="locked"):
        async with database.begin():
            pass
    other.execute("ROLLBACK")
    other.close()
    async with database.begin() as uow:
        assert await uow.inbox.offset(1) is None
    await database.close()
