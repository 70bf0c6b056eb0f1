"""What is done to many members: at once for a few, after a preview and a press for more, told by one message."""

from typing import Any

from community.aims import Aim
from core.callback import Press
from core.errors import Refused
from core.message import Edit
from core.permissions import Role
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from sop.engine.at_large import AT_ONCE
from sop.engine.work_kinds import KINDS, OnMembers
from storage.work import Work, WorkState
from views import work as view
from views.names import shown


async def carry_out(context: Context, kind: str, aim: Aim, sop: str = "", **data: Any) -> Replies:
    """Do something to the members meant; of more than ten they are shown first, and a button does it.

    `data` is what the kind's step and label take, `who` in any case: the selection in words. The caller has
    checked the right. Refused: `nobody_meant`.
    """
    scope, engine, user = context.inside, context.services.engine, context.user
    data["locale"] = context.texts.locale
    total = await aim.size(scope)
    if total == 0:
        raise Refused("nobody_meant", who=data["who"])
    if total <= AT_ONCE:
        done = await engine.do_at_once(scope, kind, aim, user, sop, **data)
        return [context.reply(*await engine.told(scope, done))]
    return [context.reply(*await _preview(context, kind, aim, sop, data))]


async def _preview(context: Context, kind: str, aim: Aim, sop: str, data: dict[str, Any]) -> tuple[str, Any]:
    scope = context.inside
    asked = await context.services.engine.ask(
        scope, kind, aim, context.user, sop, names=view.NAMES_SHOWN, **data
    )
    names = []
    for key in asked.first:
        member = await context.uow.members.get(key)
        names.append(shown((await context.uow.users.get(member.user_id)).name))
    label = _label(context, asked.work)
    return view.preview(context.texts, asked.work.id, label, asked.work.total, asked.foreseen, names)


async def press(context: Context, press: Press) -> Replies:
    """`wk:go|no|stop|undo:<work id>`."""
    work = await context.uow.work.find(press.number(1))
    kind = KINDS.get(work.kind) if work is not None else None
    if work is None or not isinstance(kind, OnMembers):
        raise Refused("button_unknown")
    await context.enter(work.community_id)
    context.require(kind.act)
    act = {"go": _go, "no": _stop, "stop": _stop, "undo": _undo}.get(press.word(0))
    if act is None:
        raise Refused("button_unknown")
    return await act(context, work)


async def _go(context: Context, work: Work) -> Replies:
    _only_theirs(context, work)
    engine, scope = context.services.engine, context.inside
    row = await context.pressed()
    begun = await engine.confirm(scope, work, row.id if row is not None else None)
    if begun is None:
        changed = await context.uow.work.find(work.id) or work
        toast = Toast(view.changed(context.texts, changed.total), alert=True)
        if row is None:
            return [toast]
        label = _label(context, changed)
        return [toast, Edit(row.id, *view.preview(context.texts, work.id, label, changed.total, {}, ()))]
    toast = Toast(view.begun(context.texts))
    return [toast] if row is None else [toast, Edit(row.id, *await engine.told(scope, begun))]


async def _stop(context: Context, work: Work) -> Replies:
    """Before it began, or half-way: then the engine tells what is done."""
    asked = work.state == WorkState.ASKED
    if asked:
        _only_theirs(context, work)
    await context.services.engine.cancel(context.inside, work, context.user)
    toast = Toast(view.stopped(context.texts))
    row = await context.pressed()
    if row is None or not asked:
        return [toast]
    return [toast, Edit(row.id, view.not_done(context.texts, _label(context, work)))]


async def _undo(context: Context, work: Work) -> Replies:
    _only_theirs(context, work)
    row = await context.pressed()
    engine, scope = context.services.engine, context.inside
    await engine.take_back(scope, work, context.user, row.id if row is not None else None)
    toast = Toast(view.begun(context.texts))
    if row is None:
        return [toast]
    return [toast, Edit(row.id, view.taking_back(context.texts, _label(context, work)))]


def _only_theirs(context: Context, work: Work) -> None:
    """Whoever asked for it, or an owner."""
    if work.asked_by != context.user.id and context.role < Role.OWNER:
        raise Refused("work_not_yours")


def _label(context: Context, work: Work) -> str:
    kind = KINDS[work.kind]
    assert kind.label is not None, "only what has words is asked about"
    return kind.label(context.texts, work.data)


PRESSES = (PressRoute("wk", press),)
