"""The database: opened, brought up to date, and lent out one writing unit of work at a time.

SQLite (WAL) is the embedded default, PostgreSQL is used by its URL. On both, units of work take turns: in the
process at one fair lock, between processes at the database, by BEGIN IMMEDIATE or an advisory lock. What a unit
of work has read is therefore true until it commits, and nothing is written over. On PostgreSQL those that each
keep to people of their own may share a turn with their like in other processes (see docs/adr).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json
from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from core.clock import Clock
from core.errors import BadWorld, ConfigurationError
from storage.connection import Connection
from storage.failures import reason, translated
from storage.ids import IdSource
from storage.migrations.upgrade import upgrade
from storage.sqlite import LOCK_PATIENCE, LoopEngine
from storage.throwaway import IN_MEMORY, fill
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

EXPECTED = "sqlite+aiosqlite:///… or postgresql+asyncpg://…"

TURN = int.from_bytes(b"sopbot")
"""The number of the advisory lock; such locks are each database's own."""

SHARED = "shared_turn"
"""The execution option of connections whose transaction shares its turn."""

_POSTGRESQL = {
    "lock_timeout": f"{LOCK_PATIENCE:.0f}s",
    # Whoever froze in the middle of a transaction would hold up everybody.
    "idle_in_transaction_session_timeout": f"{6 * LOCK_PATIENCE:.0f}s",
}

_inside: ContextVar[bool] = ContextVar("inside_unit_of_work", default=False)


def inside_unit_of_work() -> bool:
    """Whether the running task holds a unit of work; then it must not call the network."""
    return _inside.get()


class Database:
    """One database and the lock that lets one writer in at a time."""

    def __init__(self, engine: "AsyncEngine | LoopEngine", clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._ids = IdSource()
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def begin(self, *, shared: bool = False) -> AsyncIterator[UnitOfWork]:
        """A writing unit of work; commits at the end of the block, rolls everything back if it raises.

        `shared`: it claims whom it deals with, and keeps to them, so that others may do the same meanwhile.
        Raises BadWorld when the database cannot be reached or written, WritingRefused when it refuses the
        content.
        """
        async with self._writing:
            token = _inside.set(True)
            took_ids = connected = False
            uow: UnitOfWork | None = None
            try:
                async with self._opened(shared=shared) as connection:
                    connected = True
                    took_ids = await self._ids.reserve(connection)
                    uow = UnitOfWork(connection, self._clock.now(), self._ids)
                    uow.shared = shared and not isinstance(self._engine, LoopEngine)
                    yield uow
                    await uow.flush()
            except BaseException as error:
                if uow is not None:
                    uow.rolled_back()
                if took_ids:
                    self._ids.forget()
                if isinstance(error, DBAPIError):
                    raise translated(error) from error
                if isinstance(error, OSError) and not connected:
                    raise BadWorld(reason(error)) from error
                raise
            finally:
                _inside.reset(token)
                if uow is not None:
                    uow.end()

    def _opened(self, *, shared: bool) -> AbstractAsyncContextManager[Connection]:
        if shared and not isinstance(self._engine, LoopEngine):
            return self._engine.execution_options(**{SHARED: True}).begin()
        return self._engine.begin()

    async def checkpoint(self) -> None:
        """Now and then: what would otherwise make a commit wait for the disk. Raises BadWorld."""
        if isinstance(self._engine, LoopEngine):
            try:
                await self._engine.checkpoint()
            except sqlite3.Error as error:
                raise BadWorld(reason(error)) from error

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()


async def open_database(url: str, clock: Clock) -> Database:
    """Open the database at `url`, create or upgrade its tables; ConfigurationError says what is wrong."""
    engine = _engine(url)
    try:
        _make_folder(engine)
        async with engine.begin() as connection:
            if engine.url.database == IN_MEMORY:
                await connection.run_sync(fill)
            else:
                await upgrade(connection)
    except ConfigurationError:
        await engine.dispose()
        raise
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise ConfigurationError(f"cannot open the database {_shown(url)}: {reason(error)}") from error
    return Database(engine, clock)


def usable_url(url: str) -> URL:
    """The URL, if it names a kind of database that the program works on; ConfigurationError says what is wrong."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(f"DATABASE_URL is no database URL; expected {EXPECTED}") from error
    if parsed.get_backend_name() != "sqlite" and parsed.drivername != "postgresql+asyncpg":
        raise ConfigurationError(f"DATABASE_URL names {parsed.drivername!r}; expected {EXPECTED}")
    return parsed


def _engine(url: str) -> "AsyncEngine | LoopEngine":
    parsed = usable_url(url)
    if parsed.get_backend_name() == "sqlite":
        return LoopEngine(parsed, _json, from_json)
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - brings the whole ORM

    engine = create_async_engine(
        parsed,
        connect_args={"server_settings": _POSTGRESQL},
        json_serializer=_json,
        json_deserializer=from_json,
    )
    event.listen(engine.sync_engine, "begin", _wait_for_the_turn)
    return engine


def _make_folder(engine: "AsyncEngine | LoopEngine") -> None:
    """Where the SQLite file is going to lie."""
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)


def _json(value: Any) -> str:
    return to_json(value).decode()


def _wait_for_the_turn(connection: Any) -> None:
    lock = "pg_advisory_xact_lock"
    if connection.get_execution_options().get(SHARED):
        lock += "_shared"
    connection.exec_driver_sql(f"SELECT {lock}({TURN})")


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)
