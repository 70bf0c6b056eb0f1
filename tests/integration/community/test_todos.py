"""To-dos and gates: opened once, closed once, handed over, overdue, expired."""

from dataclasses import replace
from datetime import timedelta

import pytest

from community import own_todos, talks, todos
from community.scope import Scope
from community.todos import Order
from core.errors import Denied, Refused
from core.message import Kind, Message, Target
from core.permissions import Role
from storage.todos import Todo, TodoState, Wanted
from tests.databases import on_both
from tests.integration.community.world import World


async def opened(world: World, key: str, gate: bool = False, for_role: str = "assistant") -> Todo:
    async with world.scope() as scope:
        order = Order(key, "跟进", for_role, scope.uow.now + timedelta(hours=24), 1, escalate="owner")
        return await (todos.open_gate if gate else todos.open_task)(scope, order)


async def find(world: World, todo: Todo) -> Todo:
    async with world.scope() as scope:
        found = await scope.uow.todos.find(todo.id)
        assert found is not None
        return found


async def find_in(scope: Scope, todo: Todo) -> Todo:
    found = await scope.uow.todos.find(todo.id)
    assert found is not None
    return found


@on_both
@pytest.mark.parametrize(
    ("gate", "state", "kind", "word"),
    [
        (False, TodoState.DONE, "task_closed", "done"),
        (False, TodoState.UNREACHABLE, "task_closed", "could_not"),
        (True, TodoState.YES, "gate_decided", "yes"),
        (True, TodoState.NO, "gate_decided", "no"),
    ],
)
async def test_it_is_closed_once_and_the_script_hears_of_it(
    world: World, gate: bool, state: TodoState, kind: str, word: str
) -> None:
    todo = await opened(world, "run:1:a", gate)
    assert (await opened(world, "run:1:a", gate)).id == todo.id
    by = await world.user(await world.member("助教"))
    async with world.scope() as scope:
        found = await scope.uow.todos.find(todo.id)
        assert found is not None
        await todos.close(scope.uow, found, state, by, scope.uow.now)
    assert [(fact.kind, fact.run_id, dict(fact.data)) for fact in world.facts or ()] == [
        (kind, 1, {"key": "run:1:a", "outcome": word})
    ]
    async with world.scope() as scope:
        found = await scope.uow.todos.find(todo.id)
        assert found is not None
        with pytest.raises(Refused) as refused:
            await todos.close(scope.uow, found, state, by, scope.uow.now)
    assert (refused.value.code, refused.value.particulars) == (
        "todo_closed",
        {"state": state, "name": "助教"},
    )
    assert world.kinds() == []


async def test_a_gate_is_not_done_and_a_task_is_not_approved(world: World) -> None:
    task, gate = await opened(world, "a"), await opened(world, "b", gate=True)
    by = await world.user(await world.member("助教"))
    async with world.scope() as scope:
        for todo, outcome in ((task, TodoState.YES), (gate, TodoState.DONE), (gate, TodoState.EXPIRED)):
            with pytest.raises(Refused) as refused:
                await todos.close(scope.uow, todo, outcome, by, scope.uow.now)
            assert refused.value.code == "todo_outcome"


async def test_who_may_close_it(world: World) -> None:
    task, gate = await opened(world, "a"), await opened(world, "b", gate=True, for_role="owner")
    todos.require_role(task, Role.ASSISTANT)
    todos.require_role(gate, Role.OWNER)
    for todo, role in ((task, Role.MEMBER), (gate, Role.ASSISTANT)):
        with pytest.raises(Denied):
            todos.require_role(todo, role)


async def test_it_is_taken_over_and_given_back(world: World) -> None:
    todo = await opened(world, "a")
    by = await world.user(await world.member("助教"))
    async with world.scope() as scope:
        found = await scope.uow.todos.find(todo.id)
        assert found is not None
        taken = await todos.hand_over(scope.uow, found, by, by)
        assert taken.assignee == by.id
        assert (await todos.hand_over(scope.uow, taken, None, by)).assignee is None


@on_both
async def test_each_falls_due_once(world: World) -> None:
    task, gate = await opened(world, "a"), await opened(world, "b", gate=True)
    async with world.scope() as scope:
        assert await scope.uow.todos.next_due() == scope.uow.now + timedelta(hours=24)
        assert await todos.fall_due(scope.uow, 10) == []
    world.later(hours=25)
    async with world.scope() as scope:
        assert {todo.id for todo in await todos.fall_due(scope.uow, 10)} == {task.id, gate.id}
    async with world.scope() as scope:
        assert await todos.fall_due(scope.uow, 10) == []
        assert await scope.uow.todos.next_due() is None
    assert ((await find(world, task)).state, (await find(world, gate)).state) == ("open", "expired")
    assert world.kinds() == []


async def test_what_the_script_does_not_want_any_more(world: World) -> None:
    task, gate = await opened(world, "a"), await opened(world, "b", gate=True)
    async with world.scope() as scope:
        assert await todos.cancel(scope.uow, "a") is not None
        assert await todos.cancel(scope.uow, "a") is None
        assert await todos.expire(scope.uow, "b") is not None
        assert await todos.expire(scope.uow, "unknown") is None
    assert ((await find(world, task)).state, (await find(world, gate)).state) == ("cancelled", "expired")


