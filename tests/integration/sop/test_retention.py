"""What is dropped after a while, and what stays however old it is."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Table

from bot.retention import Retention
from core.message import Kind, Message, Target
from storage.audit import audit
from storage.check_ins import check_ins
from storage.inbox import seen_updates
from storage.outgoing import OutboxState
from storage.points import point_entries
from storage.todos import TodoState
from tests.databases import on_both
from tests.integration.sop.stage import Stage

pytestmark = on_both

SHORT = """
sop: short
start: [{on: member_joined}]
steps:
  - id: a
    do: [{say: {to: private, else: skip, text: 短}}, {award: {points: 1, reason: x}}]
"""

LONG = """
sop: long
start: [{on: member_joined}]
steps:
  - {id: a, at: start, do: [{say: {to: private, else: skip, text: 长}}]}
  - {id: end, at: day 200 09:00, do: [{tag: over}]}
"""

TASK = """
sop: care
start: [{on: member_joined}]
steps:
  - id: call
    do: [{task: {for: assistant, text: 打个电话, due: 1d, wait: true}}]
"""


async def clear(stage: Stage, page: int = 500) -> int:
    """The whole walk; returns how many transactions it took."""
    walk = Retention(stage.database, stage.clock, stage.policies.retention, page)
    taken = 1
    while await walk.clear_some():
        taken += 1
    return taken


async def count(stage: Stage, table: Table) -> int:
    async with stage.database.begin() as uow:
        return len(await uow.query(table.select()))


async def test_traces_go_after_ninety_days_but_not_those_of_runs_that_go_on(stage: Stage) -> None:
    await stage.play(SHORT, LONG)
    await stage.join()
    before = await stage.traced()
    await stage.later(days=89)
    await clear(stage)
    assert await stage.traced() == before

    await stage.later(days=2)
    await clear(stage)

    short, long = await stage.runs()
    assert (short.sop, long.sop) == ("short", "long")
    assert await stage.traced(short) == []
    assert (await stage.traced(long))[0] == "started"


async def test_messages_go_after_a_month_once_they_are_finished(stage: Stage) -> None:
    await stage.play(SHORT)
    lin = await stage.join()
    await stage.deliver()
    async with stage.scope() as scope:
        text = Message(Target.user(lin.user_id), Kind.STEP, "等你来", community_id=stage.community_id)
        await scope.uow.outbox.plan(text, held=True)
        await scope.uow.outbox.plan(replace(text, text="还没发"))

    await stage.later(days=31)
    await clear(stage)
    assert [row.state for row in await stage.rows()] == [OutboxState.HELD, OutboxState.PLANNED]

    await stage.later(days=60)
    await clear(stage)
    assert [row.payload["text"] for row in await stage.rows()] == ["还没发"]


async def test_the_card_of_an_open_to_do_stays_until_it_is_closed_and_can_be_brought_up_to_date(
    stage: Stage,
) -> None:
    await stage.play(TASK)
    lin = await stage.join()
    async with stage.scope() as scope:
        (todo,) = await scope.uow.todos.open_of(stage.community_id, 1)
        card = Message(
            Target.user(lin.user_id), Kind.TODO, "卡片", community_id=stage.community_id,
            todo_id=todo.id,
        )  # fmt: skip
        await scope.uow.outbox.plan(card)
    await stage.deliver()
    await stage.later(days=40)
    await clear(stage)
    async with stage.scope() as scope:
        assert len(await scope.uow.outbox.cards_of(todo.id)) == 1

    await stage.close_todo(TodoState.DONE, lin)
    await clear(stage)
    async with stage.scope() as scope:
        assert await scope.uow.outbox.cards_of(todo.id) == []


async def test_ledgers_and_runs_are_kept_for_ever(stage: Stage) -> None:
    await stage.play(SHORT)
    lin = await stage.join()
    await stage.check_in(lin)
    async with stage.scope() as scope:
        scope.uow.audit.record(lin.user_id, "tag", stage.community_id, lin.id)
    before = [await count(stage, table) for table in (point_entries, check_ins, audit)]

    await stage.later(days=1000)
    await clear(stage)

    assert [await count(stage, table) for table in (point_entries, check_ins, audit)] == before
    assert len(await stage.runs()) == 1
    assert await stage.points_of(lin) == 3


async def test_a_transaction_looks_at_few_rows(stage: Stage) -> None:
    await stage.play(SHORT)
    for number in range(6):
        await stage.join(f"成员{number}")
    await stage.later(days=100)
    lines = len(await stage.traced())

    assert await clear(stage, page=2) > lines // 2
    assert await stage.traced() == []


async def test_the_walk_begins_anew_after_a_rest(stage: Stage) -> None:
    await stage.play(SHORT)
    walk = Retention(stage.database, stage.clock, stage.policies.retention)
    while await walk.clear_some():
        pass
    await stage.join()
    await stage.later(days=91)
    assert await walk.clear_some()
    while await walk.clear_some():
        pass

    assert await stage.traced() == []
    assert not await walk.clear_some()
    stage.clock.set(stage.clock.now() + timedelta(hours=7))
    assert await walk.clear_some()


async def test_ids_of_updates_go_after_two_days(stage: Stage) -> None:
    async with stage.database.begin() as uow:
        for number in range(7):
            uow.inbox.handled(1, number)
    stage.down(hours=47)
    async with stage.database.begin() as uow:
        uow.inbox.handled(1, 7)
        assert not await uow.inbox.forget_old(3)

    stage.down(hours=2)
    async with stage.database.begin() as uow:
        assert await uow.inbox.forget_old(3)
    await clear(stage)

    assert await count(stage, seen_updates) == 1
