"""One message: what it says, its buttons, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from playground.emulator.entities import to_html, utf16_slice
from playground.emulator.errors import Json

if TYPE_CHECKING:
    from playground.emulator.chats import Chat
    from playground.emulator.files import StoredFile
    from playground.emulator.members import Account


@dataclass(frozen=True)
class Button:
    """One button under a message: it carries callback data or opens a URL."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(eq=False)
class Message:
    """A message in a chat; people's, the bot's, or a service message (then `service` holds its fields)."""

    id: int
    chat: Chat
    chat_id: int
    author: Account
    sent_at: datetime
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    markup: Json | None = None
    reply_to: Message | None = None
    file: StoredFile | None = None
    sender_chat: Json | None = None
    shown_author: Json | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    service: Json = field(default_factory=dict)
    edited_at: datetime | None = None
    deleted: bool = False
    pinned: bool = False
    history: list[str] = field(default_factory=list)
    """Earlier texts, oldest first."""
    only_for: Account | None = None
    """Of an ephemeral message: who alone sees it."""
    ephemeral_id: int | None = None
    by_account: dict[int, tuple[Account, list[Json]]] = field(default_factory=dict)
    forward_origin: Json | None = None
    """Who said it first, of a message that was forwarded."""
    album_id: str = ""
    """Of what was sent together."""
    chat_json: Json = field(default_factory=dict)
    uid: int = 0
    """Unique in the whole emulator: ids repeat between chats, and ephemeral messages have none."""
    revision: int = 0
    """Of its last change, as `World.revision` counts them."""

    def __repr__(self) -> str:
        return f"<{self.author.name}: {self.text or sorted(self.service)!r}{self.labels or ''}>"

    @property
    def caption(self) -> str:
        """The text of a message with a photo or document."""
        return self.text if self.file else ""

    @property
    def html(self) -> str:
        return to_html(self.text, self.entities)

    @property
    def edited(self) -> bool:
        return self.edited_at is not None

    @property
    def buttons(self) -> list[list[Button]]:
        """Rows of inline buttons."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """The buttons' texts, row after row."""
        return [button.text for row in self.buttons for button in row]

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Emoji → names of those who reacted with it."""
        found: dict[str, list[str]] = {}
        for account, reactions in self.by_account.values():
            for reaction in reactions:
                found.setdefault(str(reaction.get("emoji", reaction["type"])), []).append(account.name)
        return found

    @property
    def mentions(self) -> list[int]:
        """Ids of those whom the text mentions without a username."""
        return [entity["user"]["id"] for entity in self.entities if entity["type"] == "text_mention"]

    def marked(self, kind: str) -> list[str]:
        """The parts of the text that an entity of the kind covers."""
        return [utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    def as_json(self, *, with_reply: bool = True) -> Json:
        """The message as the Bot API shows it; the message it replies to comes without its own reply."""
        shown: Json = {"message_id": self.id, "date": int(self.sent_at.timestamp()), "chat": self.chat_json}
        shown["from"] = self.shown_author or self.author.as_user()
        optional: dict[str, Any] = {
            "sender_chat": self.sender_chat,
            "message_thread_id": self.thread_id,
            "is_topic_message": self.is_topic_message,
            "receiver_user": self.only_for.as_user() if self.only_for else None,
            "ephemeral_message_id": self.ephemeral_id,
            "edit_date": int(self.edited_at.timestamp()) if self.edited_at else None,
            "forward_origin": self.forward_origin,
            "media_group_id": self.album_id,
            "reply_markup": self.markup if self.buttons else None,
        }
        shown |= {key: value for key, value in optional.items() if value}
        if with_reply and self.reply_to is not None:
            shown["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return shown | self._content() | self.service

    def _content(self) -> Json:
        text, entities = ("caption", "caption_entities") if self.file else ("text", "entities")
        content: Json = self.file.as_sent() if self.file else {}
        if self.text:
            content[text] = self.text
        if self.entities:
            content[entities] = self.entities
        return content

    def content(self) -> tuple[Any, ...]:
        """What an edit must change to count as one."""
        return self.text, self.entities, self.markup