@on_both
async def test_every_message_that_shows_a_to_do_is_found_whenever_it_was_planned(world: World) -> None:
    task, other = await opened(world, "a"), await opened(world, "b")
    lin = await world.member()
    rows = []
    for shown in (task.id, task.id, other.id, None):
        world.later(hours=1)
        async with world.scope() as scope:
            to = Target.user(lin.user_id)
            card = Message(to, Kind.TODO, "跟进", community_id=world.community_id, todo_id=shown)
            rows.append(await scope.uow.outbox.plan(card))
    async with world.scope() as scope:
        found = await scope.uow.outbox.cards_of(task.id)
    assert [row.id for row in found] == rows[:2]


@on_both
async def test_it_is_opened_again_by_who_closed_it_while_nothing_came_of_it(world: World) -> None:
    todo, awaited = await opened(world, "own:a"), await opened(world, "run:2:a")
    by, other = [await world.user(await world.member(name)) for name in ("小周", "小李")]
    async with world.scope() as scope:
        closed = await todos.close(scope.uow, await find_in(scope, todo), TodoState.DONE, by, scope.uow.now)
        went_on = replace(await find_in(scope, awaited), awaited=True)
        gone = await todos.close(scope.uow, went_on, TodoState.DONE, by, scope.uow.now)
        with pytest.raises(Refused, match="undo_not_yours"):
            await todos.reopen(scope.uow, closed, other, any_ones=False)
        with pytest.raises(Refused, match="todo_moved_on"):
            await todos.reopen(scope.uow, gone, by, any_ones=True)
        again = await todos.reopen(scope.uow, closed, other, any_ones=True)
    assert (again.state, again.closed_by) == (TodoState.OPEN, None)

    async with world.scope() as scope:
        await todos.close(scope.uow, await find_in(scope, todo), TodoState.UNREACHABLE, by, scope.uow.now)
    world.later(hours=25)
    async with world.scope() as scope:
        with pytest.raises(Refused, match="button_too_old"):
            await todos.reopen(scope.uow, await find_in(scope, todo), by, any_ones=False)


@on_both
async def test_it_sleeps_and_is_listed_by_who_is_on_it(world: World) -> None:
    first, second = [await opened(world, key) for key in ("own:a", "own:b")]
    by = await world.user(await world.member("小周"))
    async with world.scope() as scope:
        until = scope.uow.now + timedelta(hours=1)
        await todos.snooze(scope.uow, await find_in(scope, first), until, by)
        await todos.hand_over(scope.uow, await find_in(scope, second), by, by)
    async with world.scope() as scope:
        key, store = world.community_id, scope.uow.todos
        listed = {
            "all": await store.page_of(Wanted(key, owners_too=False), 0, 9),
            "asleep": await store.page_of(Wanted(key, owners_too=False, asleep=True), 0, 9),
            "free": await store.page_of(Wanted(key, owners_too=False, free=True), 0, 9),
            "held": await store.held_by(key, by.id),
        }
        assert await todos.wake(scope.uow, 10) == []
    ids = {name: [one.id for one in found] for name, found in listed.items()}
    assert ids == {"all": [second.id], "asleep": [first.id], "free": [], "held": [second.id]}

    world.later(hours=1)
    async with world.scope() as scope:
        assert [one.id for one in await todos.wake(scope.uow, 10)] == [first.id]
        assert await todos.wake(scope.uow, 10) == []


@on_both
async def test_first_words_wait_until_somebody_answers(world: World) -> None:
    lin, chen = [await world.member(name) for name in ("小林", "小陈")]
    async with world.scope() as scope:
        for key in (lin.id, chen.id, lin.id):
            talks.first_words(scope, await scope.uow.members.get(key), 1, 7, scope.uow.now)
    world.later(hours=2)
    async with world.scope() as scope:
        talks.answered(scope, await scope.uow.members.get(chen.id), scope.uow.now)
    world.later(hours=20)
    async with world.scope() as scope:
        due = await scope.uow.first_words.due(scope.uow.now, 10)
        assert [one.member_id for one in due] == [lin.id]
        await talks.spoken_with(scope.uow, lin.id, scope.uow.now)
    async with world.scope() as scope:
        assert await scope.uow.first_words.next_due() is None
        assert (await scope.uow.members.get(lin.id)).spoken_at == scope.uow.now


@on_both
async def test_a_daily_rule_goes_page_by_page_and_asks_once(world: World) -> None:
    newcomers = [await world.member(f"新人{number}") for number in range(5)]
    world.later(days=1)
    seen: list[int] = []
    async with world.scope() as scope:
        await talks.spoken_with(scope.uow, newcomers[1].id, scope.uow.now)
    async with world.scope() as scope:
        after: int | None = 0
        while after is not None:
            page = await own_todos.page(scope, own_todos.FIRST_TALK, after, 2, frozenset())
            for one in page.concerns:
                seen.append(one.member.id)
                due = scope.uow.now + one.rule.due
                await todos.open_task(scope, Order(one.key, "x", "assistant", due, member_id=one.member.id))
            after = page.after
    assert seen == [one.id for one in newcomers if one is not newcomers[1]]

    async with world.scope() as scope:
        assert (await own_todos.page(scope, own_todos.FIRST_TALK, 0, 99, frozenset())).concerns == []
