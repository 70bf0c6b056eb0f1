"""Statements that are answered with rows, compiled once: what is asked, and the UPDATEs by which rows are claimed.

They are given plain values, at a fraction of what SQLAlchemy takes to write a statement anew each time: small batches
have dozens, to which SQLite has the answer within microseconds. On PostgreSQL, where the way there takes longer,
SQLAlchemy hands them over.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, bindparam, func, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.dml import ReturningUpdate

from storage.connection import Connection
from storage.prepared import processor
from storage.sqlite import LoopConnection

_LONG = 4_096
"""Values up to which lists are filled up, and of which look-ups ask at once: a statement has room for 32,766."""

_Answered = Select[Any] | ReturningUpdate[Any]
"""What is answered with rows: a SELECT, or an UPDATE that says how it left those it changed."""


class Reading:
    """Reads the rows that a statement is answered with; they may be those that it has just changed.

    Its parameters are named by `bindparam`, `expanding` ones are lists. A SELECT goes to `UnitOfWork.read` or `query`,
    an UPDATE to `change`.
    """

    def __init__(self, statement: _Answered) -> None:
        self.statement = statement
        self._compiled: _Compiled | None = None

    async def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, with their columns as attributes and in order."""
        if not isinstance(connection, LoopConnection):
            return (await connection.execute(self.statement, parameters)).all()
        if self._compiled is None:
            self._compiled = _Compiled(self.statement, connection.dialect)
        text, values = self._compiled.asked(parameters)
        return self._compiled.read(connection.ask(text, values))


class LookUp(Reading):
    """A SELECT of rows by what is `wanted`: asked in parts if that is more than a statement has room for."""

    async def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The rows, each once, in no order."""
        if len(parameters["wanted"]) <= _LONG:
            return await super().rows(connection, parameters)
        wanted = list(dict.fromkeys(parameters["wanted"]))
        found: list[Any] = []
        for start in range(0, len(wanted), _LONG):
            part = {**parameters, "wanted": wanted[start : start + _LONG]}
            found += await super().rows(connection, part)
        return found


def look_up(column: Column[Any], *conditions: ColumnElement[bool], locked: bool = False) -> LookUp:
    """The rows of a table of which a column is among the `wanted`; `locked`: kept from other processes."""
    statement = select(column.table).where(column.in_(bindparam("wanted", expanding=True)), *conditions)
    return LookUp(statement.with_for_update() if locked else statement)


def earliest(column: Column[Any], *conditions: ColumnElement[bool]) -> Reading:
    """The least value of a column among the rows of which the conditions hold; None if there is none."""
    return Reading(select(func.min(column).label("earliest")).where(*conditions))


class _Compiled:
    """The SQL for SQLite, how values become the driver's, and how its rows become ours."""

    def __init__(self, statement: _Answered, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self._text = str(compiled)
        self._order: Sequence[str] = compiled.positiontup or ()
        self._fixed: Mapping[str, Any] = compiled.params
        binds = compiled.binds
        self._lists = [name for name in self._order if binds[name].expanding]
        self._texts: dict[tuple[int, ...], str] = {}
        self._stored = {name: processor(binds[name].type, dialect) for name in self._order}
        columns: list[Any] = list(statement.exported_columns)
        self._make = _made_of([column.key for column in columns])
        reading = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._read = [(index, process) for index, process in enumerate(reading) if process is not None]

    def asked(self, parameters: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """The SQL with as many places as the lists are long, and what stands there."""
        values: list[Any] = []
        lengths: list[int] = []
        for name in self._order:
            given, process = parameters.get(name, self._fixed[name]), self._stored[name]
            several = [given]
            if name in self._lists:
                several = _padded(given)
                lengths.append(len(several))
            values += several if process is None else map(process, several)
        return self._with_places(tuple(lengths)), tuple(values)

    def _with_places(self, lengths: tuple[int, ...]) -> str:
        text = self._texts.get(lengths)
        if text is None:
            text = self._text
            for name, length in zip(self._lists, lengths, strict=True):
                text = text.replace(f"__[POSTCOMPILE_{name}]", ", ".join("?" * length))
            self._texts[lengths] = text
        return text

    def read(self, rows: Sequence[tuple[Any, ...]]) -> list[Any]:
        """The rows as SQLAlchemy would give them."""
        if not self._read:
            return list(map(self._make, rows))
        return [self._make(self._processed(row)) for row in rows]

    def _processed(self, row: tuple[Any, ...]) -> list[Any]:
        values = list(row)
        for index, process in self._read:
            values[index] = process(values[index])
        return values


def _made_of(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """What makes a row of values in the order of these names."""
    make: Any = namedtuple("Answer", names)  # type: ignore[misc]
    return make._make


def _padded(given: Any) -> list[Any]:
    """A list filled up to a power of two with its last value, so that few texts of SQL serve all lengths.

    Long ones are left as they are, or might become longer than a statement has room for.
    """
    several = list(given)
    if not several or len(several) > _LONG:
        return several
    return several + several[-1:] * ((1 << (len(several) - 1).bit_length()) - len(several))
