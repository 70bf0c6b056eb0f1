"""Work that scripts hand to the staff."""

from dataclasses import replace

from community import todos
from community.todos import Order
from core.message import Kind, Message
from sop.effects import OpenTask
from sop.engine.acts import Act
from sop.rendering import fill
from storage.todos import Todo
from views import scripts as views


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
    """Send its card to the staff; without a place for it, it waits in `/todo` and the digest."""
    texts, zone = act.ground.texts, act.ground.scope.zone
    card = views.gate_card if kind is Kind.GATE else views.task_card
    buttons = views.gate_buttons if kind is Kind.GATE else views.task_buttons
    title = act.turn.title_of(act.program, act.ground.locale)
    assert todo.due_at is not None
    text = card(texts, title, todo.text, todo.due_at, zone, by_owner=todo.for_role == "owner")
    for place in await act.ground.staff_places():
        message = Message(
            to=place,
            kind=kind,
            text=text,
            buttons=buttons(texts, todo.id),
            community_id=act.run.community_id,
            run_id=act.run.id,
            member_id=act.run.member_id,
            extra={"todo": todo.id},
        )
        row_id = await act.uow.outbox.plan(message)
        if todo.outbox_id is None:
            todo = act.uow.todos.put(replace(todo, outbox_id=row_id))
