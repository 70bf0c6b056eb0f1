"""What arrives from Telegram, with only what the bot reads of it: reading all would take ten times as long.

The fields have the Bot API's names and meanings, but for `author` and `attached`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field

RawUpdate = dict[str, Any]

_SENT = (
    "video", "animation", "audio", "document", "sticker", "story", "video_note", "voice", "contact",
    "dice", "game", "poll", "venue", "location", "paid_media", "checklist", "live_photo", "rich_message",
)  # fmt: skip
"""What people send instead of a text, besides photos."""

_INSIDE = frozenset({"creator", "administrator", "member"})
_GONE = datetime.fromtimestamp(0, UTC)
"""The date of a message that Telegram no longer shows."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An instant in Python's own UTC. The one that Pydantic gives it is asked anew at each comparison and look-up, which
takes ten times as long, and a message's date is compared and looked up many times.
"""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Account(_Told):
    """A person or a bot, by the names of the moment."""

    id: int
    is_bot: bool = False
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


class TelegramChat(_Told):
    """Where something happened."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False


class Entity(_Told):
    """A part of a text that is more than text, in UTF-16 units."""

    type: str
    offset: int
    length: int
    user: Account | None = None


class Replied(_Told):
    """The message that another one replies to."""

    message_id: int
    author: Account | None = Field(None, alias="from")


class PhotoSize(_Told):
    """One size of a photo. `file_unique_id` is the same for every bot and every time it is sent."""

    file_id: str
    file_unique_id: str


class Said(_Told):
    """A message: somebody wrote something, or Telegram itself tells of a change."""

    message_id: int
    date: Moment
    chat: TelegramChat
    author: Account | None = Field(None, alias="from")
    sender_chat: TelegramChat | None = None
    text: str | None = None
    caption: str | None = None
    photo: tuple[PhotoSize, ...] = ()
    """In several sizes, the largest last."""
    attached: Any = Field(None, validation_alias=AliasChoices(*_SENT), exclude=True)
    entities: tuple[Entity, ...] = ()
    message_thread_id: int | None = None
    is_topic_message: bool = False
    reply_to_message: Replied | None = None
    new_chat_members: tuple[Account, ...] = ()
    left_chat_member: Account | None = None
    new_chat_title: str | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None

    @property
    def person(self) -> Account | None:
        """Who wrote this; nobody did in a channel."""
        return self.author

    @property
    def written(self) -> bool:
        """Somebody has sent this; else it is a notice of Telegram's own."""
        return self.text is not None or self.attached is not None or bool(self.photo)

    @property
    def words(self) -> str:
        """What was written, also below a picture."""
        return self.text or self.caption or ""

    @property
    def topic(self) -> int | None:
        """The topic of the forum that this is in; elsewhere Telegram numbers chains of replies likewise."""
        return self.message_thread_id if self.is_topic_message else None

    @property
    def replied_to(self) -> Replied | None:
        """What this answers. In a topic everything replies to what began the topic; that is no answer."""
        replied = self.reply_to_message
        return None if replied is None or replied.message_id == self.topic else replied


class Pressed(_Told):
    """Somebody pressed a button."""

    id: str
    author: Account = Field(alias="from")
    message: Said | None = None
    data: str | None = None

    @property
    def person(self) -> Account:
        """Who pressed."""
        return self.author

    @property
    def chat(self) -> TelegramChat | None:
        """Where the button is."""
        return None if self.message is None else self.message.chat

    @property
    def below(self) -> Said | None:
        """The message with the button; None if Telegram no longer shows it."""
        return None if self.message is None or self.message.date == _GONE else self.message


class Standing(_Told):
    """What somebody is in a chat. The rights are further fields, by their names there (`can_…`)."""

    model_config = ConfigDict(extra="allow")

    status: Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
    user: Account
    is_member: bool = False

    @property
    def inside(self) -> bool:
        """In the chat, perhaps restricted there."""
        return self.status in _INSIDE or (self.status == "restricted" and self.is_member)

    @property
    def rights(self) -> dict[str, Any]:
        """What they may do in the chat."""
        return rights_among(self.model_extra or {})


class StandingChanged(_Told):
    """Somebody's standing in a chat changed; `author` made the change."""

    date: Moment
    chat: TelegramChat
    author: Account = Field(alias="from")
    old_chat_member: Standing
    new_chat_member: Standing

    @property
    def person(self) -> Account:
        """Whose standing it is."""
        return self.new_chat_member.user


class MemberChanged(StandingChanged):
    """Somebody else's standing than the bot's."""


class BotChanged(StandingChanged):
    """The bot's own standing, in a group or in somebody's private chat."""


class Emoji(_Told):
    """One reaction of a person; `emoji` is None for one of their own making, or a paid one."""

    emoji: str | None = None


class Reacted(_Told):
    """Somebody's reactions to a message changed; told to admins only. Nobody is the author in anonymous groups."""

    chat: TelegramChat
    message_id: int
    date: Moment
    author: Account | None = Field(None, alias="user")
    old_reaction: tuple[Emoji, ...]
    new_reaction: tuple[Emoji, ...]

    @property
    def person(self) -> Account | None:
        """Who reacted."""
        return self.author

    def source(self, chat_id: int) -> str:
        """What this person's reaction to this message is known by in the ledger; `chat_id` is ours."""
        return f"reacted:{chat_id}:{self.message_id}:{self.author.id if self.author else 0}"


Incoming = Said | Pressed | MemberChanged | BotChanged | Reacted

_KINDS: dict[str, type[Incoming]] = {
    "message": Said,
    "callback_query": Pressed,
    "chat_member": MemberChanged,
    "my_chat_member": BotChanged,
    "message_reaction": Reacted,
}

KINDS = tuple(_KINDS)
"""The kinds of updates that the bot asks for."""


def read(update: RawUpdate) -> Incoming | None:
    """What an update tells; None if it is of a kind nobody asked for. Raises ValidationError if it is malformed."""
    for kind, model in _KINDS.items():
        if kind in update:
            return model.model_validate(update[kind])
    return None


def rights_among(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The rights among what Telegram tells of somebody in a chat."""
    return {name: value for name, value in fields.items() if name.startswith("can_") and value is not None}
