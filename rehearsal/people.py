"""Invented people: what they do reaches the program as it would from Telegram."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from handlers.incoming import (
    Account,
    BotChanged,
    Emoji,
    Entity,
    MemberChanged,
    PhotoSize,
    Pressed,
    Reacted,
    Replied,
    Said,
    Standing,
    TelegramChat,
)
from rehearsal.shown import Impossible, Moved, Place, Shown, Written

if TYPE_CHECKING:
    from rehearsal.stage import Stage

BOT = Account(id=7_000_000_001, is_bot=True, first_name="sopbot", username="sop_bot")

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

_MENTION = re.compile(r"@[A-Za-z]\w{3,31}")
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_restrict_members",
    "can_invite_users",
    "can_pin_messages",
)


class Person:
    """Somebody on Telegram. `private` is their chat with the bot: never (no Start pressed), open, blocked."""

    __slots__ = ("account", "groups", "home", "private", "reactions", "stage")

    def __init__(self, stage: Stage, account: Account) -> None:
        self.stage = stage
        self.account = account
        self.private = "never"
        self.home = Place(account.id, account.full_name, "private", self)
        self.groups: set[Place] = set()
        self.reactions: dict[tuple[int, int], tuple[Emoji, ...]] = {}

    @property
    def id(self) -> int:
        """The Telegram id."""
        return self.account.id

    @property
    def name(self) -> str:
        """First and last name."""
        return self.account.full_name

    def __repr__(self) -> str:
        return f"<{self.name}>"

    # Coming and going

    def joins(self, group: Place) -> None:
        """Walk into the group."""
        if group in self.groups:
            raise Impossible(f"{self.name} is in {group} already")
        self.groups.add(group)
        self._moves(group, "left", "member")

    def leaves(self, group: Place) -> None:
        """Walk out of it."""
        self._must_be_in(group)
        self.groups.discard(group)
        self._moves(group, "member", "left")

    def is_there(self, group: Place) -> None:
        """In the group since before the bot: Telegram tells nobody."""
        self.groups.add(group)

    def brings_bot(self, group: Place) -> None:
        """Add the bot to a group of theirs, as an admin."""
        self.groups.add(group)
        self._of_bot(group, "left", "administrator", dict.fromkeys(_RIGHTS, True))

    def starts(self, payload: str = "") -> Written:
        """Press Start in the private chat, by a deep link or not."""
        if self.private == "blocked":
            self.unblocks()
        self.private = "open"
        return self._writes(self.home, f"/start {payload}".strip())

    def blocks(self) -> None:
        """Block the bot."""
        if self.private != "open":
            raise Impossible(f"{self.name} has no open chat with the bot")
        self.private = "blocked"
        self._of_bot(self.home, "member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        if self.private != "blocked":
            raise Impossible(f"{self.name} has not blocked the bot")
        self.private = "open"
        self._of_bot(self.home, "kicked", "member")

    # Speaking

    def says(
        self,
        text: str,
        place: Place | None = None,
        *,
        replies_to: Shown | Written | None = None,
        mentions: Sequence[Person] = (),
    ) -> Written:
        """Write to a group, or to the bot in private. Whom a name in the text means is told by `mentions`."""
        return self._writes(self._open_to(place), text, replies_to, mentions)

    def sends_photo(
        self, caption: str = "", place: Place | None = None, *, replies_to: Shown | None = None
    ) -> Written:
        """Send a photo, each time another one."""
        where = self._open_to(place)
        number = f"{self.id}-{where.messages + 1}"
        photo = (PhotoSize(file_id=number, file_unique_id=number),)
        return self._writes(where, caption, replies_to, photo=photo)

    def presses(self, shown: Shown, label: str) -> str:
        """Press the button with this label; returns the id of the press, by which a toast answers."""
        found = [button for button in shown.buttons if button.text == label]
        if not found:
            raise Impossible(f"no button {label!r} below “{shown.text[:40]}”, only {shown.labels}")
        if shown.deleted:
            raise Impossible(f"“{shown.text[:40]}” has been deleted")
        self._must_see(shown.place)
        button = found[0]
        if button.start is not None:
            self.starts(button.start)
            return ""
        return "" if button.data is None else self._sends_press(shown, button.data)

    def reacts(self, to: Shown | Written, *emoji: str) -> None:
        """React with these, or take the reaction back with none."""
        self._must_see(to.place)
        key = to.place.telegram_id, to.message_id
        new = tuple(Emoji(emoji=one) for one in emoji)
        told = Reacted.model_construct(
            chat=_chat(to.place),
            message_id=to.message_id,
            date=self.stage.now,
            author=self.account,
            old_reaction=self.reactions.get(key, ()),
            new_reaction=new,
        )
        self.reactions[key] = new
        self.stage.hear(told)

    # How it is told

    def _sends_press(self, shown: Shown, data: str) -> str:
        number = self.stage.next_press(self)
        below = Said.model_construct(
            message_id=shown.message_id, date=shown.at, chat=_chat(shown.place), author=BOT, text=shown.text
        )
        self.stage.hear(Pressed.model_construct(id=number, author=self.account, message=below, data=data))
        return number

    def _writes(
        self,
        place: Place,
        text: str,
        replies_to: Shown | Written | None = None,
        mentions: Sequence[Person] = (),
        photo: tuple[PhotoSize, ...] = (),
    ) -> Written:
        written = Written(
            self.stage.now,
            self,
            place,
            place.next_message_id(),
            text,
            None if replies_to is None else replies_to.message_id,
        )
        words: dict[str, Any] = {"photo": photo, "caption": text or None} if photo else {"text": text}
        told = Said.model_construct(
            message_id=written.message_id,
            date=self.stage.now,
            chat=_chat(place),
            author=self.account,
            entities=_entities(text, mentions),
            reply_to_message=None if replies_to is None else _replied(replies_to),
            **words,
        )
        self.stage.hear(told)
        self.stage.wrote(written)
        return written

    def _moves(self, group: Place, before: Status, after: Status) -> None:
        self.stage.hear(
            MemberChanged.model_construct(
                date=self.stage.now,
                chat=_chat(group),
                author=self.account,
                old_chat_member=_standing(self.account, before),
                new_chat_member=_standing(self.account, after),
            )
        )
        self.stage.moved(Moved(self.stage.now, self, group, after == "member", group.next_message_id()))

    def _of_bot(
        self, place: Place, before: Status, after: Status, rights: dict[str, bool] | None = None
    ) -> None:
        self.stage.hear(
            BotChanged.model_construct(
                date=self.stage.now,
                chat=_chat(place),
                author=self.account,
                old_chat_member=_standing(BOT, before),
                new_chat_member=Standing(status=after, user=BOT, **(rights or {})),
            )
        )

    def _open_to(self, place: Place | None) -> Place:
        where = self.home if place is None else place
        self._must_see(where)
        return where

    def _must_see(self, place: Place) -> None:
        if place is self.home:
            if self.private != "open":
                raise Impossible(f"{self.name} has no open chat with the bot")
        elif place.person is not None:
            raise Impossible(f"{self.name} cannot look into the private chat of {place}")
        else:
            self._must_be_in(place)

    def _must_be_in(self, group: Place) -> None:
        if group not in self.groups:
            raise Impossible(f"{self.name} is not in {group}")


def _chat(place: Place) -> TelegramChat:
    title = None if place.person is not None else place.title
    return TelegramChat.model_construct(id=place.telegram_id, type=place.kind, title=title)


def _standing(account: Account, status: Status) -> Standing:
    return Standing.model_construct(status=status, user=account, is_member=False)


def _replied(to: Shown | Written) -> Replied:
    author = to.person.account if isinstance(to, Written) else BOT
    return Replied.model_construct(message_id=to.message_id, author=author)


def _entities(text: str, mentions: Sequence[Person]) -> tuple[Entity, ...]:
    """The @names in a text, and whom other names mean, where Telegram would mark them."""
    found = [_entity("mention", text, match.start(), match.end()) for match in _MENTION.finditer(text)]
    for person in mentions:
        start = text.find(person.account.first_name)
        if start < 0:
            raise Impossible(f"“{text}” does not name {person.name}")
        end = start + len(person.account.first_name)
        found.append(_entity("text_mention", text, start, end, person.account))
    return tuple(found)


def _entity(kind: str, text: str, start: int, end: int, user: Account | None = None) -> Entity:
    return Entity(type=kind, offset=_utf16(text[:start]), length=_utf16(text[start:end]), user=user)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
