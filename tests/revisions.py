"""Databases as earlier versions of the program left them: of any revision, with rows in every table."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from warnings import catch_warnings, simplefilter

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    MetaData,
    Numeric,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import SAWarning
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.migrations.upgrade import configuration

Rows = dict[str, list[dict[str, Any]]]
"""All rows by table."""

ROWS = 3
"""Of each table; the last of them has nothing where nothing may be."""

GONE_ON = {"start_jobs": ("work", "done_at")}
"""Tables whose unfinished rows, where this column is empty, go on in another."""

_OUTSIDE = {"alembic_version", "sqlite_sequence"}


def revisions() -> list[str]:
    """All there are, the first one first."""
    scripts = ScriptDirectory.from_config(configuration())
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection within a transaction, for `run_sync`."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def bring_to(connection: Connection, revision: str) -> None:
    """Apply the migrations up to a revision."""
    command.upgrade(configuration(connection), revision)


def tables(connection: Connection) -> list[Table]:
    """The tables there are, those that others refer to first."""
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    known = (connection.dialect.name, revision)
    if known not in _reflected:
        _reflected[known] = _reflect(connection)
    return _reflected[known]


_reflected: dict[tuple[str, str], list[Table]] = {}
"""By dialect and revision, where they are always the same; looking takes longer than the migrations."""


def _reflect(connection: Connection) -> list[Table]:
    metadata = MetaData()
    with catch_warnings():
        simplefilter("ignore", SAWarning)  # of an index on an expression, which is not needed here
        metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in _OUTSIDE]


def read(connection: Connection) -> Rows:
    """Everything in there."""
    return {
        table.name: [dict(row._mapping) for row in connection.execute(select(table))]
        for table in tables(connection)
    }


def write(connection: Connection, rows: Rows) -> None:
    """Have these rows and no others, as far as there are tables and columns for them."""
    known = tables(connection)
    for table in reversed(known):
        connection.execute(delete(table))
    for table in known:
        fitting = [
            {column.name: row[column.name] for column in table.columns if column.name in row}
            for row in rows.get(table.name, [])
        ]
        if fitting:
            connection.execute(insert(table), fitting)


def fill(connection: Connection) -> Rows:
    """Put ROWS invented rows into every table; returns everything that is in there then."""
    made: Rows = {}
    for table in tables(connection):
        connection.execute(delete(table))
        made[table.name] = list(_invented(table, made))
        connection.execute(insert(table), made[table.name])
    return read(connection)


def _invented(table: Table, made: Rows) -> Iterator[dict[str, Any]]:
    for number in range(1, ROWS + 1):
        yield {
            column.name: None if number == ROWS and column.nullable else _value(column, number, made)
            for column in table.columns
        }


def _plain_value(kind: Any, number: int) -> Any:
    if isinstance(kind, Boolean):
        return number % 2 == 1
    if kind.python_type is int:
        return number
    return b"%d" % number if kind.python_type is bytes else None


def _value(column: Column[Any], number: int, made: Rows) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name][number - 1][key.column.name]
    kind = column.type
    if isinstance(kind, JSON):
        return {"number": number, "words": ["一", "two"]}
    simple = _plain_value(kind, number)
    if simple is not None:
        return simple
    if isinstance(kind, DateTime):
        return datetime(2026, 1, 1, tzinfo=UTC if kind.timezone else None) + timedelta(hours=number)
    if isinstance(kind, Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(kind, Float | Numeric):
        return number / 2
    text = f"{number} 号 {column.name}"
    return text[: getattr(kind, "length", None) or len(text)]


def lost(before: Rows, after: Rows, rewritten: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What an upgrade did not keep: rows, and values in columns that are still there."""
    missing = []
    for name, rows in before.items():
        if name in GONE_ON:
            elsewhere, over = GONE_ON[name]
            known = {row["id"] for row in after[elsewhere]}
            missing += [f"{name}: {row}" for row in rows if row[over] is None and row["id"] not in known]
            continue
        kept = after.get(name)
        if kept is None:
            missing.append(f"table {name}")
            continue
        columns = [
            column for column in rows[0] if kept and column in kept[0] and (name, column) not in rewritten
        ]
        left = [[row[column] for column in columns] for row in kept]
        for row in rows:
            values = [row[column] for column in columns]
            if values not in left:
                missing.append(f"{name}: {values}")
    return missing
