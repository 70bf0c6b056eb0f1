"""Effects buffered in memory: what a batch changes, written set-based at its end, undone without SQL.

`Records` holds the present state of rows by id (frozen dataclasses, replaced when they change), `Ledger` what
is only ever appended. Both note in one journal how to undo each change, so that what a failing handler did
can be cut off.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Row, Table, Update, bindparam, insert, update

from core.errors import SopbotError
from storage.connection import Connection


class AlreadyWritten(SopbotError):
    """Effects that should be cut off were written meanwhile: only a rollback undoes them."""


class Journal:
    """How to undo each buffered change, in order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._written = 0

    def note(self, undo: Callable[[], None]) -> None:
        """Remember how the change just made is undone."""
        self._undo.append(undo)

    def mark(self) -> int:
        """A point to cut back to."""
        return self._written + len(self._undo)

    def can_cut(self, mark: int) -> bool:
        """Whether nothing since `mark` was written."""
        return mark >= self._written

    def cut(self, mark: int) -> None:
        """Undo everything since `mark`; raises AlreadyWritten if a part of it was written."""
        if not self.can_cut(mark):
            raise AlreadyWritten
        while self._written + len(self._undo) > mark:
            self._undo.pop()()

    def written(self) -> None:
        """Everything so far is in the database now."""
        self._written += len(self._undo)
        self._undo.clear()


class Identified(Protocol):
    """A record with an id of our own."""

    @property
    def id(self) -> int: ...


class Buffer(Protocol):
    """Whatever holds effects until they are written."""

    async def write(self, connection: Connection) -> None:
        """Write what is pending, set-based."""


R = TypeVar("R", bound=Identified)


class Records(Generic[R]):
    """The rows of one table that this unit of work knows, as frozen dataclasses whose fields are its columns.

    `counters` are columns that others change by relative updates; they are read, never written, here.
    """

    def __init__(self, journal: Journal, table: Table, record: type[R], counters: Iterable[str] = ()) -> None:
        self._journal = journal
        self._table = table
        self._record = record
        self._names = tuple(field.name for field in fields(record))  # type: ignore[arg-type]
        self._current: dict[int, R] = {}
        self._stored: dict[int, R] = {}
        self._dirty: dict[int, None] = {}
        changing = [name for name in self._names if name != "id" and name not in set(counters)]
        self._changing = tuple(changing)
        self._update = _update_by_id(table, self._changing)
        self._from_zero = dict.fromkeys(counters, 0)

    def adopt(self, row: Row[Any] | Mapping[str, Any]) -> R:
        """Take a row read from the database, unless this unit of work knows the record already."""
        values = row if isinstance(row, Mapping) else row._mapping
        known = self._current.get(values["id"])
        if known is not None:
            return known
        record = self._record(**{name: values[name] for name in self._names})
        self._current[record.id] = self._stored[record.id] = record
        return record

    def get(self, key: int) -> R | None:
        """The record, if this unit of work knows it."""
        return self._current.get(key)

    def known(self) -> Iterable[R]:
        """All records this unit of work knows."""
        return self._current.values()

    def put(self, record: R) -> R:
        """Add a new record or replace a known one."""
        key = record.id
        before, was_dirty = self._current.get(key), key in self._dirty
        self._current[key] = record
        self._dirty[key] = None
        self._journal.note(lambda: self._restore(key, before, was_dirty))
        return record

    def refresh(self, record: R) -> None:
        """Take over what another buffer changes in the database (counters), without writing it here."""
        before = self._current.get(record.id)
        self._current[record.id] = record
        self._journal.note(lambda: self._restore(record.id, before, record.id in self._dirty))

    async def write(self, connection: Connection) -> None:
        """Insert what is new, update what changed."""
        dirty = [self._current[key] for key in self._dirty]
        self._dirty.clear()
        new = [record for record in dirty if record.id not in self._stored]
        changed = [record for record in dirty if record.id in self._stored]
        self._stored.update((record.id, record) for record in dirty)
        if new:
            await connection.execute(insert(self._table), [self._values(record) for record in new])
        if changed:
            await connection.execute(self._update, [self._changes(record) for record in changed])

    def _restore(self, key: int, before: R | None, was_dirty: bool) -> None:
        if before is None:
            self._current.pop(key, None)
        else:
            self._current[key] = before
        if not was_dirty:
            self._dirty.pop(key, None)

    def _values(self, record: R) -> dict[str, Any]:
        return {name: getattr(record, name) for name in self._names} | self._from_zero

    def _changes(self, record: R) -> dict[str, Any]:
        values = {f"new_{name}": getattr(record, name) for name in self._changing}
        values["key"] = record.id
        return values


@cache
def _update_by_id(table: Table, changing: tuple[str, ...]) -> Update:
    """Built once: building it for every table of every unit of work took longer than writing."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in changing}
    return update(table).where(table.c.id == bindparam("key")).values(values)


class Ledger:
    """Rows that are only ever appended."""

    def __init__(self, journal: Journal, table: Table) -> None:
        self._journal = journal
        self._table = table
        self.pending: list[dict[str, Any]] = []

    def append(self, **values: Any) -> None:
        """Add a row."""
        self.pending.append(values)
        self._journal.note(self._pop)

    async def write(self, connection: Connection) -> None:
        """Insert what is pending."""
        if self.pending:
            rows, self.pending = self.pending, []
            await connection.execute(insert(self._table), rows)

    def _pop(self) -> None:
        self.pending.pop()


class Changes:
    """Relative changes by one prepared statement (counters, upserts), one parameter set a change."""

    def __init__(self, journal: Journal, statement: Any) -> None:
        self._journal = journal
        self._statement = statement
        self._pending: list[dict[str, Any]] = []

    def add(self, **parameters: Any) -> None:
        """Plan one execution of the statement."""
        self._pending.append(parameters)
        self._journal.note(self._pop)

    async def write(self, connection: Connection) -> None:
        """Execute what is pending, in order."""
        if self._pending:
            rows, self._pending = self._pending, []
            await connection.execute(self._statement, rows)

    def _pop(self) -> None:
        self._pending.pop()


def missing(wanted: Iterable[int], known: Mapping[int, Any]) -> Sequence[int]:
    """The keys still to be loaded, each once."""
    return [key for key in dict.fromkeys(wanted) if key not in known]
