"""What a person does from the page: the same acts as in Telegram, refused in words that a person can use."""

from typing import NoReturn

from playground.emulator import Chat, Group, Message, Person, Press, PrivateChat
from playground.sandbox.photos import photo

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


class Impossible(Exception):
    """Nobody could do this on Telegram; `code` names a text in `views.playground`."""

    def __init__(self, code: str, **particulars: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.particulars = particulars


def impossible(code: str, **particulars: str | int) -> NoReturn:
    """Raise it."""
    raise Impossible(code, **particulars)


def says(
    person: Person,
    chat: Chat,
    text: str,
    *,
    reply_to: Message | None = None,
    anonymous: bool = False,
    with_photo: bool = False,
) -> Message:
    """Write to a chat, which in a private one may be the Start that opens it; perhaps below a photo."""
    if not text.strip() and not with_photo:
        impossible("empty")
    limit = CAPTION_LIMIT if with_photo else TEXT_LIMIT
    if len(text) > limit:
        impossible("too_long", limit=limit)
    _require_there(person, chat, reply_to)
    if isinstance(chat, PrivateChat):
        return _writes_to_bot(person, chat, text, reply_to, with_photo=with_photo)
    assert isinstance(chat, Group)
    if anonymous:
        if not chat.member(person).is_admin:
            impossible("not_admin", name=person.name, chat=chat.title)
        return person.speaks_anonymously(chat, text, reply_to=reply_to)
    if with_photo:
        return person.sends_photo(chat, caption=text, content=photo(person.id), reply_to=reply_to)
    return person.says(chat, text, reply_to=reply_to)


def _writes_to_bot(
    person: Person, chat: PrivateChat, text: str, reply_to: Message | None, *, with_photo: bool
) -> Message:
    if chat.state == "blocked":
        impossible("blocked", name=person.name)
    if chat.state == "never" and (with_photo or not text.startswith("/start")):
        impossible("not_started", name=person.name)
    if with_photo:
        return person.sends_photo(caption=text, content=photo(person.id), reply_to=reply_to)
    return person.writes_to_bot(text, reply_to=reply_to)


def presses(person: Person, message: Message, row: int, column: int) -> Press:
    """Press the button of that place; a link to the bot opens the private chat and starts it."""
    _require_there(person, message.chat, message)
    rows = message.buttons
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        impossible("no_button")
    return person.presses_at(message, row, column)


def reacts(person: Person, message: Message, emoji: str) -> None:
    """React, or take the same reaction back."""
    _require_there(person, message.chat, message)
    _, before = message.by_account.get(person.id, (person, []))
    given = any(reaction.get("emoji") == emoji for reaction in before)
    person.reacts(message, *([] if given else [emoji]))


def edits(person: Person, message: Message, text: str) -> None:
    """Change what they wrote."""
    _require_there(person, message.chat, message)
    if message.author is not person:
        impossible("not_yours", name=person.name)
    if not text.strip():
        impossible("empty")
    limit = TEXT_LIMIT if message.file is None else CAPTION_LIMIT
    if len(text) > limit:
        impossible("too_long", limit=limit)
    person.edits(message, text)


def deletes(person: Person, message: Message) -> None:
    """Delete their own message, another's as an admin, or any in private."""
    _require_there(person, message.chat, message)
    if message.author is not person:
        _require_right(person, message.chat, "can_delete_messages")
    person.deletes(message)


def pins(person: Person, message: Message) -> None:
    """Pin a message, or take its pin away."""
    _require_there(person, message.chat, message)
    _require_right(person, message.chat, "can_pin_messages")
    (person.unpins if message.pinned else person.pins)(message)


def joins(person: Person, group: Group) -> None:
    """Walk in by the group's link."""
    standing = group.member(person)
    if standing.is_inside:
        impossible("inside_already", name=person.name, chat=group.title)
    if standing.status == "kicked":
        impossible("banned", name=person.name, chat=group.title)
    person.joins(group)


def leaves(person: Person, group: Group) -> None:
    """Go; a group's creator stays."""
    _require_there(person, group, None)
    if group.member(person).status == "creator":
        impossible("creator_stays", name=person.name, chat=group.title)
    person.leaves(group)


def starts(person: Person, payload: str = "") -> None:
    """Open the private chat and press Start; who had blocked the bot unblocks it first."""
    if _private(person).state == "blocked":
        person.unblocks_bot()
    person.presses_start(payload)


def blocks(person: Person) -> None:
    """Block the bot in private."""
    state = _private(person).state
    if state != "open":
        impossible("blocked_already" if state == "blocked" else "nothing_to_block", name=person.name)
    person.blocks_bot()


def unblocks(person: Person) -> None:
    """Let the bot write again."""
    if _private(person).state != "blocked":
        impossible("not_blocked", name=person.name)
    person.unblocks_bot()


def _require_right(person: Person, chat: Chat, right: str) -> None:
    """In a group only admins with that right may do it; in private everybody."""
    if isinstance(chat, Group) and not chat.member(person).may(right):
        impossible("no_right", name=person.name, chat=chat.title)


def _private(person: Person) -> PrivateChat:
    return person.world.private[person.id]


def _require_there(person: Person, chat: Chat, message: Message | None) -> None:
    """The person sees the chat, and the message is still in it."""
    if isinstance(chat, Group) and not chat.member(person).is_inside:
        impossible("not_inside", name=person.name, chat=chat.title)
    if isinstance(chat, PrivateChat) and chat.person is not person:
        impossible("not_theirs", name=person.name)
    if message is None:
        return
    if message.deleted:
        impossible("message_gone")
    if message.only_for not in (None, person):
        impossible("not_theirs", name=person.name)
