"""A message as Bot API calls: the only place that knows how we use their parameters."""

from dataclasses import dataclass
from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    LeaveChat,
    Response,
    SendMessage,
    SetMessageReaction,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReactionTypeEmoji,
    ReplyParameters,
)

from core.message import Button, Message, Rows
from delivery.splitting import plain_text, split
from storage.outbox import Outgoing, read_rows

Method = TelegramMethod[Any]
"""Answers with the message sent, or with True."""

GENERAL_TOPIC = 1
"""The forum's General topic, which Telegram wants to be left unnamed."""

_ANSWERS = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (SendMessage, EditMessageText, SetMessageReaction, LeaveChat, AnswerCallbackQuery)
)
"""The classes that aiogram reads answers with. Pydantic forgets them while no answer is being read, and takes
8 ms to make one again."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes calls; `username` is the bot's, for deep links."""

    username: str

    def send(self, message: Message, chat_id: int) -> list[SendMessage]:
        """One call, or several where the text is too long; the buttons are below the last."""
        texts = split(message.text) or [message.text]
        topic = message.to.topic
        return [
            SendMessage(
                chat_id=chat_id,
                text=text,
                parse_mode="HTML",
                message_thread_id=None if topic == GENERAL_TOPIC else topic,
                link_preview_options=_NO_PREVIEW,
                disable_notification=message.silent or None,
                reply_parameters=_reply(message.reply_to) if index == 0 else None,
                reply_markup=self._markup(message.buttons) if index == len(texts) - 1 else None,
            )
            for index, text in enumerate(texts)
        ]

    def edit(self, row: Outgoing, shown: Outgoing, chat_id: int) -> EditMessageText:
        """The edit `row` of what was sent as `shown`; a text too long for one message is cut."""
        return EditMessageText(
            chat_id=chat_id,
            message_id=shown.message_id,
            text=split(row.payload["text"])[0],
            parse_mode="HTML",
            link_preview_options=_NO_PREVIEW,
            reply_markup=self._markup(read_rows(row.payload["buttons"])),
        )

    def _markup(self, rows: Rows) -> InlineKeyboardMarkup | None:
        if not any(rows):
            return None
        return InlineKeyboardMarkup(
            inline_keyboard=[[self._button(button) for button in row] for row in rows]
        )

    def _button(self, button: Button) -> InlineKeyboardButton:
        url = button.url
        if button.start is not None:
            url = f"https://t.me/{self.username}?start={button.start}"
        return InlineKeyboardButton(text=button.text, callback_data=button.data, url=url)


def react(row: Outgoing, chat_id: int) -> SetMessageReaction:
    """A reaction to somebody's message."""
    emoji = ReactionTypeEmoji(emoji=row.payload["emoji"])
    return SetMessageReaction(chat_id=chat_id, message_id=row.payload["message_id"], reaction=[emoji])


def leave(chat_id: int) -> LeaveChat:
    """Go out of a group."""
    return LeaveChat(chat_id=chat_id)


def simpler(method: Method, refusal: str) -> Method | None:
    """The same call without what Telegram refused with these words; None if that can't be left out."""
    words = refusal.lower()
    if "can't parse entities" in words and isinstance(method, SendMessage | EditMessageText):
        if method.parse_mode is None:
            return None
        return method.model_copy(update={"text": plain_text(method.text or ""), "parse_mode": None})
    if not isinstance(method, SendMessage):
        return None
    no_reply = "message to be replied not found" in words or "message to reply not found" in words
    if no_reply and method.reply_parameters is not None:
        return method.model_copy(update={"reply_parameters": None})
    if "message thread not found" in words and method.message_thread_id is not None:
        return method.model_copy(update={"message_thread_id": None})
    return None


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True)
