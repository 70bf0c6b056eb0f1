"""The Undo button: whoever did something by hand takes it back, once; the audit log keeps both."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from core.callback import Press
from core.errors import Refused
from core.message import Edit
from core.permissions import Act, Role
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from storage.audit import AuditEntry
from views import undo as view

Undoer = Callable[[Context, AuditEntry], Awaitable[str | None]]
"""Takes back what an entry of the audit log tells of, and says what stays nevertheless, if anything does.

Refused if it cannot be taken back any more.
"""

Undoers = Mapping[str, tuple[Act, Undoer]]
"""By the act in the audit log: the right it takes, and who takes it back."""

WAITS = timedelta(hours=24)
"""For how long something can be taken back by its button."""


async def undo(undoers: Undoers, context: Context, press: Press) -> Replies:
    """`un:<audit entry>`: the person who did it, or an owner, takes it back."""
    entry = await context.uow.audit.find(press.number(0))
    if entry is None or entry.community_id is None or entry.act not in undoers:
        raise Refused("button_unknown")
    await context.enter(entry.community_id)
    act, take_back = undoers[entry.act]
    context.require(act)
    if entry.actor != context.user.id and context.role < Role.OWNER:
        raise Refused("undo_not_yours")
    if await context.uow.audit.undone_by(entry.id) is not None:
        raise Refused("button_used")
    if context.uow.now - entry.at > WAITS:
        raise Refused("button_too_old")
    stays = await take_back(context, entry)
    context.uow.audit.record_undone(context.user.id, entry)
    toast = Toast(view.undone(context.texts))
    row = await context.pressed()
    if row is None or not row.payload.get("text"):
        return [toast]
    text = view.crossed_out(context.texts, row.payload["text"])
    return [toast, Edit(row.id, text if stays is None else f"{text}\n{stays}")]


def presses(undoers: Undoers) -> tuple[PressRoute, ...]:
    """The button `un`."""
    return (PressRoute("un", partial(undo, undoers)),)
