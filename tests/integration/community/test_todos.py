"""To-dos and gates: opened once, closed once, handed over, overdue, expired."""

from datetime import timedelta

import pytest

from community import todos
from community.todos import Order
from core.errors import Denied, Refused
from core.message import Kind, Message, Target
from core.permissions import Role
from storage.todos import Todo, TodoState
from tests.databases import on_both
from tests.integration.community.world import World


async def opened(world: World, key: str, gate: bool = False, for_role: str = "assistant") -> Todo:
    async with world.scope() as scope:
        order = Order(key, 1, "跟进", for_role, scope.uow.now + timedelta(hours=24), escalate="owner")
        return await (todos.open_gate if gate else todos.open_task)(scope, order)


async def find(world: World, todo: Todo) -> Todo:
    async with world.scope() as scope:
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
    for extra in ({"todo": task.id}, {"todo": task.id}, {"todo": other.id}, {}):
        world.later(hours=1)
        async with world.scope() as scope:
            to = Target.user(lin.user_id)
            card = Message(to, Kind.TODO, "跟进", community_id=world.community_id, extra=extra)
            rows.append(await scope.uow.outbox.plan(card))
    async with world.scope() as scope:
        found = await scope.uow.outbox.cards_of(world.community_id, task.id, task.opened_at)
    assert [row.id for row in found] == rows[:2]
