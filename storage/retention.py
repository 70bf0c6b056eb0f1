"""What is of no use any more after a while is dropped, bit by bit. Ledgers and runs are kept for ever.

A shelf is walked by id, some hundred rows a transaction: that finds what is old without an index of its own and
passes over what has to stay. What stays although it is old is what somebody may still ask for: traces of runs
that go on, messages that are not finished, cards of to-dos and questions that are still open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Table, and_, delete, exists, or_, select, true

from config.policies import RetentionPolicy
from core.message import Kind
from storage.attachments import attachments, uploads
from storage.authorships import authorships
from storage.inbox import failed_updates
from storage.outgoing import OutboxState, outbox
from storage.questions import PENDING, questions
from storage.requests import requests
from storage.runs import LIVE, runs
from storage.scripts import traces
from storage.selections import selections
from storage.todos import TodoState, todos
from storage.work import WorkState, work, work_marks

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

A_TRANSACTION = 500
"""Rows looked at in one transaction: few enough that nobody waits for the database."""


FILES = timedelta(days=1)
"""A file that was to be sent holds what is personal: it is not kept beyond that."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows of a table that may go (`may_go`) once `at` is longer past than they are kept."""

    table: Table
    at: Column[Any]
    keeps: timedelta
    may_go: ColumnElement[bool]


FINISHED = (
    OutboxState.SENT,
    OutboxState.UNKNOWN,
    OutboxState.FAILED,
    OutboxState.MERGED,
    OutboxState.EXPIRED,
)

_of_a_live_run = exists().where(runs.c.id == traces.c.run_id, runs.c.status.in_(LIVE))
_of_an_open_todo = exists().where(todos.c.id == outbox.c.todo_id, todos.c.state == TodoState.OPEN)
_of_a_pending_question = exists().where(questions.c.run_id == outbox.c.run_id, questions.c.state.in_(PENDING))
_may_be_edited = or_(_of_an_open_todo, and_(outbox.c.kind == Kind.QUESTION, _of_a_pending_question))


def shelves(policy: RetentionPolicy) -> Sequence[Shelf]:
    """Everything that is dropped, and when."""
    messages, held = timedelta(days=policy.messages_days), timedelta(days=policy.held_days)
    records = timedelta(days=policy.records_days)
    return (
        Shelf(traces, traces.c.at, timedelta(days=policy.traces_days), ~_of_a_live_run),
        Shelf(outbox, outbox.c.created_at, messages, and_(outbox.c.state.in_(FINISHED), ~_may_be_edited)),
        Shelf(outbox, outbox.c.created_at, held, outbox.c.state == OutboxState.HELD),
        Shelf(requests, requests.c.not_before, records, requests.c.state != "open"),
        Shelf(authorships, authorships.c.at, timedelta(days=policy.authors_days), true()),
        Shelf(failed_updates, failed_updates.c.at, records, true()),
        Shelf(attachments, attachments.c.created_at, FILES, true()),
        Shelf(uploads, uploads.c.at, messages, true()),
        Shelf(work, work.c.nominal_at, records, work.c.state != WorkState.RUNNING),
        Shelf(work_marks, work_marks.c.at, records, true()),
        Shelf(selections, selections.c.at, records, true()),
    )


async def clear(uow: "UnitOfWork", shelf: Shelf, after: int, limit: int) -> int | None:
    """Look at the next rows with ids above `after`, drop those that may go.

    Returns the last id looked at; None when the rest is not old. Ids grow with time, but not strictly.
    """
    key = shelf.table.c.id
    before = uow.now - shelf.keeps
    page = select(key, shelf.at.label("at")).where(key > after).order_by(key).limit(limit)
    rows = await uow.query(page)
    old = [row.id for row in rows if row.at < before]
    if not old:
        return None
    await uow.execute(delete(shelf.table).where(key.in_(old), shelf.may_go))
    return rows[-1].id if len(rows) == limit else None
