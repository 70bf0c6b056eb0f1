"""Claiming rows: read afresh, joined with those they merge with, and marked `sending`."""

from collections.abc import Sequence
from dataclasses import replace

from delivery.job import Job
from delivery.merging import merged
from delivery.queue import Queue, Waiting
from delivery.readiness import end, load_addresses, telegram_chat
from storage import sending
from storage.outbox import Call, OutboxState, Outgoing
from storage.unit_of_work import UnitOfWork


async def claim(uow: UnitOfWork, queue: Queue, chosen: Sequence[Waiting]) -> list[Job]:
    """Jobs for the chosen rows that are still to be sent; those that are said along leave the queue."""
    if not chosen:
        return []
    fresh = await sending.load(uow, [waiting.row.id for waiting in chosen if waiting.row.id > 0])
    await load_addresses(uow, [waiting.row for waiting in chosen])
    jobs = []
    for waiting in chosen:
        row = fresh.get(waiting.row.id) if waiting.row.id > 0 else waiting.row
        if row is None or row.state != OutboxState.PLANNED:
            continue
        chat_id = await telegram_chat(uow, row)
        shown = await _shown(uow, row)
        if chat_id is None or (row.call == Call.EDIT and shown is None):
            continue
        row = replace(await _merged(uow, queue, row), state=OutboxState.SENDING, attempts=row.attempts + 1)
        if row.id > 0:
            uow.outbox.put(row)
        jobs.append(Job(row, chat_id, waiting.draw, shown))
    return jobs


async def _shown(uow: UnitOfWork, row: Outgoing) -> Outgoing | None:
    """The message that an edit changes, once it was sent."""
    if row.call != Call.EDIT:
        return None
    shown = await uow.outbox.find(row.payload["outbox_id"])
    return shown if shown is not None and shown.message_id is not None else None


async def _merged(uow: UnitOfWork, queue: Queue, row: Outgoing) -> Outgoing:
    """The row with the words for all that are said together with it; the others are over."""
    if "merge" not in row.payload:
        return row
    rows = [row] if row.merge_key is None else await sending.merging_with(uow, row)
    together = [row, *(other for other in rows if other.id != row.id and other.place == row.place)]
    for other in together[1:]:
        end(uow, other, OutboxState.MERGED, f"said by {row.id}")
    if together[1:]:
        queue.drop(other.id for other in together[1:])
    return merged(together)
