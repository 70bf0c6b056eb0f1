"""Real databases for tests: SQLite files, and PostgreSQL for those marked `on_both` or `on_postgresql`.

With `TEST_DATABASE=postgresql` (`make test DATABASE=postgresql`) all others run on PostgreSQL, too, except those
marked `on_sqlite` and those that are about a file of SQLite by a URL of their own.
"""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import make_url

from core.clock import SystemClock
from storage import database
from storage.database import open_database
from tests import postgres

# Each test has databases of its own; on a disk, waiting for what they write takes longer than many a test.
tempfile.tempdir = postgres.in_memory() or tempfile.gettempdir()

on_both = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)
"""Marks tests whose database is SQLite and then PostgreSQL."""

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""Marks tests that are about SQLite itself."""

on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def look(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Rows as they are in the database now, read past the program."""
    path = make_url(url).database
    if url.startswith("sqlite"):
        with sqlite3.connect(str(path)) as database:
            return database.execute(statement).fetchall()
    with ThreadPoolExecutor(1) as thread:  # the test's own loop is running
        return thread.submit(asyncio.run, _fetched(url, statement)).result()


def refuse(url: str, table: str, when: str) -> None:
    """Have the database itself refuse some rows, as it does when another process was faster."""
    if url.startswith("sqlite"):
        look(
            url,
            f"CREATE TRIGGER refused BEFORE INSERT ON {table} WHEN {when}"
            " BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed'); END",
        )
        return
    look(
        url,
        "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'UNIQUE constraint failed' USING ERRCODE = 'unique_violation'; END $$",
    )
    look(
        url,
        f"CREATE TRIGGER refused BEFORE INSERT ON {table} FOR EACH ROW WHEN ({when})"
        " EXECUTE FUNCTION refused()",
    )


async def _fetched(url: str, statement: str) -> list[tuple[Any, ...]]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


class _Compiled(dict[Any, Any]):
    """Statements once compiled, by the dialect's name instead of the dialect, which each database has anew."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), compiled)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """A program has one database and compiles a statement once; so do tests, which open one each."""
    compiled, make = _Compiled(), database._engine

    def engine(url: str) -> Any:
        made = make(url)
        made.sync_engine.update_execution_options(compiled_cache=compiled)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_engine", engine)
        yield


Copies = Callable[[], AbstractAsyncContextManager[str]]
"""Makes a copy of a database, gives its URL, and drops it."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running PostgreSQL server, started when the first test asks for it."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
async def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and nothing in them: making those anew takes longer than copying."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    await (await open_database(f"sqlite+aiosqlite:///{path}", SystemClock())).close()
    return path


@pytest.fixture(scope="session")
async def empty_postgresql(postgres_server: str) -> AsyncIterator[Copies]:
    """The same on PostgreSQL."""
    async with postgres.database(postgres_server) as url:
        await (await open_database(url, SystemClock())).close()
        yield partial(postgres.database, postgres_server, str(make_url(url).database))


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on: as it is marked, else as the environment says, else SQLite."""
    return getattr(request, "param", os.environ.get("TEST_DATABASE") or "sqlite")


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, backend: str) -> Path | Copies:
    empty: Path | Copies = request.getfixturevalue(f"empty_{backend}")
    return empty


@pytest.fixture
async def database_url(empty_database: Path | Copies, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database of the test's own, with all tables and nothing in them."""
    if isinstance(empty_database, Path):
        yield f"sqlite+aiosqlite:///{shutil.copy(empty_database, tmp_path / 'sopbot.db')}"
        return
    async with empty_database() as url:
        yield url
