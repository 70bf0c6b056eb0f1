"""Statements compiled once and executed with many rows of plain values.

SQLAlchemy writes the SQL and knows how each type is stored; what it would do anew for each row of each unit of
work (collecting parameters by name, looking up how they are stored) is done here once.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import Dialect

from storage.connection import Connection
from storage.sqlite import LoopConnection

Pick = Callable[..., Callable[[Any], Any]]
"""`itemgetter` or `attrgetter`."""
Insert = Callable[[Table], Any]
"""Begins an INSERT that knows ON CONFLICT, in the database's own dialect."""


class Prepared:
    """A statement that changes `table`, built by `build` when it is first executed on a dialect.

    `names` are the columns of an INSERT; `pick` says how a row holds its values, by key or as attributes.
    """

    def __init__(
        self, table: Table, build: Callable[[Insert], Any], names: Sequence[str] = (), pick: Pick = itemgetter
    ) -> None:
        self.table = table
        self._pick = pick
        self._build = build
        self._names = list(names) or None
        self._compiled: dict[str, _Compiled] = {}

    async def execute(self, connection: Connection, rows: Iterable[Any]) -> None:
        """Execute it once for each row of parameters, as one batch."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            statement = self._build(insert_of(dialect))
            compiled = self._compiled[dialect.name] = _Compiled(statement, self._names, dialect, self._pick)
        values = [compiled.values(row) for row in rows]
        if isinstance(connection, LoopConnection):
            connection.tell(compiled.text, values)
        else:
            await connection.exec_driver_sql(compiled.text, values)


def insert_of(dialect: Dialect) -> Insert:
    """The dialect's own INSERT."""
    return postgresql.insert if dialect.name == "postgresql" else sqlite.insert


@cache
def insertion(table: Table, names: tuple[str, ...], pick: Pick = itemgetter) -> Prepared:
    """INSERT of these columns."""
    return Prepared(table, lambda insert: insert(table), names, pick)


@cache
def change_by_id(table: Table, names: tuple[str, ...]) -> Prepared:
    """UPDATE of these columns of the row whose id is `key`."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    statement = update(table).where(table.c.id == bindparam("key")).values(values)
    return Prepared(table, lambda _insert: statement)


def processor(type_: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes of a value what the driver takes. SQLAlchemy writes days far more slowly, by a format string."""
    if isinstance(type_, sqlite.DATE):
        return lambda day: None if day is None else day.isoformat()
    process: Callable[[Any], Any] | None = type_.bind_processor(dialect)
    return process


class _Compiled:
    """The SQL, and how a row becomes the driver's tuple."""

    def __init__(self, statement: Any, names: list[str] | None, dialect: Dialect, pick: Pick) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        order: Sequence[str] = compiled.positiontup
        self.text = str(compiled)
        self._pick = pick(*order)
        self._single = len(order) == 1
        types = [compiled.binds[name].type.dialect_impl(dialect) for name in order]
        stored = [(index, processor(type_, dialect)) for index, type_ in enumerate(types)]
        self._stored = [(index, process) for index, process in stored if process is not None]

    def values(self, row: Any) -> tuple[Any, ...]:
        values = [self._pick(row)] if self._single else list(self._pick(row))
        for index, process in self._stored:
            values[index] = process(values[index])
        return tuple(values)
