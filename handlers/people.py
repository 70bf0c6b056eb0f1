"""Who is meant by a command: a text mention, @username or numeric id in it, else whom it replies to."""

from dataclasses import dataclass

from markupsafe import Markup

from community.naming import find_member
from core.errors import Refused
from core.permissions import Role
from handlers.accounts import seen
from handlers.commands import read_command
from handlers.context import Context
from handlers.incoming import Account
from storage.members import Member
from storage.users import User
from views.names import mention

_SHORTEST_ID = 5
"""Digits of the shortest number that is taken for a user id; shorter ones are amounts."""

_MENTIONED = "\ue001"
"""Stands for a text mention while a text is cut into words; a private-use character no one types."""

Word = str | Account


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a command. A text mention is one word, however many the name has."""

    words: tuple[Word, ...]

    @property
    def first(self) -> str:
        """The first word in lower case; empty if there is none, or a person."""
        return self.words[0].lower() if self.words and isinstance(self.words[0], str) else ""

    def after(self, count: int = 1) -> "Words":
        """Without the first words."""
        return Words(self.words[count:])

    @property
    def text(self) -> str:
        """As one text; people by their names."""
        return " ".join(word if isinstance(word, str) else word.full_name for word in self.words)

    def __bool__(self) -> bool:
        return bool(self.words)


def words_of(context: Context) -> Words:
    """What follows the command, in words."""
    message = context.message
    if message is None or not message.text:
        return Words(tuple(context.args.split()))
    mentioned = [entity for entity in message.entities if entity.type == "text_mention" and entity.user]
    if not mentioned:
        return Words(tuple(context.args.split()))
    encoded = message.text.encode("utf-16-le")
    for entity in sorted(mentioned, key=lambda entity: -entity.offset):
        start, end = entity.offset * 2, (entity.offset + entity.length) * 2
        encoded = encoded[:start] + f" {_MENTIONED} ".encode("utf-16-le") + encoded[end:]
    typed = read_command(encoded.decode("utf-16-le"))
    users = iter(sorted(mentioned, key=lambda entity: entity.offset))
    found: list[Word] = []
    for word in (typed.args if typed else context.args).split():
        user = next(users).user if word == _MENTIONED else None
        found.append(user or word)
    return Words(tuple(found))


async def meant_first(context: Context, words: Words) -> tuple[Member, Words]:
    """The member that the first word names, else the one replied to, and the words that remain.

    Refused with `member_missing` if nobody is named, else as `find_member`.
    """
    replied = await _replied_to(context)
    if words and _names_somebody(words.words[0], with_ids=replied is None):
        return await _find(context, words.words[0]), words.after()
    if replied is None:
        raise Refused("member_missing")
    return await _answered(context, replied), words


async def meant_anywhere(
    context: Context, words: Words, *, anybody: bool = False
) -> tuple[Member | None, Words]:
    """As `meant_first`, with the name at any place; None if nobody is named. Two names are refused.

    `anybody`: as `find_member`.
    """
    replied = await _replied_to(context)
    named = [word for word in words.words if _names_somebody(word, with_ids=True)]
    if len(named) > 1:
        raise Refused("one_member_only")
    if named:
        rest = Words(tuple(word for word in words.words if word is not named[0]))
        return await _find(context, named[0], anybody=anybody), rest
    return (None if replied is None else await _answered(context, replied)), words


async def all_meant(context: Context, words: Words) -> tuple[list[Member], Words]:
    """Every member who is named, each once, else the one replied to; and the words that name nobody."""
    named = [word for word in words.words if _names_somebody(word, with_ids=True)]
    rest = Words(tuple(word for word in words.words if word not in named))
    if named:
        found = [await _find(context, word) for word in named]
        return list({member.id: member for member in found}.values()), rest
    replied = await _replied_to(context)
    return ([] if replied is None else [await _answered(context, replied)]), rest


async def user_of(context: Context, member: Member) -> User:
    """The account of a member."""
    return await context.uow.users.get(member.user_id)


async def mention_of(context: Context, member: Member) -> Markup:
    """A mention of a member, for an answer."""
    user = await user_of(context, member)
    return mention(user.name, user.telegram_id)


async def _find(context: Context, word: Word, *, anybody: bool = False) -> Member:
    if isinstance(word, str):
        return await find_member(context.inside, word, anybody=anybody)
    return await find_member(context.inside, await seen(context.uow, word))


async def _answered(context: Context, replied: User | Member) -> Member:
    return await find_member(context.inside, replied) if isinstance(replied, User) else replied


async def _replied_to(context: Context) -> User | Member | None:
    """Who wrote the message that the command replies to; of the bot's own, whom it tells the team about."""
    replied = context.message.replied_to if context.message is not None else None
    if replied is None or replied.author is None:
        return None
    if replied.author.id == context.services.me.id:
        return await _told_about(context, replied.message_id)
    return None if context.private else await seen(context.uow, replied.author)


async def _told_about(context: Context, message_id: int) -> Member | None:
    """Whom a card of the bot's is about. What it says to members names nobody."""
    among_members = context.chat is not None and context.chat.for_members
    if among_members or context.role < Role.ASSISTANT:
        return None
    chat_id = None if context.chat is None else context.chat.id
    row = await context.uow.outbox.shown(chat_id, context.user.id, message_id)
    member = None if row is None or row.member_id is None else await context.uow.members.find(row.member_id)
    return member if member is not None and member.community_id == context.community.id else None


def _names_somebody(word: Word, *, with_ids: bool) -> bool:
    if not isinstance(word, str):
        return True
    is_id = word.isascii() and word.isdigit() and len(word) >= _SHORTEST_ID
    return word.startswith("@") or (with_ids and is_id)
