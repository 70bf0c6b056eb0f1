"""What arrives, as Telegram sends it, and the floor: bare aiogram that validates it and calls an empty handler."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from aiogram import Bot, Dispatcher
from aiogram.types import Message, Update

from handlers.incoming import RawUpdate

FLOOR = "aiogram: validate, dispatch, empty handler"

Json = dict[str, object]


def said(number: int, at: datetime, group: int, person: int, text: str) -> RawUpdate:
    """A message in a group; the number of a person is any from 0."""
    message: Json = {
        "message_id": number,
        "date": int(at.timestamp()),
        "chat": _chat(group),
        "from": _account(person),
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"update_id": number, "message": message}


def joined(number: int, at: datetime, group: int, person: int) -> RawUpdate:
    """Somebody stepped into a group."""
    account = _account(person)
    change: Json = {
        "chat": _chat(group),
        "from": account,
        "date": int(at.timestamp()),
        "old_chat_member": {"status": "left", "user": account},
        "new_chat_member": {"status": "member", "user": account},
    }
    return {"update_id": number, "chat_member": change}


def batches(updates: Sequence[RawUpdate], size: int = 100) -> Iterable[Sequence[RawUpdate]]:
    """As polling brings them."""
    return (updates[first : first + size] for first in range(0, len(updates), size))


class BareAiogram:
    """One router, one empty handler, FSM off; nothing of ours."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.message.register(self._nothing)

    async def handle(self, updates: Sequence[RawUpdate]) -> int:
        """Each update by itself, as aiogram's own polling does."""
        for raw in updates:
            update = Update.model_validate(raw, context={"bot": self._bot})
            await self._dispatcher.feed_update(self._bot, update)
        return len(updates)

    async def _nothing(self, message: Message, bot: Bot) -> None:
        pass


def _chat(group: int) -> Json:
    return {"id": group, "type": "supergroup", "title": "早起写作营"}


def _account(person: int) -> Json:
    return {
        "id": 6_000_000_000 + person,
        "is_bot": False,
        "first_name": f"成员{person}",
        "username": f"member{person}",
        "language_code": "zh-hans",
    }
