"""Work that scripts hand to the staff."""

from community import todos
from community.todos import Order
from core.message import Kind
from core.permissions import Role
from sop.effects import OpenTask
from sop.engine.acts import Act
from sop.engine.cards import post
from sop.rendering import fill
from storage.todos import Todo


async def open_task(act: Act, task: OpenTask) -> None:
    """Open the to-do and show it to the staff."""
    action = task.action
    escalate = "owner" if action.escalate == "owner" else None
    todo = await todos.open_task(
        act.ground.scope,
        Order(
            key=task.source,
            run_id=act.run.id,
            text=fill(act, action.text, task.day),
            for_role=action.for_,
            due_at=task.due_at,
            member_id=act.run.member_id,
            escalate=escalate,
            words=None if action.words is None else fill(act, action.words, task.day),
            awaited=action.wait,
        ),
    )
    await show(act, todo, Kind.TODO)


async def show(act: Act, todo: Todo, kind: Kind) -> None:
    """Send its card to those it is for; without a place for it, it waits in `/todo` and the digest."""
    role = Role.OWNER if todo.for_role == "owner" else Role.ASSISTANT
    await post(act.ground.scope, todo, await act.ground.staff_places(role), kind)
