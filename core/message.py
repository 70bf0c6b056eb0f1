"""The neutral outgoing message: what is said to whom, before anything knows of the Bot API.

Handlers, engine and digest return these; only `delivery` turns them into calls.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from core.changing import changed
from core.frozen import quickly_made

MEMBERS_PLACEHOLDER = "\ue000"
"""Stands in a merged text for the mentions of those it greets; a private-use character no one types."""


class Kind(StrEnum):
    """What a message is. Its policy (urgency, repetition, shelf life) follows from `POLICIES`."""

    REPLY = "reply"
    CONFIRMATION = "confirmation"
    GATE = "gate"
    QUESTION = "question"
    TODO = "todo"
    GREETING = "greeting"
    CERTIFICATE = "certificate"
    RESPONSE = "response"
    """What a script says to a person's own act, who waits for it; `STEP` is what it says at a time of its own."""
    STEP = "step"
    REMINDER = "reminder"
    DIGEST = "digest"
    HONOUR = "honour"
    """Levels and badges that are told to the group."""
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Policy:
    """How delivery treats a kind: smaller `priority` goes first; `repeated` if the outcome is unknown."""

    priority: int
    repeated: bool
    keeps: timedelta
    """How long it is worth sending after it was due; then it expires unsent."""
    automatic: bool = True
    """Started by the clock, so it may not take the last places of a group's minute."""


POLICIES: dict[Kind, Policy] = {
    Kind.REPLY: Policy(10, repeated=False, keeps=timedelta(minutes=10), automatic=False),
    Kind.CONFIRMATION: Policy(11, repeated=False, keeps=timedelta(minutes=10), automatic=False),
    Kind.GATE: Policy(20, repeated=True, keeps=timedelta(days=7)),
    Kind.QUESTION: Policy(27, repeated=True, keeps=timedelta(hours=12)),
    Kind.TODO: Policy(25, repeated=True, keeps=timedelta(days=7)),
    Kind.GREETING: Policy(27, repeated=False, keeps=timedelta(hours=1)),
    Kind.CERTIFICATE: Policy(26, repeated=True, keeps=timedelta(days=7)),
    Kind.RESPONSE: Policy(28, repeated=False, keeps=timedelta(hours=6)),
    Kind.STEP: Policy(30, repeated=False, keeps=timedelta(hours=6)),
    Kind.REMINDER: Policy(31, repeated=False, keeps=timedelta(hours=1)),
    Kind.HONOUR: Policy(32, repeated=False, keeps=timedelta(hours=12)),
    Kind.NOTICE: Policy(22, repeated=True, keeps=timedelta(days=1)),
    Kind.WARNING: Policy(22, repeated=True, keeps=timedelta(days=7)),
    Kind.DIGEST: Policy(40, repeated=True, keeps=timedelta(days=2)),
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: a chat or a person's private chat, by our own id."""

    chat_id: int | None = None
    user_id: int | None = None
    topic: int | None = None
    """Forum topic (`message_thread_id`) within the chat, if any."""

    @classmethod
    def chat(cls, chat_id: int, topic: int | None = None) -> Self:
        """A group by the id of `chats`."""
        return cls(chat_id=chat_id, topic=topic)

    @classmethod
    def user(cls, user_id: int) -> Self:
        """The private chat with a person by the id of `users`."""
        return cls(user_id=user_id)


@dataclass(frozen=True, slots=True)
class Button:
    """A button below a message: exactly one of `data`, `url` and `start` is set."""

    text: str
    data: str | None = None
    """Callback data made by `core.callback` (at most 64 bytes)."""
    url: str | None = None
    start: str | None = None
    """Payload of a deep link into the bot's private chat; delivery knows the bot's name."""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """This message is one of many of the same words: those of one window become one.

    The text holds `MEMBERS_PLACEHOLDER` where the mentions belong.
    """

    key: str
    mention: str
    """This person's mention as Telegram HTML."""
    separator: str
    """Between two mentions, for instance `、`."""
    others: str
    """What follows when there are more than can be mentioned, with `{count}`."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a recipe: it is drawn when it is sent, and the same recipe is drawn and uploaded once.

    `kind` names the drawing in `views.pictures`; `data` is everything it shows, as small JSON, with all words
    in the reader's language. `start`: payload of a deep link that is shown as a QR code; delivery adds `bot`.
    """

    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to be sent; its content is a row of `attachments`."""

    id: int
    name: str


@quickly_made
@dataclass(frozen=True, slots=True)
class Message:
    """One message to one place. With a picture or a file the text is its caption.

    A text that is too long for a caption (1,024 characters) follows in a message of its own.
    """

    to: Target
    kind: Kind
    text: str
    """Telegram HTML; every value in it is already escaped."""
    buttons: Rows = ()
    reply_to: int | None = None
    """Telegram message id, in the same chat, that this answers."""
    silent: bool = False
    community_id: int | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    """Overrides the shelf life of the kind."""
    dedupe_key: str | None = None
    """A second message with the same key is never planned."""
    source: str | None = None
    """Source key of the script effect that said this; comes back in `delivered` and `unreachable`."""
    run_id: int | None = None
    member_id: int | None = None
    todo_id: int | None = None
    """The to-do that this shows: all its cards are edited when something becomes of it."""
    fallback: "Message | None" = None
    """Sent instead when the private chat is closed; None: nothing is said, the engine is told."""
    merge: Merge | None = None
    picture: Picture | None = None
    attachment: Attachment | None = None
    clear_after: timedelta | None = None
    """In a group: how long it stays before it is deleted, with the command that it answers."""
    only_for: int | None = None
    """In a group: the person, by our id, who alone sees it, where Telegram offers that; else everybody does."""
    reports: bool = False
    """Whether `delivered` is told as a fact (questions); `unreachable` is for every script message."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Small particulars that later edits need, such as what was said before a question."""

    def instead(self, **changes: Any) -> Self:
        """A copy with some fields changed."""
        return changed(self, **changes)


@dataclass(frozen=True, slots=True)
class Edit:
    """Change a message that was sent from the outbox; `outbox_id` knows where it went."""

    outbox_id: int
    text: str
    buttons: Rows = ()
    picture: Picture | None = None
    """Takes the place of the picture it had; None: that stays."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """Confirm somebody's message by a reaction (a check-in by keyword)."""

    chat_id: int
    message_id: int
    emoji: str = "👍"
