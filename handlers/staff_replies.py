"""Replies of the staff to what the bot showed them: a note on a to-do, other words for a draft."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.permissions import Role
from handlers import drafts, notes
from handlers.context import Context, Replies

Heard = Callable[[Context, Any], Awaitable[Replies | None]]

_MARKS: Mapping[str, Heard] = {
    notes.NOTE: notes.written,
    drafts.DRAFT: drafts.rewritten,
}
"""By what a message that is no card is marked with: who takes the reply, given the mark's value."""


async def heard(context: Context) -> Replies | None:
    """What comes of a reply to one of the bot's own messages; None if it is none for the staff."""
    replied = context.message.replied_to if context.message else None
    if replied is None or replied.author is None or replied.author.id != context.services.me.id:
        return None
    if not context.private and context.role < Role.ASSISTANT:
        return None
    chat_id = context.chat.id if context.chat else None
    row = await context.uow.outbox.shown(chat_id, context.user.id, replied.message_id)
    if row is None:
        return None
    if row.todo_id is not None:
        return await notes.written(context, row.todo_id)
    extra = row.payload.get("extra", {})
    for mark, hear in _MARKS.items():
        if mark in extra:
            return await hear(context, extra[mark])
    return None
