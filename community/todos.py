"""To-dos: tasks that scripts hand to staff, and gates that wait for a yes or a no. Each is closed once."""

from dataclasses import dataclass, replace
from datetime import datetime

from community.scope import Scope
from core.errors import Denied, Refused
from core.facts import Fact, FactKind
from core.permissions import Act, Role
from storage.todos import Todo, TodoKind, TodoState
from storage.unit_of_work import UnitOfWork
from storage.users import User

OUTCOMES: dict[TodoKind, dict[TodoState, str]] = {
    TodoKind.TASK: {TodoState.DONE: "done", TodoState.UNREACHABLE: "could_not"},
    TodoKind.GATE: {TodoState.YES: "yes", TodoState.NO: "no"},
}
"""How each kind can be closed by a person, and the word for it in scripts."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a script orders from staff. `key`: its effect's source; `text`: Telegram HTML.

    `for_role`: assistant or owner; `due_at`: when a task is overdue or a gate expires; `escalate`: `owner` if
    they are told of an overdue task.
    """

    key: str
    run_id: int
    text: str
    for_role: str
    due_at: datetime
    member_id: int | None = None
    escalate: str | None = None


async def open_task(scope: Scope, order: Order) -> Todo:
    """A task for staff; the same order again gives the same task."""
    return await _open(scope, TodoKind.TASK, order)


async def open_gate(scope: Scope, order: Order) -> Todo:
    """A decision for staff; the same order again gives the same gate."""
    return await _open(scope, TodoKind.GATE, order)


def require_role(todo: Todo, role: Role) -> None:
    """Raise Denied unless somebody of this role may close it."""
    act = Act.DECIDE_GATE if todo.kind == TodoKind.GATE else Act.WORK_TODO
    needs = Role.OWNER if todo.for_role == "owner" else Role.ASSISTANT
    if role < needs:
        raise Denied("denied", act=act, needs=needs)


async def close(uow: UnitOfWork, todo: Todo, outcome: TodoState, by: User, at: datetime) -> Todo:
    """A person closes it: TASK_CLOSED (done | could_not) or GATE_DECIDED (yes | no) for the script.

    Refused: `todo_closed` (state, name of who closed it or None), `todo_outcome` if it cannot end like that.
    """
    words = OUTCOMES[TodoKind(todo.kind)]
    if outcome not in words:
        raise Refused("todo_outcome", kind=todo.kind)
    await _check_open(uow, todo)
    closed = uow.todos.put(replace(todo, state=outcome, closed_at=at, closed_by=by.id))
    uow.audit.record(
        by.id, f"{todo.kind}_{outcome}", todo.community_id, todo.member_id, todo=todo.id, key=todo.key
    )
    if todo.key is not None:
        kind = FactKind.GATE_DECIDED if todo.kind == TodoKind.GATE else FactKind.TASK_CLOSED
        data = {"key": todo.key, "outcome": words[outcome]}
        uow.record(Fact(kind, todo.community_id, at, member_id=todo.member_id, run_id=todo.run_id, data=data))
    return closed


async def hand_over(uow: UnitOfWork, todo: Todo, to: User | None, by: User) -> Todo:
    """It is `to`'s now (taken over, if that is `by`), or anybody's again if None. Refused: `todo_closed`."""
    await _check_open(uow, todo)
    assignee = to.id if to else None
    if todo.assignee == assignee:
        return todo
    uow.audit.record(by.id, "hand_over", todo.community_id, todo.member_id, todo=todo.id, to=assignee)
    return uow.todos.put(replace(todo, assignee=assignee))


async def expire(uow: UnitOfWork, key: str) -> Todo | None:
    """Nobody decided in time, the script says; returns the gate if it was open."""
    return await _end(uow, key, TodoState.EXPIRED)


async def cancel(uow: UnitOfWork, key: str) -> Todo | None:
    """The script does not want it any more; returns it if it was open."""
    return await _end(uow, key, TodoState.CANCELLED)


async def fall_due(uow: UnitOfWork, limit: int) -> list[Todo]:
    """Mark what is past its time, each once, and return it: gates are expired, tasks stay open.

    The caller tells the owner of tasks with `escalate == "owner"`. A script knows by itself when its gate
    expires, so no fact is recorded.
    """
    due = await uow.todos.overdue(uow.now, limit)
    return [uow.todos.put(_due(todo, uow.now)) for todo in due]


def _due(todo: Todo, now: datetime) -> Todo:
    if todo.kind == TodoKind.GATE:
        return replace(todo, state=TodoState.EXPIRED, escalated_at=now, closed_at=now)
    return replace(todo, escalated_at=now)


async def _open(scope: Scope, kind: TodoKind, order: Order) -> Todo:
    known = await scope.uow.todos.by_key(order.key)
    if known is not None:
        return known
    return scope.uow.todos.put(
        Todo(
            id=scope.uow.new_id(),
            community_id=scope.community.id,
            kind=kind,
            for_role=order.for_role,
            text=order.text,
            opened_at=scope.uow.now,
            member_id=order.member_id,
            run_id=order.run_id,
            key=order.key,
            due_at=order.due_at,
            escalate=order.escalate,
        )
    )


async def _end(uow: UnitOfWork, key: str, state: TodoState) -> Todo | None:
    todo = await uow.todos.by_key(key)
    if todo is None or todo.state != TodoState.OPEN:
        return None
    return uow.todos.put(replace(todo, state=state, closed_at=uow.now))


async def _check_open(uow: UnitOfWork, todo: Todo) -> None:
    if todo.state == TodoState.OPEN:
        return
    closer = None if todo.closed_by is None else await uow.users.get(todo.closed_by)
    raise Refused("todo_closed", state=todo.state, name=closer.name if closer else None)
