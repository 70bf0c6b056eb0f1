"""Groups and private chats as Telegram keeps them: who is in, what was said."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from playground.emulator.errors import Json, StoryError
from playground.emulator.members import PERMISSIONS, Account, Membership

if TYPE_CHECKING:
    from playground.emulator.messages import Message
    from playground.emulator.world import World

MEMBER_LIMIT_FOR_JOIN_MESSAGES = 10_000
"""In larger groups nobody's joining or leaving is announced."""

HIGHEST_SUPERGROUP = -1_000_000_000_000
"""Ids below are those of supergroups, the other negative ones those of basic groups."""

ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who anonymous admins appear to be."""


class Chat:
    """What a group and a private chat share. `messages` keeps everything ever said, deleted or not."""

    def __init__(self, chat_id: int) -> None:
        self.id = chat_id
        self.messages: list[Message] = []
        self.pinned: list[Message] = []
        """What is pinned, the newest last."""
        self._by_id: dict[tuple[int, int], Message] = {}
        self._changes: dict[int, Message] = {}
        """By uid, in the order of the last change of each."""
        self._action: tuple[str, datetime] | None = None

    @property
    def label(self) -> str:
        """How the log names the chat."""
        raise NotImplementedError

    def as_chat(self) -> Json:
        """The chat as messages show it."""
        raise NotImplementedError

    def full_info(self) -> Json:
        """The chat as getChat shows it."""
        raise NotImplementedError

    def message(self, message_id: int) -> Message | None:
        """The message that is there now with that id."""
        message = self._by_id.get((self.id, message_id))
        return None if message is None or message.deleted else message

    def has_used(self, message_id: int) -> bool:
        """Whether a message of the chat has or had that id."""
        return (self.id, message_id) in self._by_id

    @property
    def revision(self) -> int:
        """Of the latest change of a message here; 0 where nothing was ever said."""
        return next(reversed(self._changes.values())).revision if self._changes else 0

    def changed_since(self, revision: int) -> list[Message]:
        """What is new, edited, deleted, pinned or reacted to since then, oldest change first."""
        newest_first = takewhile(
            lambda message: message.revision > revision, reversed(self._changes.values())
        )
        return list(newest_first)[::-1]

    def note_change(self, message: Message) -> None:
        """Called by `World.changed` alone. What the bot says ends what it was doing."""
        is_new = self._changes.pop(message.uid, None) is None
        self._changes[message.uid] = message
        if is_new and message.id:
            self._by_id[message.chat_id, message.id] = message
        if is_new and message.author.is_bot and not message.service:
            self._action = None

    def shows_action(self, action: str, until: datetime) -> None:
        """The bot is typing, uploading a photo …"""
        self._action = (action, until)

    def action(self, now: datetime) -> str | None:
        """What the bot is doing here, as `typing`."""
        return self._action[0] if self._action is not None and now < self._action[1] else None

    @property
    def from_bot(self) -> list[Message]:
        """What the bot wrote here and is still there."""
        return [message for message in self.messages if _is_from_bot(message)]

    @property
    def last(self) -> Message:
        """The newest message from the bot that is still there."""
        newest = next(filter(_is_from_bot, reversed(self.messages)), None)
        if newest is None:
            raise StoryError(f"the bot has said nothing in {self.label}")
        return newest


def _is_from_bot(message: Message) -> bool:
    return message.author.is_bot and not message.deleted and not message.service


class Group(Chat):
    """A basic group, or a supergroup with or without topics."""

    def __init__(
        self, world: World, chat_id: int, title: str, *, supergroup: bool, forum: bool = False, crowd: int = 0
    ) -> None:
        super().__init__(chat_id)
        self._world = world
        self.title = title
        self.username: str | None = None
        self.is_supergroup = supergroup
        self.is_forum = forum
        self.old_id: int | None = None
        self.crowd = crowd
        """Members who never appear in the story, but count."""
        self.reactions_are_anonymous = False
        self.topics: dict[int, str] = {}
        self.members: dict[int, Membership] = {}
        self.next_message_id = 1

    @property
    def label(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        return "supergroup" if self.is_supergroup else "group"

    def as_chat(self) -> Json:
        chat: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def member(self, account: Account) -> Membership:
        """The account's standing; nobody special is `left`."""
        known = self.members.get(account.id)
        if known is None:
            return Membership(account)
        self.members[account.id] = present = known.at(self._world.clock.now)
        return present

    @property
    def size(self) -> int:
        return self.crowd + sum(member.is_inside for member in self.members.values())

    @property
    def announces_members(self) -> bool:
        return self.size <= MEMBER_LIMIT_FOR_JOIN_MESSAGES

    @property
    def creator(self) -> Account:
        return next(member.account for member in self.members.values() if member.status == "creator")

    def becomes_supergroup(self) -> None:
        """Telegram makes the basic group a supergroup: it gets another id, which the old one answers with."""
        self._world.migrate(self, self.creator)

    def full_info(self) -> Json:
        info: Json = {
            **self.as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts(),
        }
        info["permissions"] = {
            name: name not in ("can_change_info", "can_pin_messages") for name in PERMISSIONS
        }
        return info


class PrivateChat(Chat):
    """The chat between one person and the bot. `state`: never (no Start pressed), open, blocked."""

    def __init__(self, person: Account) -> None:
        super().__init__(person.id)
        self.person = person
        self.state = "never"

    @property
    def label(self) -> str:
        return f"@{self.person.name}"

    def as_chat(self) -> Json:
        user = self.person.as_user()
        shown: Json = {key: user[key] for key in ("first_name", "last_name", "username") if key in user}
        return {"id": self.id, "type": "private", **shown}

    def full_info(self) -> Json:
        return {
            **self.as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": gifts(),
        }


def gifts() -> dict[str, Any]:
    """AcceptedGiftTypes, which getChat must show."""
    kinds = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return dict.fromkeys(kinds, False)
