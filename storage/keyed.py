"""Records that a script's effect made, looked up by its source key, so that a repetition finds the first."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sqlalchemy import Table

from storage.reading import Reading, look_up
from storage.records import Identified, Records

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


class Keyed(Identified, Protocol):
    """A record with the source key of the effect that made it, if a script did."""

    @property
    def key(self) -> str | None: ...


R = TypeVar("R", bound=Keyed)


@cache
def _look_ups(table: Table) -> tuple[Reading, Reading]:
    """By id, and by key."""
    return look_up(table.c.id), look_up(table.c.key)


class KeyedStore(Generic[R]):
    """The rows of one table with a unique `key`, by id and by key."""

    def __init__(self, uow: "UnitOfWork", table: Table, record: type[R]) -> None:
        self._uow = uow
        self._by_id, self._by_key = _look_ups(table)
        self._records = Records(uow.journal, table, record)
        self._keys: dict[str, int | None] = {}
        self.buffers = (self._records,)

    async def find(self, record_id: int) -> R | None:
        """The record by its id."""
        known = self._records.get(record_id)
        if known is not None:
            return known
        rows = await self._uow.read(self._by_id, {"wanted": [record_id]})
        return self._records.adopt(rows[0]) if rows else None

    async def by_key(self, key: str) -> R | None:
        """What a script effect made."""
        await self.load_keys([key])
        found = self._keys.get(key)
        return None if found is None else self._records.get(found)

    async def load_keys(self, keys: Iterable[str]) -> None:
        """Look up in one read what these script effects have made."""
        wanted = set(keys) - self._keys.keys()
        if not wanted:
            return
        self._keys.update(dict.fromkeys(wanted))
        for row in await self._uow.read(self._by_key, {"wanted": wanted}):
            self._keys[row.key] = self._records.adopt(row).id

    def put(self, record: R) -> R:
        """Add or change."""
        if record.key is not None:
            self._keys[record.key] = record.id
        return self._records.put(record)
