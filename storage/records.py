"""Effects buffered in memory: what a batch changes, written set-based at its end, undone without SQL.

`Records` holds the present state of rows by id (frozen dataclasses, replaced when they change), `Ledger` what
is only ever appended. Both note in one journal how to undo each change, so that what a failing handler did
can be cut off.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Row, Table

from core.errors import SopbotError
from storage.connection import Connection
from storage.prepared import Prepared, change_by_id, insertion


class AlreadyWritten(SopbotError):
    """Effects that should be cut off were written meanwhile: only a rollback undoes them."""


class Journal:
    """How to undo each buffered change, in order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._outside: list[Callable[[], None]] = []
        self._written = 0

    def note(self, undo: Callable[[], None]) -> None:
        """Remember how the change just made is undone."""
        self._undo.append(undo)

    def note_outside(self, undo: Callable[[], None]) -> None:
        """Remember how to undo what not even a rollback of the database undoes."""
        self._undo.append(undo)
        self._outside.append(undo)

    def rolled_back(self) -> None:
        """The database has undone all; undo what is outside of it."""
        for undo in reversed(self._outside):
            undo()

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
L = TypeVar("L")


class Records(Generic[R]):
    """The rows of one table that this unit of work knows, as frozen dataclasses whose fields are its columns.

    `counters` are columns that others change by relative updates; they are read, never written, here.
    """

    def __init__(self, journal: Journal, table: Table, record: type[R], counters: Iterable[str] = ()) -> None:
        self._journal = journal
        self._table = table
        self._record = record
        self._names = _names(record)
        self._read, self._key, self._pick = _places(table, self._names)
        self._current: dict[int, R] = {}
        self._stored: dict[int, R] = {}
        self._dirty: dict[int, None] = {}
        self._counters = dict.fromkeys(counters, 0)

    def adopt(self, row: Row[Any]) -> R:
        """Take a row of `select(table)`, unless this unit of work knows the record already."""
        known = self._current.get(row[self._key])
        return known if known is not None else self.take(self._made_of(row))

    def take(self, stored: R) -> R:
        """Take a record as it is in the database, unless this unit of work knows it already."""
        known = self._current.get(stored.id)
        if known is None:
            self._current[stored.id] = self._stored[stored.id] = known = stored
        return known

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

    def count(self, record: R) -> None:
        """Show new counters of a known record, which another buffer writes."""
        before = self._current[record.id]
        self._current[record.id] = record
        self._journal.note(lambda: self._restore(record.id, before, was_dirty=True))

    def renew(self, row: Row[Any]) -> R:
        """Take a row of `select(table)` as a direct statement left it, even if the record is known.

        Nothing may be pending on it.
        """
        record = self._made_of(row)
        self._current[record.id] = self._stored[record.id] = record
        return record

    def _made_of(self, row: Row[Any]) -> R:
        make: Callable[..., R] = self._record
        return make(*row) if self._pick is None else make(*self._pick(tuple(row)))

    async def write(self, connection: Connection) -> None:
        """Insert what is new, update the columns that changed."""
        new: list[R] = []
        changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for key in self._dirty:
            record, stored = self._current[key], self._stored.get(key)
            if stored is None:
                new.append(record)
            else:
                names, row = self._difference(record, stored)
                changed.setdefault(names, []).append(row)
            self._stored[key] = record
        self._dirty.clear()
        await self._insert(connection, new)
        for names, rows in changed.items():
            if names:
                await change_by_id(self._table, names).execute(connection, rows)

    async def _insert(self, connection: Connection, new: list[R]) -> None:
        """Counters begin at zero, whatever the record says: what counts is written by those who change them."""
        if not new:
            return
        if not self._counters:
            await insertion(self._table, self._names, attrgetter).execute(connection, new)
            return
        rows = [dict(zip(self._names, self._read(record), strict=True)) | self._counters for record in new]
        await insertion(self._table, self._names).execute(connection, rows)

    def _difference(self, record: R, stored: R) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Which columns differ, and the parameters that change them."""
        pairs = zip(self._names, self._read(record), self._read(stored), strict=True)
        changed = {name: new for name, new, old in pairs if new is not old and new != old}
        for name in self._counters:
            changed.pop(name, None)
        return tuple(changed), {"key": record.id} | {f"new_{name}": new for name, new in changed.items()}

    def _restore(self, key: int, before: R | None, was_dirty: bool) -> None:
        if before is None:
            self._current.pop(key, None)
        else:
            self._current[key] = before
        if not was_dirty:
            self._dirty.pop(key, None)


@cache
def _names(record: Any) -> tuple[str, ...]:
    """The fields of a record's class."""
    return tuple(field.name for field in fields(record))


_Values = Callable[[Any], tuple[Any, ...]]


@cache
def _places(table: Table, names: tuple[str, ...]) -> tuple[_Values, int, _Values | None]:
    """What reads these fields of a record, where the id stands in a row of the table, what picks them from one:
    nothing needs to where the columns are in the order of the fields.
    """
    columns = table.columns.keys()
    pick = None if tuple(columns) == names else itemgetter(*map(columns.index, names))
    return attrgetter(*names), columns.index("id"), pick


class Ledger(Generic[L]):
    """Rows that are only ever appended, as dataclasses whose fields are its columns."""

    def __init__(self, journal: Journal, table: Table, record: type[L]) -> None:
        self._journal = journal
        self._table = table
        self._names = _names(record)  # type: ignore[arg-type]  # classes are hashable
        self.pending: list[L] = []

    def append(self, record: L) -> None:
        """Add a row."""
        self.pending.append(record)
        self._journal.note(self._pop)

    async def write(self, connection: Connection) -> None:
        """Insert what is pending."""
        if self.pending:
            rows, self.pending = self.pending, []
            await insertion(self._table, self._names, attrgetter).execute(connection, rows)

    def _pop(self) -> None:
        self.pending.pop()


class Changes:
    """Relative changes by one prepared statement (counters, upserts), one parameter set a change."""

    def __init__(self, journal: Journal, statement: Prepared) -> None:
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
            await self._statement.execute(connection, rows)

    def _pop(self) -> None:
        self._pending.pop()


def missing(wanted: Iterable[int], known: Mapping[int, Any]) -> Sequence[int]:
    """The keys still to be loaded, each once."""
    return [key for key in dict.fromkeys(wanted) if key not in known]
