"""A message as Bot API calls: the only place that knows how we use their parameters."""

from dataclasses import dataclass
from typing import Any

from core.message import POLICIES, Button, Kind, Message, Rows
from delivery.splitting import plain_text, split
from delivery.wire import ApiCall
from storage.outbox import Outgoing
from storage.outbox_payload import read_rows

GENERAL_TOPIC = 1
"""The forum's General topic, which Telegram wants to be left unnamed."""

_NO_PREVIEW = {"is_disabled": True}


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes calls; `username` is the bot's, for deep links."""

    username: str
    paid: bool = False
    """Automatic messages may go beyond the free limits, for the owner's Stars."""

    def send(self, message: Message, chat_id: int) -> list[ApiCall]:
        """One call, or several where the text is too long; the buttons are below the last."""
        texts = split(message.text) or [message.text]
        return [
            ApiCall(
                "sendMessage",
                {
                    "chat_id": chat_id,
                    "text": text,
                    "parse_mode": "HTML",
                    "message_thread_id": None if message.to.topic == GENERAL_TOPIC else message.to.topic,
                    "link_preview_options": _NO_PREVIEW,
                    "disable_notification": message.silent or None,
                    "allow_paid_broadcast": self._pays(message.kind) or None,
                    "reply_parameters": _reply(message.reply_to) if index == 0 else None,
                    "reply_markup": self._markup(message.buttons) if index == len(texts) - 1 else None,
                },
            )
            for index, text in enumerate(texts)
        ]

    def edit(self, row: Outgoing, shown: Outgoing, chat_id: int) -> ApiCall:
        """The edit `row` of what was sent as `shown`; a text too long for one message is cut."""
        return ApiCall(
            "editMessageText",
            {
                "chat_id": chat_id,
                "message_id": shown.message_id,
                "text": split(row.payload["text"])[0],
                "parse_mode": "HTML",
                "link_preview_options": _NO_PREVIEW,
                "reply_markup": self._markup(read_rows(row.payload["buttons"])),
            },
        )

    def _pays(self, kind: Kind) -> bool:
        return self.paid and POLICIES[kind].automatic

    def _markup(self, rows: Rows) -> dict[str, Any] | None:
        if not any(rows):
            return None
        return {"inline_keyboard": [[self._button(button) for button in row] for row in rows]}

    def _button(self, button: Button) -> dict[str, str]:
        if button.data is not None:
            return {"text": button.text, "callback_data": button.data}
        if button.start is not None:
            return {"text": button.text, "url": f"https://t.me/{self.username}?start={button.start}"}
        return {"text": button.text, "url": button.url or ""}


def react(row: Outgoing, chat_id: int) -> ApiCall:
    """A reaction to somebody's message."""
    reaction = [{"type": "emoji", "emoji": row.payload["emoji"]}]
    message_id = row.payload["message_id"]
    return ApiCall("setMessageReaction", {"chat_id": chat_id, "message_id": message_id, "reaction": reaction})


def leave(chat_id: int) -> ApiCall:
    """Go out of a group."""
    return ApiCall("leaveChat", {"chat_id": chat_id})


def simpler(call: ApiCall, refusal: str) -> ApiCall | None:
    """The same call without what Telegram refused with these words; None if that can't be left out."""
    words = refusal.lower()
    given = call.parameters
    if "can't parse entities" in words and given.get("parse_mode") is not None:
        return call.but(text=plain_text(given["text"]), parse_mode=None)
    no_reply = "message to be replied not found" in words or "message to reply not found" in words
    if no_reply and given.get("reply_parameters") is not None:
        return call.but(reply_parameters=None)
    if "message thread not found" in words and given.get("message_thread_id") is not None:
        return call.but(message_thread_id=None)
    return None


def _reply(message_id: int | None) -> dict[str, Any] | None:
    if message_id is None:
        return None
    return {"message_id": message_id, "allow_sending_without_reply": True}
