"""People, played from a test or a demo: `lin.joins(group)`, `lin.says(group, "大家好")`, `lin.presses(…)`.

Every act takes effect at once, at the emulator's present time, and queues the updates that Telegram would
send. What nobody could do on Telegram raises StoryError.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playground.emulator.chats import Chat, Group
from playground.emulator.entities import find_entities, utf16_length
from playground.emulator.errors import Json, StoryError
from playground.emulator.files import PIXEL
from playground.emulator.leading import Leads
from playground.emulator.members import Account
from playground.emulator.messages import Button, Message
from playground.emulator.presses import Press

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


class Person(Leads):
    """Someone with a Telegram account: what they do in groups and in private with the bot."""

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    @property
    def private(self) -> Chat:
        """The private chat with the bot."""
        return self.world.private[self.id]

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote in private and has not deleted."""
        return self.private.from_bot

    # Talking

    def says(
        self,
        where: Group,
        text: str,
        *,
        mentions: tuple[Account, ...] | list[Account] = (),
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        """Write to the group. `mentions`: people whose names in the text become text mentions."""
        return self._writes(where, text, tuple(mentions), reply_to=reply_to, topic=topic)

    def writes_to_bot(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write in private; the first message to a bot is always Start."""
        self._opens_private(text)
        return self._writes(self.private, text, reply_to=reply_to)

    def presses_start(self, payload: str = "") -> Message:
        """Open the bot by its page or by a deep link with that payload, and press Start."""
        if payload and not START_PAYLOAD.match(payload):
            raise StoryError(f"Telegram would not open a link with the start payload {payload!r}")
        return self.writes_to_bot(f"/start {payload}".strip())

    def replies(
        self, message: Message, text: str, *, mentions: tuple[Account, ...] | list[Account] = ()
    ) -> Message:
        """Answer a message, in its chat."""
        topic = message.thread_id if message.is_topic_message else None
        return self._writes(message.chat, text, tuple(mentions), reply_to=message, topic=topic)

    def speaks_anonymously(self, group: Group, text: str, *, reply_to: Message | None = None) -> Message:
        """Write as the group, which an admin who stays anonymous does."""
        if not group.member(self).is_admin:
            raise StoryError(f"{self.name} is no admin of {group.title}")
        return self._writes(group, text, reply_to=reply_to, anonymous=True)

    def sends_photo(
        self,
        where: Group | None = None,
        *,
        caption: str = "",
        content: bytes = PIXEL,
        reply_to: Message | None = None,
        topic: int | None = None,
    ) -> Message:
        """A photo for the group, or for the bot in private."""
        file = self.world.files.add("photo", "photo.png", content)
        return self._writes(where or self._opened(), caption, file=file, reply_to=reply_to, topic=topic)

    def sends_document(
        self, where: Group | None = None, *, name: str, content: bytes, caption: str = ""
    ) -> Message:
        """A file for the group, or for the bot in private."""
        file = self.world.files.add("document", name, content)
        return self._writes(where or self._opened(), caption, file=file)

    def edits(self, message: Message, text: str) -> Message:
        """Change what they wrote before."""
        self._require_there(message)
        if message.author is not self:
            raise StoryError(f"{self.name} can't edit what {message.author.name} wrote")
        message.history.append(message.text)
        message.text, message.entities = _typed(text)
        message.edited_at = self.world.clock.now
        self.world.changed(message)
        self.world.note("edited", self.name, message.chat, text, message)
        self.world.tell(message, "edited_message")
        return message

    def _writes(
        self,
        chat: Chat,
        text: str,
        mentions: tuple[Account, ...] = (),
        *,
        reply_to: Message | None = None,
        topic: int | None = None,
        anonymous: bool = False,
        file: object = None,
    ) -> Message:
        self.world.require_member(self, chat)
        if isinstance(chat, Group) and chat.member(self).is_silent:
            raise StoryError(f"{self.name} may not write in {chat.title}")
        if reply_to is not None:
            self._require_there(reply_to)
        text, entities = _typed(text, mentions)
        fields: Json = {"text": text, "entities": entities, "reply_to": reply_to, "file": file}
        fields |= self._thread(chat, topic, reply_to)
        if anonymous and isinstance(chat, Group):
            fields |= self.world.anonymous_author(chat)
        message = self.world.post(chat, self, **fields)
        self.world.note("said", self.name, chat, text, message)
        self.world.tell(message)
        return message

    def _thread(self, chat: Chat, topic: int | None, reply_to: Message | None) -> Json:
        if not isinstance(chat, Group) or not chat.is_supergroup:
            return {}
        if topic is not None:
            if topic not in chat.topics:
                raise StoryError(f"{chat.title} has no topic {topic}")
            return {"thread_id": topic, "is_topic_message": True}
        # In an ordinary supergroup a reply carries its thread's first message, which is no topic.
        return {"thread_id": reply_to.thread_id or reply_to.id} if reply_to and not chat.is_forum else {}

    def _opened(self) -> Chat:
        if self.world.private[self.id].state != "open":
            raise StoryError(f"{self.name} has not started the bot")
        return self.private

    def _opens_private(self, text: str) -> None:
        chat = self.world.private[self.id]
        if chat.state == "blocked":
            raise StoryError(f"{self.name} has blocked the bot, and would have to unblock it")
        if chat.state == "never" and not text.startswith("/start"):
            raise StoryError(f"{self.name} has not pressed Start yet; Telegram offers nothing else")
        self.world.change_private(self, "open")

    # Pressing and reacting

    def presses(self, message: Message, label: str) -> Press:
        """Press the button with that text; a link to the bot opens the private chat and starts it."""
        for button in (button for row in message.buttons for button in row):
            if button.text == label:
                return self._pushes(message, button)
        raise StoryError(f"{message!r} has no button {label!r}, only {message.labels}")

    def presses_at(self, message: Message, row: int, column: int) -> Press:
        """Press the button of that place, counted from 0, as several may say the same."""
        rows = message.buttons
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            raise StoryError(f"{message!r} has no button in row {row}, column {column}")
        return self._pushes(message, rows[row][column])

    def _pushes(self, message: Message, button: Button) -> Press:
        self._require_there(message)
        if message.only_for not in (None, self):
            raise StoryError(f"{self.name} does not see {message!r}")
        number = self.world.number("query", 4_000_000_000_000_001)
        press = Press(str(number), self, button.text, message, self.world.clock.now)
        self.world.note("pressed", self.name, message.chat, button.text, message)
        if button.url is not None:
            self._follows(press, button.url)
        else:
            self._sends_query(press, button)
        return press

    def _follows(self, press: Press, url: str) -> None:
        press.url = url
        link = urlsplit(url)
        payload = parse_qs(link.query).get("start")
        if (
            link.hostname == "t.me"
            and link.path.strip("/").lower() == str(self.world.bot.username).lower()
            and payload
        ):
            if self.world.private[self.id].state == "blocked":
                self.unblocks_bot()
            press.message = self.presses_start(payload[0])

    def _sends_query(self, press: Press, button: Button) -> None:
        self.world.presses[press.id] = press
        query = {
            "id": press.id,
            "from": self.as_user(),
            "message": press.pressed_message.as_json(),
            "chat_instance": str(-7_000_000_000_000_000_000 + press.pressed_message.chat_id),
            "data": button.data,
        }
        self.world.updates.add("callback_query", query)

    def reacts(self, message: Message, *emoji: str) -> None:
        """React with these emoji, or take the reaction back with none."""
        self._require_there(message)
        self.world.require_member(self, message.chat)
        _, old = message.by_account.get(self.id, (self, []))
        new: list[Json] = [{"type": "emoji", "emoji": one} for one in emoji]
        message.by_account[self.id] = (self, new)
        self.world.changed(message)
        self.world.note("reacted", self.name, message.chat, " ".join(emoji), message)
        self.world.tell_reaction(message, self, old, new)

    def deletes(self, message: Message) -> None:
        """Delete one's own message, or another's as an admin or in private; bots are not told."""
        self._require_there(message)
        if message.author is not self and isinstance(message.chat, Group):
            self._requires_admin(message.chat, "can_delete_messages")
        self.world.delete(message)
        self.world.note("deleted", self.name, message.chat, message.text, message)

    def _require_there(self, message: Message) -> None:
        if message.deleted:
            raise StoryError(f"{message!r} has been deleted")
        self.world.require_member(self, message.chat)

    # Coming and going

    def joins(self, group: Group) -> None:
        """Walk into the group by its link."""
        standing = group.member(self)
        if standing.is_inside:
            raise StoryError(f"{self.name} is in {group.title} already")
        if standing.status == "kicked":
            raise StoryError(f"{self.name} was banned from {group.title}")
        self.world.enters(group, self, self)

    def leaves(self, group: Group) -> None:
        self.world.require_member(self, group)
        self.world.exits(group, self, self, "left")

    def blocks_bot(self) -> None:
        """Block the bot in private; nothing it writes there arrives any more."""
        if self.world.private[self.id].state != "open":
            raise StoryError(f"{self.name} has no open chat with the bot to block")
        self.world.change_private(self, "blocked")
        self.world.note("blocked", self.name, self.private)

    def unblocks_bot(self) -> None:
        if self.world.private[self.id].state != "blocked":
            raise StoryError(f"{self.name} has not blocked the bot")
        self.world.change_private(self, "open")
        self.world.note("unblocked", self.name, self.private)

    def deletes_account(self) -> None:
        """Vanish from Telegram: unreachable, though still listed as a member, as Telegram does."""
        self.is_gone = True
        self.world.note("gone", self.name, self.private)


def _typed(text: str, mentions: tuple[Account, ...] = ()) -> tuple[str, list[Json]]:
    """Text and entities of what a person typed; a mentioned name that isn't there is added at its end."""
    chosen: list[Json] = []
    for person in mentions:
        if person.first_name not in text:
            text = f"{text} {person.first_name}".strip()
        offset = utf16_length(text[: text.index(person.first_name)])
        length = utf16_length(person.first_name)
        chosen.append({"type": "text_mention", "offset": offset, "length": length, "user": person.as_user()})
    return text, find_entities(text, chosen)
