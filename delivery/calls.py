"""A message as Bot API calls: the only place that knows how we use their parameters."""

from dataclasses import dataclass, replace
from typing import Any

from core.message import POLICIES, Button, Kind, Message, Rows
from delivery.enclosures import Enclosure
from delivery.splitting import plain_text, split
from delivery.wire import ApiCall, Upload
from storage.outbox_payload import read_rows
from storage.outgoing import Outgoing

GENERAL_TOPIC = 1
"""The forum's General topic, which Telegram wants to be left unnamed."""

_NO_PREVIEW = {"is_disabled": True}

CAPTION = 1024
"""UTF-16 units of a caption, after entities are parsed."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes calls; `username` is the bot's, for deep links."""

    username: str
    paid: bool = False
    """Automatic messages may go beyond the free limits, for the owner's Stars."""

    def send(
        self, message: Message, chat_id: int, enclosure: Enclosure | None = None, only_for: int | None = None
    ) -> list[ApiCall]:
        """One call, or several where the text is too long; the buttons are below the last.

        `only_for`: the account that alone sees it in a group.
        """
        texts = split(message.text) or [message.text]
        calls = [
            ApiCall("sendMessage", {"text": text, "link_preview_options": _NO_PREVIEW}) for text in texts
        ]
        if enclosure is not None:
            calls = _with(enclosure, message.text, calls)
        return [
            call.but(
                chat_id=chat_id,
                parse_mode="HTML",
                message_thread_id=None if message.to.topic == GENERAL_TOPIC else message.to.topic,
                disable_notification=message.silent or None,
                allow_paid_broadcast=self._pays(message.kind) or None,
                ephemeral_message_parameters=None if only_for is None else {"receiver_user_id": only_for},
                reply_parameters=_reply(message.reply_to) if call is calls[0] else None,
                reply_markup=self._markup(message.buttons) if call is calls[-1] else None,
            )
            for call in calls
        ]

    def edit(
        self, row: Outgoing, shown: Outgoing, chat_id: int, enclosure: Enclosure | None = None
    ) -> ApiCall:
        """The edit `row` of what was sent as `shown`; a text too long for one message is cut.

        `enclosure`: the picture that takes the place of the one it had.
        """
        text = row.payload["text"]
        what = {
            "chat_id": chat_id,
            "message_id": shown.message_id,
            "reply_markup": self._markup(read_rows(row.payload["buttons"])),
        }
        if enclosure is not None:
            media, upload = _media(enclosure, split(text, CAPTION)[0] if text else "")
            return ApiCall("editMessageMedia", {**what, "media": media}, upload)
        if is_caption(shown):
            caption = {"caption": split(text, CAPTION)[0], "parse_mode": "HTML"}
            return ApiCall("editMessageCaption", {**what, **caption})
        words = {"text": split(text)[0], "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
        return ApiCall("editMessageText", {**what, **words})

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


def leave(_row: Outgoing, chat_id: int) -> ApiCall:
    """Go out of a group."""
    return ApiCall("leaveChat", {"chat_id": chat_id})


def clear(row: Outgoing, chat_id: int) -> ApiCall:
    """Delete messages of a chat; those that cannot be deleted are passed over."""
    return ApiCall("deleteMessages", {"chat_id": chat_id, "message_ids": row.payload["message_ids"]})


def simpler(call: ApiCall, refusal: str) -> ApiCall | None:
    """The same call without what Telegram refused with these words; None if that can't be left out."""
    words = refusal.lower()
    given = call.parameters
    if "can't parse entities" in words and given.get("parse_mode") is not None:
        name = "text" if "text" in given else "caption"
        return call.but(**{name: plain_text(given[name]), "parse_mode": None})
    no_reply = "message to be replied not found" in words or "message to reply not found" in words
    if no_reply and given.get("reply_parameters") is not None:
        return call.but(reply_parameters=None)
    if "message thread not found" in words and given.get("message_thread_id") is not None:
        return call.but(message_thread_id=None)
    if "there is no caption" in words and call.method == "editMessageCaption":
        return replace(call.but(text=given["caption"], caption=None), method="editMessageText")
    if given.get("ephemeral_message_parameters") is not None:
        return call.but(ephemeral_message_parameters=None)
    return None


def is_caption(shown: Outgoing) -> bool:
    """Whether the text of a message that was sent stands below its picture or file."""
    carries = "picture" in shown.payload or "attachment" in shown.payload
    return carries and len(split(shown.payload["text"], CAPTION)) == 1


def _with(enclosure: Enclosure, text: str, calls: list[ApiCall]) -> list[ApiCall]:
    """The text as the caption if it is short enough, else behind the picture."""
    given: dict[str, Any] = {}
    upload = None
    if enclosure.file_id is not None:
        given[enclosure.field] = enclosure.file_id
    else:
        assert enclosure.content is not None, f"{enclosure.name} was not drawn"
        upload = Upload(enclosure.field, enclosure.name, enclosure.content)
    fits = len(split(text, CAPTION)) == 1
    if fits and text:
        given["caption"] = text
    return [ApiCall(enclosure.method, given, upload), *([] if fits else calls)]


def _media(enclosure: Enclosure, caption: str) -> tuple[dict[str, Any], Upload | None]:
    media = {"type": enclosure.field, "caption": caption, "parse_mode": "HTML"}
    if enclosure.file_id is not None:
        return {**media, "media": enclosure.file_id}, None
    assert enclosure.content is not None, f"{enclosure.name} was not drawn"
    return {**media, "media": "attach://file"}, Upload("file", enclosure.name, enclosure.content)


def _reply(message_id: int | None) -> dict[str, Any] | None:
    if message_id is None:
        return None
    return {"message_id": message_id, "allow_sending_without_reply": True}
