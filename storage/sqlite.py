"""SQLite, called on the loop's own thread behind the face of an asynchronous connection.

SQLite answers from memory within microseconds, where handing each statement to a thread and its answer back
takes a hundred. What can take long is done beside the loop or waited for on it: another process's lock (asked
for again and again, never blocked on), checkpoints, which wait for the disk (see `checkpoint`), and statements
that walk over as many rows as a community has members (see `survey`).
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    Executable,
    Row,
    StaticPool,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError

LOCK_PATIENCE = 10.0
"""Seconds that a unit of work waits for another process's lock; in the URL, `?timeout=` says another number."""

_ASK_AGAIN = 0.02
"""Seconds between two attempts to get the lock."""

CHECKPOINT_PAGES = 1_000
"""Pages of 4 KB in the write-ahead log from which on `checkpoint` has something to do."""

_CHECKPOINT_ON_THE_LOOP = 25_000
"""Pages from which on SQLite checkpoints by itself in the middle of a commit: 100 MB, if nobody else did."""

_PAGE = 4096

_STATEMENTS = 1_000
"""Statements that the driver keeps compiled: those with lists in several lengths (`storage.reading`)."""

T = TypeVar("T")


class LoopConnection:
    """A synchronous connection with the methods of SQLAlchemy's asynchronous one; only `survey` ever waits."""

    def __init__(self, connection: Connection) -> None:
        self.sync_connection = connection
        self.dialect: Dialect = connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Execute a statement, once or for each of many sets of parameters."""
        return self.sync_connection.execute(statement, parameters)

    def ask(self, statement: str, parameters: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """What the driver itself answers; whoever listens to statements hears of it, and it fails, as by SQLAlchemy."""
        driver = self._driver(statement, parameters, many=False)
        try:
            return driver.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._failed(statement, parameters, error) from error

    def tell(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Have the driver itself write: the statement once for each row. Heard of and failing as what is asked."""
        driver = self._driver(statement, rows, many=True)
        try:
            driver.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._failed(statement, rows, error) from error

    def _driver(self, statement: str, parameters: Any, *, many: bool) -> sqlite3.Connection:
        connection = self.sync_connection
        for heard in connection.dispatch.before_cursor_execute:
            heard(connection, None, statement, parameters, None, many)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver

    def _failed(self, statement: str, parameters: Any, error: sqlite3.Error) -> BaseException:
        return DBAPIError.instance(statement, parameters, error, sqlite3.Error, dialect=self.dialect)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[Any]:
        """Execute SQL as it stands, once or for each of many tuples of parameters."""
        return self.sync_connection.exec_driver_sql(statement, parameters)

    async def run_sync(self, work: Callable[[Connection], T]) -> T:
        """Have a function work on the synchronous connection."""
        return work(self.sync_connection)

    async def survey(self, statement: Executable) -> Sequence[Row[Any]]:
        """Read in a thread beside the loop, where SQLite works without the interpreter's lock.

        Who is cancelled meanwhile first stops the statement, for the connection is rolled back next.
        """
        reading = asyncio.get_running_loop().run_in_executor(None, self._read, statement)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            driver = self.sync_connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            while not reading.done():
                driver.interrupt()
                await asyncio.wait([reading], timeout=_ASK_AGAIN)
            reading.exception()
            raise

    def _read(self, statement: Executable) -> Sequence[Row[Any]]:
        return self.sync_connection.execute(statement).all()


class LoopEngine:
    """One connection to one SQLite file, lent out for one transaction at a time."""

    def __init__(self, url: URL, to_json: Callable[[Any], str], from_json: Callable[[str], Any]) -> None:
        patience = url.query.get("timeout")
        self._patience = float(str(patience)) if patience is not None else LOCK_PATIENCE
        self.url = url.set(drivername="sqlite").difference_update_query(["timeout"])
        self.sync_engine: Engine = create_engine(
            self.url,
            poolclass=StaticPool,
            connect_args={
                "check_same_thread": False,
                "timeout": self._patience,
                "cached_statements": _STATEMENTS,
            },
            json_serializer=to_json,
            json_deserializer=from_json,
        )
        self.dialect = self.sync_engine.dialect
        event.listen(self.sync_engine, "connect", _prepare)
        event.listen(self.sync_engine, "begin", _begin_immediate)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[LoopConnection]:
        """A writing transaction: committed at the end of the block, rolled back if it raises."""
        with self.sync_engine.connect() as connection:
            transaction = await self._begin(connection)
            with transaction:
                yield LoopConnection(connection)

    async def _begin(self, connection: Connection) -> Any:
        """Begin as soon as no other process writes; the loop goes on meanwhile.

        It goes on before each transaction: nothing in them waits, so that a worker which does one after the
        other would let nobody else come to the loop.
        """
        await asyncio.sleep(0)  # noqa: TID251 - no time passes
        until = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                return connection.begin()
            except OperationalError as error:
                if not _is_locked(error) or asyncio.get_running_loop().time() >= until:
                    raise
            await asyncio.sleep(_ASK_AGAIN)  # noqa: TID251 - another process's lock lasts real time

    async def checkpoint(self) -> None:
        """Bring what was committed from the write-ahead log into the file, in a thread beside the loop."""
        path = self.url.database
        if path is None or _log_size(path) < CHECKPOINT_PAGES * _PAGE:
            return
        async with aiosqlite.connect(path) as connection:
            await connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    async def dispose(self) -> None:
        """Close the connection."""
        self.sync_engine.dispose()


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is said by `_begin_immediate`
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"wal_autocheckpoint={_CHECKPOINT_ON_THE_LOOP}",
        f"journal_size_limit={CHECKPOINT_PAGES * _PAGE // 2}",  # a log that was once large says nothing for ever
        "busy_timeout=0",  # waited for by `LoopEngine._begin`, which doesn't hold up the loop
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_locked(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _log_size(path: str) -> int:
    log = Path(f"{path}-wal")
    return log.stat().st_size if log.exists() else 0
