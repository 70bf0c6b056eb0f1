"""Ids of our own, drawn in blocks, so that new rows know their id before they are written.

A block is taken inside the unit of work that needs it: if that is rolled back, so is the taking, and what is
left of the block is thrown away.
"""

from sqlalchemy import Column, String, Table, update

from storage.connection import Connection
from storage.schema import BigId, metadata

BLOCK = 100_000
LOW_WATER = 50_000
"""A unit of work begins with at least this many ids in hand: 500 due runs can write a hundred rows each."""

id_blocks = Table(
    "id_blocks",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("next", BigId, nullable=False),
)


class IdSource:
    """Hands out ids; one for each process and database."""

    def __init__(self) -> None:
        self._next = 0
        self._end = 0

    async def reserve(self, connection: Connection) -> bool:
        """Make sure of LOW_WATER ids; returns whether a block was taken in this transaction."""
        if self._end - self._next >= LOW_WATER:
            return False
        taken = await connection.execute(
            update(id_blocks)
            .where(id_blocks.c.name == "rows")
            .values(next=id_blocks.c.next + BLOCK)
            .returning(id_blocks.c.next)
        )
        self._end = taken.scalar_one()
        self._next = self._end - BLOCK
        return True

    def forget(self) -> None:
        """Throw the block away: the transaction that took it was rolled back."""
        self._next = self._end = 0

    @property
    def following(self) -> int:
        """The id that `next` hands out, if no block is taken before that."""
        return self._next

    def next(self) -> int:
        """A new id."""
        if self._next >= self._end:
            raise RuntimeError("more rows in one unit of work than ids reserved for it")
        self._next += 1
        return self._next - 1
