"""What happened before the emulator began: put in place without a word to the bot, which knows it already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from playground.emulator.chats import Chat, Group
from playground.emulator.entities import find_entities
from playground.emulator.errors import ApiError, Json, StoryError
from playground.emulator.files import StoredFile
from playground.emulator.html import parse_html
from playground.emulator.members import Account, Membership, admin_rights
from playground.emulator.messages import Button, Message
from playground.emulator.people import Person
from playground.emulator.world import World


@dataclass(frozen=True)
class Past:
    """A message said before. Its words are `html`, or `text` with `entities` (those of plain text are found).

    `message_id` is the next of the chat unless given; an ephemeral message (`only_for`) has an `ephemeral_id`
    instead. `service` holds the fields of a service message, as `{"new_chat_members": [...]}`.
    """

    author: Account
    at: datetime
    text: str = ""
    entities: Sequence[Json] = ()
    html: str = ""
    message_id: int | None = None
    buttons: Sequence[Sequence[Button]] = ()
    reply_to: Message | None = None
    file: StoredFile | None = None
    topic: int | None = None
    pinned: bool = False
    edited_at: datetime | None = None
    anonymous: bool = False
    only_for: Person | None = None
    ephemeral_id: int | None = None
    service: Json | None = None


class Remembers:
    """The half of the emulator that opens in the middle of a story."""

    world: World

    def recalls(self, chat: Chat, past: Past) -> Message:
        """Put a past message behind those that the chat has; they are to be given in order of time."""
        self._require_possible(chat, past)
        if past.html:
            text, entities = _parsed(past.html)
        else:
            text, entities = past.text, find_entities(past.text, past.entities)
        fields: Json = {
            "sent_at": past.at,
            "text": text,
            "entities": entities,
            "markup": _markup(past.buttons),
            "reply_to": past.reply_to,
            "file": past.file,
            "thread_id": past.topic,
            "is_topic_message": past.topic is not None,
            "edited_at": past.edited_at,
            "service": past.service or {},
            "only_for": past.only_for,
            "ephemeral_id": self._ephemeral_id(past),
        }
        if past.message_id is not None:
            fields["id"] = past.message_id
            self.world.message_ids_beyond(chat, past.message_id)
        if past.anonymous and isinstance(chat, Group):
            fields |= self.world.anonymous_author(chat)
        message = self.world.post(chat, past.author, **fields)
        if past.pinned:
            message.pinned = True
            chat.pinned.append(message)
        return message

    def recalls_member(
        self, group: Group, account: Account, status: str = "member", *, tag: str = "", **rights: bool
    ) -> None:
        """The person's or the bot's standing, as Telegram names it: member, administrator, left, kicked …"""
        given = admin_rights(rights) if status == "administrator" else {}
        group.members[account.id] = Membership(account, status, given, tag)

    def recalls_private(self, person: Person, state: str = "open") -> None:
        """Whether the person has started the bot: never, open or blocked."""
        self.world.private[person.id].state = state

    def recalls_reaction(self, message: Message, account: Account, *emoji: str) -> None:
        """What somebody, or the bot, has put below the message."""
        message.by_account[account.id] = (account, [{"type": "emoji", "emoji": one} for one in emoji])

    def goes_on_after(self, update_id: int) -> None:
        """Updates have ids above this one: the bot was given it before."""
        self.world.updates.number_after(update_id)

    def _ephemeral_id(self, past: Past) -> int | None:
        if past.only_for is None:
            return None
        if past.ephemeral_id is None:
            return self.world.number("ephemeral")
        self.world.numbers_beyond("ephemeral", past.ephemeral_id)
        return past.ephemeral_id

    def _require_possible(self, chat: Chat, past: Past) -> None:
        if past.at > self.world.clock.now:
            raise StoryError(f"{past.at} is not past: the clock says {self.world.clock.now}")
        if chat.messages and past.at < chat.messages[-1].sent_at:
            raise StoryError(
                f"{chat.label} has a message of {chat.messages[-1].sent_at}, later than {past.at}"
            )
        if past.message_id is not None and chat.has_used(past.message_id):
            raise StoryError(f"{chat.label} has a message {past.message_id} already")


def _parsed(html: str) -> tuple[str, list[Json]]:
    try:
        text, entities = parse_html(html)
    except ApiError as wrong:
        raise StoryError(f"{wrong.description}: {html!r}") from None
    return text, find_entities(text, entities)


def _markup(rows: Sequence[Sequence[Button]]) -> Json | None:
    return {"inline_keyboard": [[_shown(button) for button in row] for row in rows]} if rows else None


def _shown(button: Button) -> Json:
    action = {"url": button.url} if button.url is not None else {"callback_data": button.data}
    return {"text": button.text, **action}
