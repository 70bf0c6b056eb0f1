"""Timers ask after each thing they do when something is due next: an index answers, whatever lies in the tables."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event

from storage import clearing, sending
from storage.database import Database
from storage.unit_of_work import UnitOfWork
from tests.databases import on_both

Question = Callable[[UnitOfWork], Awaitable[object]]

QUESTIONS: dict[str, Question] = {
    "ix_first_words_due_at": lambda uow: uow.first_words.next_due(),
    "ix_member_tags_expires_at": lambda uow: uow.tags.next_expiry(),
    "ix_outbox_clear_at": clearing.next_due,
    "ix_outbox_state_not_before": sending.next_planned,
    "ix_outbox_todo_id": lambda uow: uow.outbox.cards_of(1),
    "ix_requests_state_not_before": lambda uow: uow.requests.next_due(),
    "ix_runs_due_at": lambda uow: uow.runs.next_due(),
    "ix_schedules_kind_next_at": lambda uow: uow.schedules.next_due(("daily_round",)),
    "ix_todos_due_at": lambda uow: uow.todos.next_due(),
    "ix_todos_snoozed_until": lambda uow: uow.todos.next_waking(),
    "ix_work_state_next_at": lambda uow: uow.work.next_due(),
}
"""By the index that has the answer. The cards of a to-do are asked for with each press on one."""


@on_both
@pytest.mark.parametrize("index", QUESTIONS)
async def test_an_index_has_the_answer(database: Database, index: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    async with database.begin() as uow:
        on_sqlite = uow.connection.dialect.name == "sqlite"
        if not on_sqlite:  # tables this small would be walked through by choice
            await uow.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            await uow.connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        engine = database._engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        await QUESTIONS[index](uow)
        event.remove(engine, "before_cursor_execute", note)
        ((statement, parameters),) = asked
        explain = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
        plan = [
            str(row) for row in await uow.connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]

    assert [line for line in plan if index in line], plan
    assert [line for line in plan if "SCAN" in line or "Seq Scan" in line] == []
