"""What the sender asks of the outbox: which rows are due, which belong together, what a crash left behind."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, or_, select, update

from core.changing import changed
from storage.outgoing import OutboxState, Outgoing, outbox
from storage.reading import LookUp, Reading

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

_AT_ONCE = 10_000
"""Rows that one statement names at most: SQLite has room for 32,766 values."""


def _due(now: datetime, without: Collection[int]) -> Select[Any]:
    statement = select(outbox).where(outbox.c.state == OutboxState.PLANNED, outbox.c.not_before <= now)
    return statement.where(outbox.c.id.not_in(without)) if without else statement


async def due(uow: "UnitOfWork", limit: int, without: Collection[int] = ()) -> list[Outgoing]:
    """Planned rows whose time has come, the most urgent first, `without` those in hand already."""
    if len(without) <= _AT_ONCE:
        return await _most_urgent(uow, limit, without)
    rows = await _most_urgent(uow, limit + len(without), ())
    return [row for row in rows if row.id not in without][:limit]


async def _most_urgent(uow: "UnitOfWork", limit: int, without: Collection[int]) -> list[Outgoing]:
    statement = _due(uow.now, without).order_by(outbox.c.priority, outbox.c.id).limit(limit)
    return uow.outbox.adopt(await uow.query(statement))


async def due_at_places(uow: "UnitOfWork", rows: Sequence[Outgoing], each: int) -> list[Outgoing]:
    """The first due rows, `each` at most, of every place that these go to: what must be sent there before them.

    Of places that very many rows go to, some may come twice.
    """
    found: list[Outgoing] = []
    for start in range(0, len(rows), _AT_ONCE):
        found += await _first_due(uow, rows[start : start + _AT_ONCE], each)
    return found


async def _first_due(uow: "UnitOfWork", rows: Sequence[Outgoing], each: int) -> list[Outgoing]:
    chats = {row.chat_id for row in rows if row.chat_id is not None}
    people = {row.user_id for row in rows if row.user_id is not None}
    here = or_(outbox.c.chat_id.in_(chats), outbox.c.user_id.in_(people))
    turn = func.row_number().over(
        partition_by=(outbox.c.chat_id, outbox.c.user_id), order_by=(outbox.c.not_before, outbox.c.id)
    )
    turns = _due(uow.now, ()).where(here).with_only_columns(outbox.c.id, turn.label("turn")).subquery()
    statement = select(outbox).join(turns, turns.c.id == outbox.c.id).where(turns.c.turn <= each)
    return uow.outbox.adopt(await uow.query(statement))


async def next_planned(uow: "UnitOfWork") -> datetime | None:
    """When the next row that is not due yet will be."""
    statement = select(func.min(outbox.c.not_before)).where(
        outbox.c.state == OutboxState.PLANNED, outbox.c.not_before > uow.now
    )
    return await uow.earliest(statement)


async def claim(uow: "UnitOfWork", rows: Iterable[Outgoing]) -> dict[int, Outgoing]:
    """Mark as `sending` those of the rows that are still planned; they are returned by id, as marked.

    They are as the database has them, which may have other words than were given. Rows that are in memory only
    are always still planned.
    """
    stored: list[int] = []
    claimed: dict[int, Outgoing] = {}
    for row in rows:
        if row.id > 0:
            stored.append(row.id)
        else:
            claimed[row.id] = changed(row, state=OutboxState.SENDING, attempts=row.attempts + 1)
    if stored:
        for marked in await uow.change(_CLAIM, {"wanted": stored}):
            claimed[marked.id] = uow.outbox.renew(marked)
    return claimed


async def still_planned(uow: "UnitOfWork", row_ids: Collection[int]) -> set[int]:
    """Which of the rows nobody has dealt with since they were planned."""
    return {row.id for row in await uow.query(_STILL_PLANNED, {"wanted": row_ids})}


async def in_state(uow: "UnitOfWork", state: OutboxState) -> list[Outgoing]:
    """All rows in a state (after a crash: those that were `sending`)."""
    return uow.outbox.adopt(
        await uow.query(select(outbox).where(outbox.c.state == state).order_by(outbox.c.id))
    )


async def merging_with(uow: "UnitOfWork", row: Outgoing) -> list[Outgoing]:
    """Due rows that are said together with this one, which is claimed, in order."""
    statement = _due(uow.now, ()).where(outbox.c.merge_key == row.merge_key).order_by(outbox.c.id)
    return uow.outbox.adopt(await uow.query(statement))


async def count_unknown_of_nobody(uow: "UnitOfWork", start: datetime, end: datetime) -> int:
    """How many rows planned in a span of time are of unknown outcome and no community's: private answers."""
    statement = select(func.count()).where(
        outbox.c.community_id.is_(None),
        outbox.c.state == OutboxState.UNKNOWN,
        outbox.c.created_at >= start,
        outbox.c.created_at < end,
    )
    return await uow.count(statement)


_PLANNED = outbox.c.id.in_(bindparam("wanted", expanding=True)) & (outbox.c.state == OutboxState.PLANNED)

_STILL_PLANNED = LookUp(select(outbox.c.id).where(_PLANNED))

_CLAIM = Reading(
    update(outbox)
    .where(_PLANNED)
    .values(state=OutboxState.SENDING, attempts=outbox.c.attempts + 1)
    .returning(outbox)
)
