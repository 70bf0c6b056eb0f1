"""Databases that are thrown away are made at once, and are the same as those that went through all of history."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from core.clock import InventedClock
from storage import throwaway
from storage.database import open_database
from storage.schema import metadata

CLOCK = InventedClock(datetime(2026, 3, 2, tzinfo=UTC))


async def opened(file: Path) -> dict[str, list[Any]]:
    """All rows of all tables, after the program has opened the file."""
    await (await open_database(f"sqlite+aiosqlite:///{file}", CLOCK)).close()
    return rows(file)


def rows(file: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(file) as connection:
        return rows_in(connection)


def rows_in(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def copied(connection: Connection) -> sqlite3.Connection:
    """What is in it so far, the transaction at hand included."""
    copy, driver = sqlite3.connect(":memory:"), connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    copy.deserialize(driver.serialize())
    return copy


async def test_it_holds_what_a_new_database_holds(tmp_path: Path):
    made, migrated = tmp_path / "made.db", tmp_path / "migrated.db"
    throwaway.make(made)

    assert rows(made) == await opened(migrated)


async def test_one_in_memory_is_opened_with_the_same_in_it(tmp_path: Path):
    throwaway.make(tmp_path / "made.db")
    database = await open_database(f"sqlite+aiosqlite:///{throwaway.IN_MEMORY}", CLOCK)
    async with database.begin() as uow:
        copy = await uow.connection.run_sync(copied)
    await database.close()

    found = rows_in(copy)
    copy.close()
    assert found == {**rows(tmp_path / "made.db"), "id_blocks": found["id_blocks"]}
    assert found["id_blocks"], "ids are drawn from there as soon as it is opened"


async def test_the_program_finds_nothing_to_upgrade(tmp_path: Path):
    file = tmp_path / "made.db"
    throwaway.make(file)
    before = rows(file)

    assert await opened(file) == before


@pytest.mark.filterwarnings("ignore:.*expression-based index:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:.*expression-based index:UserWarning")
def test_its_tables_are_those_of_the_program(tmp_path: Path):
    throwaway.make(tmp_path / "made.db")
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert found == []
