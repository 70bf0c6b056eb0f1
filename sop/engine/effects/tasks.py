"""Work that scripts hand to the staff."""

from dataclasses import replace

from community import todos
from community.todos import Order
from core.message import Kind, Message
from core.permissions import Role
from sop.effects import OpenTask
from sop.engine.acts import Act
from sop.engine.cards import card_of
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
        ),
    )
    await show(act, todo, Kind.TODO)


async def show(act: Act, todo: Todo, kind: Kind) -> None:
    """Send its card to those it is for; without a place for it, it waits in `/todo` and the digest."""
    text, buttons = await card_of(act.ground.scope, todo)
    role = Role.OWNER if todo.for_role == "owner" else Role.ASSISTANT
    for place in await act.ground.staff_places(role):
        message = Message(
            to=place,
            kind=kind,
            text=text,
            buttons=buttons,
            community_id=act.run.community_id,
            run_id=act.run.id,
            member_id=act.run.member_id,
            extra={"todo": todo.id},
        )
        row_id = await act.uow.outbox.plan(message)
        if todo.outbox_id is None:
            todo = act.uow.todos.put(replace(todo, outbox_id=row_id))
