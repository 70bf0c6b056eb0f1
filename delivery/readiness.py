"""Which due rows are still to be sent, and where; those that are not are ended here, without a call."""

from collections.abc import Sequence
from dataclasses import replace

from core.facts import Fact, FactKind
from delivery.job import with_new_words
from storage.outgoing import Call, OutboxState, Outgoing
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User


async def load_addresses(uow: UnitOfWork, rows: Sequence[Outgoing]) -> None:
    """Load the chats and people that the rows go to."""
    await uow.chats.load_ids(row.chat_id for row in rows if row.chat_id is not None)
    await uow.users.load_ids(row.user_id for row in rows if row.user_id is not None)


async def load_edited(uow: UnitOfWork, rows: Sequence[Outgoing]) -> None:
    """Load the rows whose messages these edit."""
    await uow.outbox.load_ids(row.payload["outbox_id"] for row in rows if row.call == Call.EDIT)


async def telegram_chat(uow: UnitOfWork, row: Outgoing) -> int | None:
    """The Telegram id of the chat that a due row goes to; None if it is not to be sent, which is recorded."""
    if not await timely(uow, row):
        return None
    if row.chat_id is not None:
        chat = await uow.chats.get(row.chat_id)
        if chat.active:
            return chat.telegram_id
        end(uow, row, OutboxState.FAILED, "the bot is not in the chat")
        return None
    assert row.user_id is not None, f"row {row.id} goes nowhere"
    user = await uow.users.get(row.user_id)
    reason = closed(user, row) if row.id > 0 else None
    if reason is None:
        return user.telegram_id
    await end_unreachable(uow, row, reason)
    return None


async def timely(uow: UnitOfWork, row: Outgoing) -> bool:
    """Whether a due row is still worth sending; if not, that is recorded."""
    if row.expires_at is not None and row.expires_at <= uow.now:
        end(uow, row, OutboxState.EXPIRED)
        return False
    return row.call != Call.EDIT or await _has_something_to_edit(uow, row)


def end(uow: UnitOfWork, row: Outgoing, state: OutboxState, error: str | None = None) -> None:
    """The row is over without having been sent; a row that was only in memory leaves no trace."""
    if row.id > 0:
        uow.outbox.put(replace(row, state=state, error=error))


async def end_unreachable(uow: UnitOfWork, row: Outgoing, error: str) -> None:
    """The person can't be reached: the fallback is said instead, and the script is told."""
    end(uow, row, OutboxState.FAILED, error)
    if row.call != Call.SEND:
        return
    fallback = row.message().fallback
    if fallback is not None:
        await uow.outbox.plan(fallback)
    tell(uow, row, FactKind.UNREACHABLE)


def tell(uow: UnitOfWork, row: Outgoing, kind: FactKind) -> None:
    """Record what became of a script's message."""
    if row.source is None or row.community_id is None:
        return
    uow.record(
        Fact(
            kind,
            community_id=row.community_id,
            at=uow.now,
            member_id=row.member_id,
            run_id=row.run_id,
            data={"key": row.source},
        )
    )


def superseded(uow: UnitOfWork, rows: Sequence[Outgoing]) -> set[int]:
    """Edits that a later edit of the same message makes needless; they are ended."""
    latest: dict[int, Outgoing] = {}
    needless: set[int] = set()
    for row in sorted((row for row in rows if row.call == Call.EDIT), key=lambda row: row.id):
        earlier = latest.get(row.payload["outbox_id"])
        if earlier is not None:
            end(uow, earlier, OutboxState.MERGED, f"superseded by {row.id}")
            needless.add(earlier.id)
        latest[row.payload["outbox_id"]] = row
    return needless


def closed(user: User, row: Outgoing) -> str | None:
    """Why a private message would not arrive, or may not be sent."""
    if user.reach != Reach.OPEN:
        return user.reach
    if user.opted_out and row.source is not None:
        return "opted_out"
    return None


async def _has_something_to_edit(uow: UnitOfWork, row: Outgoing) -> bool:
    """A message not sent yet is said in its new words at once, so that the edit is done with."""
    shown = await uow.outbox.find(row.payload["outbox_id"])
    if shown is not None and shown.state in (OutboxState.SENT, OutboxState.SENDING):
        return True
    if shown is not None and shown.state in (OutboxState.PLANNED, OutboxState.HELD):
        uow.outbox.put(with_new_words(shown, row))
        end(uow, row, OutboxState.MERGED, f"said by {shown.id}")
        return False
    end(uow, row, OutboxState.EXPIRED, "the message was never sent")
    return False
