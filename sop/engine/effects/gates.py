"""Decisions that scripts leave to the staff."""

from functools import partial

from community import todos
from community.scope import Scope
from community.todos import Order
from core.message import Kind
from sop.effects import CloseGate, OpenGate
from sop.engine.acts import Act
from sop.engine.cards import card_edits
from sop.engine.effects.tasks import show
from sop.rendering import fill
from storage.todos import Todo


async def open_gate(act: Act, gate: OpenGate) -> None:
    """Ask the staff to decide."""
    todo = await todos.open_gate(
        act.ground.scope,
        Order(
            key=gate.source,
            run_id=act.run.id,
            text=fill(act, gate.action.text, gate.day),
            for_role=gate.action.by,
            due_at=gate.expires_at,
            member_id=act.run.member_id,
        ),
    )
    await show(act, todo, Kind.GATE)


async def close_gate(act: Act, effect: CloseGate) -> None:
    """The gate is over: nobody decided in time, or the script has left it."""
    todo = await act.uow.todos.by_key(effect.key)
    expired = todo is not None and todo.due_at is not None and todo.due_at <= act.now
    ended = await (todos.expire if expired else todos.cancel)(act.uow, effect.key)
    if ended is not None:
        act.turn.afterwards.append(partial(_show_end, act.ground.scope, ended))


async def _show_end(scope: Scope, gate: Todo) -> None:
    for edit in await card_edits(scope, gate):
        await scope.uow.outbox.plan_edit(edit, Kind.GATE)
