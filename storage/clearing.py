"""Which messages are to be deleted from groups, and when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.message import Kind
from storage.outgoing import OutboxState, Outgoing, outbox
from storage.reading import earliest

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

DELETABLE_FOR = timedelta(hours=47)
"""Telegram deletes nothing that is older than 48 hours."""

_NEXT_DUE = earliest(outbox.c.clear_at, outbox.c.clear_at.is_not(None))


async def due(uow: "UnitOfWork", limit: int) -> list[Outgoing]:
    """Messages whose time in the group is over."""
    statement = select(outbox).where(outbox.c.clear_at <= uow.now).order_by(outbox.c.clear_at).limit(limit)
    return uow.outbox.adopt(await uow.query(statement))


async def next_due(uow: "UnitOfWork") -> datetime | None:
    """When the next message is to be deleted."""
    return await uow.earliest(_NEXT_DUE)


async def done(uow: "UnitOfWork", rows: Iterable[Outgoing]) -> None:
    """Their deletion is planned."""
    keys = [row.id for row in rows]
    await uow.execute(update(outbox).where(outbox.c.id.in_(keys)).values(clear_at=None))


async def clear_welcomes_before(uow: "UnitOfWork", row: Outgoing) -> None:
    """The greetings that stand in the chat give way to this one, which was just sent."""
    await uow.execute(
        update(outbox)
        .where(
            outbox.c.chat_id == row.chat_id,
            outbox.c.message_id < row.message_id,
            outbox.c.kind == Kind.GREETING,
            outbox.c.state == OutboxState.SENT,
            outbox.c.sent_at > uow.now - DELETABLE_FOR,
            outbox.c.payload["extra"]["welcome"].as_boolean(),
        )
        .values(clear_at=uow.now)
    )
    uow.timed(uow.now)
