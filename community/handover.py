"""The end of a shift: what somebody of the staff holds, what they did today, and handing it all to others."""

from collections.abc import Sequence
from dataclasses import dataclass

from community import todos, work_sheet
from community.scope import Scope
from community.work_sheet import Worked
from core.errors import Refused
from storage.audit import AuditEntry
from storage.todo_notes import TodoNote
from storage.todos import Todo, TodoState
from storage.users import User

HANDED = "handover"
"""The act in the audit log."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What one person of the staff holds open, and what they closed and noted on the local day."""

    holds: Sequence[Todo]
    worked: Worked | None
    notes: Sequence[TodoNote]


async def of(scope: Scope, user: User) -> Shift:
    """The person's shift of today."""
    worked = await work_sheet.worked(scope, scope.today)
    span = work_sheet.span_of(scope, scope.today)
    return Shift(
        holds=await scope.uow.todos.held_by(scope.community.id, user.id),
        worked=next((one for one in worked if one.user_id == user.id), None),
        notes=await scope.uow.todo_notes.of_person(scope.community.id, user.id, *span),
    )


async def hand_all(scope: Scope, user: User, to: User | None) -> tuple[list[Todo], AuditEntry]:
    """Everything they hold is `to`'s from now on, None: anybody's. Refused: `handover_nothing`."""
    held = await scope.uow.todos.held_by(scope.community.id, user.id)
    if not held:
        raise Refused("handover_nothing")
    handed = [await todos.hand_over(scope.uow, one, to, user) for one in held]
    keys, heir = [one.id for one in handed], to.id if to else None
    return handed, scope.uow.audit.record(user.id, HANDED, scope.community.id, todos=keys, to=heir)


async def take_back(scope: Scope, entry: AuditEntry, by: User) -> list[Todo]:
    """Those are theirs again that nobody has closed or passed on meanwhile; returns them."""
    assert entry.detail is not None, "it says what was handed over"
    back, giver = [], await scope.uow.users.get(entry.actor)
    for key in entry.detail["todos"]:
        todo = await scope.uow.todos.find(int(key))
        if todo is not None and todo.state == TodoState.OPEN and todo.assignee == entry.detail["to"]:
            back.append(await todos.hand_over(scope.uow, todo, giver, by))
    return back
