"""To-dos: tasks that scripts and the bot hand to staff, and gates that wait for a yes or a no."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from community import talks
from community.scope import Scope
from core.errors import Denied, Refused
from core.facts import Fact, FactKind
from core.permissions import Act, Role
from storage.todo_notes import TodoNote
from storage.todos import Todo, TodoKind, TodoState
from storage.unit_of_work import UnitOfWork
from storage.users import User

OUTCOMES: dict[TodoKind, dict[TodoState, str]] = {
    TodoKind.TASK: {TodoState.DONE: "done", TodoState.UNREACHABLE: "could_not"},
    TodoKind.GATE: {TodoState.YES: "yes", TodoState.NO: "no"},
}
"""How each kind can be closed by a person, and the word for it in scripts."""


REOPENS = timedelta(hours=24)
"""For how long it can be taken back that a task was closed."""

LONGEST_NOTE = 500
"""Characters of one note."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered from staff. `key`: the source of a script's effect, or of a rule of the bot's own.

    `text`: Telegram HTML, `words`: plain text that may be said as it is; `for_role`: assistant or owner;
    `due_at`: when a task is overdue or a gate expires; `escalate`: `owner` if they are told of an overdue task;
    `awaited`: the script goes on when it is closed.
    """

    key: str
    text: str
    for_role: str
    due_at: datetime
    run_id: int | None = None
    member_id: int | None = None
    escalate: str | None = None
    words: str | None = None
    awaited: bool = False


async def open_task(scope: Scope, order: Order) -> Todo:
    """A task for staff; the same order again gives the same task."""
    return await _open(scope, TodoKind.TASK, order)


async def was_opened(uow: UnitOfWork, key: str) -> bool:
    """Whether something with this key was ever ordered."""
    return await uow.todos.by_key(key) is not None


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
    done = replace(todo, state=outcome, closed_at=at, closed_by=by.id, snoozed_until=None)
    closed = uow.todos.put(done)
    if outcome == TodoState.DONE and todo.member_id is not None:
        await talks.spoken_with(uow, todo.member_id, at)
    uow.audit.record(
        by.id, f"{todo.kind}_{outcome}", todo.community_id, todo.member_id, todo=todo.id, key=todo.key
    )
    if todo.key is not None:
        kind = FactKind.GATE_DECIDED if todo.kind == TodoKind.GATE else FactKind.TASK_CLOSED
        data = {"key": todo.key, "outcome": words[outcome]}
        uow.record(Fact(kind, todo.community_id, at, member_id=todo.member_id, run_id=todo.run_id, data=data))
    return closed


async def reopen(uow: UnitOfWork, todo: Todo, by: User, *, any_ones: bool) -> Todo:
    """Take back that a task was closed: who closed it, within a day; `any_ones`: an owner may take back another's.

    Refused: `todo_open`, `todo_moved_on` if a script went on with it, `undo_not_yours`, `button_too_old`.
    """
    if todo.state == TodoState.OPEN:
        raise Refused("todo_open")
    if not can_reopen(todo):
        raise Refused("todo_moved_on")
    if todo.closed_by != by.id and not any_ones:
        raise Refused("undo_not_yours")
    assert todo.closed_at is not None, "a person closed it at some time"
    if uow.now - todo.closed_at > REOPENS:
        raise Refused("button_too_old")
    uow.audit.record(by.id, "reopen", todo.community_id, todo.member_id, todo=todo.id, was=todo.state)
    return uow.todos.put(replace(todo, state=TodoState.OPEN, closed_at=None, closed_by=None))


def can_reopen(todo: Todo) -> bool:
    """Whether nothing else happened because a person closed it."""
    return todo.kind == TodoKind.TASK and todo.closed_by is not None and not todo.awaited


async def snooze(uow: UnitOfWork, todo: Todo, until: datetime | None, by: User) -> Todo:
    """Out of sight until then; None: awake again. When it is due, and who is told then, stays as it was.

    Refused: `todo_closed`.
    """
    await _check_open(uow, todo)
    wakes = until.isoformat() if until else None
    uow.audit.record(by.id, "snooze", todo.community_id, todo.member_id, todo=todo.id, until=wakes)
    return uow.todos.put(replace(todo, snoozed_until=until))


async def wake(uow: UnitOfWork, limit: int) -> list[Todo]:
    """What has slept for long enough is to be seen again, each once; returns it."""
    return [uow.todos.put(replace(one, snoozed_until=None)) for one in await uow.todos.waking(uow.now, limit)]


def note(uow: UnitOfWork, todo: Todo, text: str, by: User) -> TodoNote:
    """Somebody of the staff writes down what comes of it. Refused: `note_empty`, `note_too_long` (limit)."""
    text = text.strip()
    if not text:
        raise Refused("note_empty")
    if len(text) > LONGEST_NOTE:
        raise Refused("note_too_long", limit=LONGEST_NOTE)
    noted = TodoNote(uow.new_id(), todo.community_id, todo.id, by.id, text, uow.now, todo.member_id)
    uow.todo_notes.add(noted)
    uow.audit.record(by.id, "note", todo.community_id, todo.member_id, todo=todo.id)
    return noted


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
            words=order.words,
            awaited=order.awaited,
        )
    )


async def _end(uow: UnitOfWork, key: str, state: TodoState) -> Todo | None:
    todo = await uow.todos.by_key(key)
    if todo is None or todo.state != TodoState.OPEN:
        return None
    return uow.todos.put(replace(todo, state=state, closed_at=uow.now, snoozed_until=None))


async def _check_open(uow: UnitOfWork, todo: Todo) -> None:
    if todo.state == TodoState.OPEN:
        return
    closer = None if todo.closed_by is None else await uow.users.get(todo.closed_by)
    raise Refused("todo_closed", state=todo.state, name=closer.name if closer else None)
