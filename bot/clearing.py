"""Keeps groups tidy: answers to commands go after a while, and so does a welcome when the next one comes."""

from collections import defaultdict
from datetime import datetime

from bot.timers import Timer
from storage import clearing
from storage.communities import Chat
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork

LIMIT = 500
AT_ONCE = 100
"""Messages that one call deletes at most."""


class Clearing(Timer):
    """Plans the deletion of messages whose time in the group is over."""

    async def tick(self, uow: UnitOfWork) -> bool:
        """Deal with what is due."""
        rows = await clearing.due(uow, LIMIT)
        if not rows:
            return False
        await clearing.done(uow, rows)
        by_chat: defaultdict[int, list[int]] = defaultdict(list)
        await uow.chats.load_ids(row.chat_id for row in rows if row.chat_id is not None)
        for row in rows:
            if row.chat_id is not None and _deletable(row, uow.now):
                by_chat[row.chat_id] += _messages(row, await uow.chats.get(row.chat_id))
        for chat_id, messages in by_chat.items():
            for start in range(0, len(messages), AT_ONCE):
                uow.outbox.plan_clearing(chat_id, messages[start : start + AT_ONCE])
        return len(rows) == LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next message is to go."""
        return await clearing.next_due(uow)


def _deletable(row: Outgoing, now: datetime) -> bool:
    return (
        row.message_id is not None and row.sent_at is not None and now - row.sent_at < clearing.DELETABLE_FOR
    )


def _messages(row: Outgoing, chat: Chat) -> list[int]:
    """The message, and the command it answers where the bot may delete what others wrote."""
    assert row.message_id is not None
    asked = row.payload.get("reply_to")
    if asked is None or "clear_after" not in row.payload or not chat.bot_rights.get("can_delete_messages"):
        return [row.message_id]
    return [asked, row.message_id]
