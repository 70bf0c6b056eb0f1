"""What came from Telegram: how far the polling got, which updates were handled, which could not be."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    delete,
    select,
    tuple_,
)

from storage.prepared import Insert, Prepared
from storage.reading import Reading
from storage.records import Changes, Ledger
from storage.schema import BigId, Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

REMEMBERED = timedelta(hours=48)
"""Updates are kept for 24 h by Telegram; a repetition is known for twice as long."""

polling = Table(
    "polling",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("next_offset", BigId, nullable=False),
)

seen_updates = Table(
    "seen_updates",
    metadata,
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    PrimaryKeyConstraint("bot_id", "update_id"),
)

failed_updates = Table(
    "failed_updates",
    metadata,
    own_id(),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("raw", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SeenUpdate:
    """An update that was dealt with."""

    bot_id: int
    update_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FailedUpdate:
    """An update that could not be dealt with, and why."""

    id: int
    bot_id: int
    update_id: int
    error: str
    raw: dict[str, Any]
    at: datetime


def _set_offset(insert: Insert) -> Any:
    statement = insert(polling)
    return statement.on_conflict_do_update(
        index_elements=["bot_id"], set_={"next_offset": statement.excluded.next_offset}
    )


_SET_OFFSET = Prepared(polling, _set_offset, ("bot_id", "next_offset"))

_SEEN = Reading(
    select(seen_updates.c.update_id).where(
        seen_updates.c.bot_id == bindparam("bot"),
        seen_updates.c.update_id.in_(bindparam("ids", expanding=True)),
    )
)


class InboxStore:
    """The polling offset and the updates of a batch."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._offset = Changes(uow.journal, _SET_OFFSET)
        self._seen = Ledger(uow.journal, seen_updates, SeenUpdate)
        self._failed = Ledger(uow.journal, failed_updates, FailedUpdate)
        self.buffers = (self._offset, self._seen, self._failed)

    async def offset(self, bot_id: int) -> int | None:
        """The offset to ask for next; None before the first batch."""
        rows = await self._uow.read(select(polling.c.next_offset).where(polling.c.bot_id == bot_id))
        return rows[0].next_offset if rows else None

    def set_offset(self, bot_id: int, offset: int) -> None:
        """What the last batch said, never a maximum: after a quiet week ids go on at random."""
        self._offset.add(bot_id=bot_id, next_offset=offset)

    async def forget_offset(self, bot_id: int) -> None:
        """Updates come by webhook: whoever polls next begins with whatever Telegram has kept."""
        await self._uow.execute(delete(polling).where(polling.c.bot_id == bot_id))

    async def handled_before(self, bot_id: int, update_ids: Iterable[int]) -> set[int]:
        """Which of these updates were handled in the last 48 hours."""
        rows = await self._uow.read(_SEEN, {"bot": bot_id, "ids": list(update_ids)})
        return {row.update_id for row in rows}

    def handled(self, bot_id: int, update_id: int) -> None:
        """This update is dealt with."""
        self._seen.append(SeenUpdate(bot_id, update_id, self._uow.now))

    def failed(self, bot_id: int, update_id: int, error: str, raw: dict[str, Any]) -> None:
        """Keep an update that could not be parsed or whose handler failed, for whoever mends it."""
        failed = FailedUpdate(
            self._uow.new_id(), bot_id, update_id, _storable(error), _storable(raw), self._uow.now
        )
        self._failed.append(failed)

    async def forget_old(self, limit: int) -> bool:
        """Drop some of what is too old to be repeated; returns whether there may be more."""
        key = (seen_updates.c.bot_id, seen_updates.c.update_id)
        old = select(*key).where(seen_updates.c.at < self._uow.now - REMEMBERED).limit(limit)
        return await self._uow.execute(delete(seen_updates).where(tuple_(*key).in_(old))) == limit


def _storable(said: Any) -> Any:
    """As it is, but for halves of characters, which no database takes."""
    return json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
