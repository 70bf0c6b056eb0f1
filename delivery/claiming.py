"""Claiming rows: marked `sending` if they are still planned, and joined with those they merge with."""

from collections.abc import Sequence

from delivery.enclosures import enclosure_of
from delivery.job import Job
from delivery.merging import merged
from delivery.places import Waiting
from delivery.queue import Queue
from delivery.readiness import end, load_edited, timely
from storage import sending
from storage.outgoing import Call, OutboxState, Outgoing
from storage.unit_of_work import UnitOfWork


async def claim(uow: UnitOfWork, queue: Queue, chosen: Sequence[Waiting]) -> list[Job]:
    """Jobs for the chosen rows that are still to be sent; those that are said along leave the queue."""
    if not chosen:
        return []
    claimed = await sending.claim(uow, [waiting.row for waiting in chosen])
    await load_edited(uow, list(claimed.values()))
    jobs = []
    for waiting in chosen:
        row = claimed.get(waiting.row.id)
        if row is None or not await timely(uow, row):
            continue
        shown = await uow.outbox.find(row.payload["outbox_id"]) if row.call == Call.EDIT else None
        whole = await _merged(uow, queue, row)
        enclosure = await enclosure_of(uow, whole)
        only_for = await _only_for(uow, whole)
        jobs.append(Job(whole, waiting.chat_id, waiting.draw, uow.now, shown, enclosure, only_for))
    return jobs


async def _only_for(uow: UnitOfWork, row: Outgoing) -> int | None:
    """The account that alone is to see it: Telegram offers that to admins of supergroups."""
    user_id = row.payload.get("only_for")
    if user_id is None or row.chat_id is None:
        return None
    chat = await uow.chats.get(row.chat_id)
    if chat.kind != "supergroup" or chat.bot_status != "administrator":
        return None
    return (await uow.users.get(user_id)).telegram_id


async def _merged(uow: UnitOfWork, queue: Queue, row: Outgoing) -> Outgoing:
    """The row with the words for all that are said together with it; the others are over."""
    if "merge" not in row.payload:
        return row
    rows = [] if row.merge_key is None else await sending.merging_with(uow, row)
    others = [other for other in rows if other.place == row.place]
    for other in others:
        end(uow, other, OutboxState.MERGED, f"said by {row.id}")
    queue.drop(other.id for other in others)
    whole = merged([row, *others])
    return uow.outbox.put(whole) if row.id > 0 else whole
