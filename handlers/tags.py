"""`/tag` and `/untag`: labels on members, for the whole team."""

from datetime import datetime

from pydantic_core import PydanticCustomError

from community import tags
from core.errors import Refused
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.people import Words, meant_first, mention_of, words_of
from sop.language.values import parse_duration
from storage.members import Member
from views import tags as view
from views.times import day_near


async def tag(context: Context) -> Replies:
    """Put a tag on a member, perhaps for some time; without a tag, show what they hold."""
    member, words = await meant_first(context, words_of(context))
    if not words:
        return [context.reply(await _held(context, member))]
    name, expires_at = _read(context, words)
    changed = await tags.add(context.inside, member, name, "hand", by=context.user, expires_at=expires_at)
    until = None if expires_at is None else _day(context, expires_at)
    who = await mention_of(context, member)
    return [context.reply(view.tagged(context.texts, who, name, until, changed=changed))]


async def untag(context: Context) -> Replies:
    """Take a tag off a member."""
    member, words = await meant_first(context, words_of(context))
    if len(words.words) != 1:
        raise WrongUse
    name = tags.parse_tag(words.text)
    changed = await tags.remove(context.inside, member, name, "hand", by=context.user)
    who = await mention_of(context, member)
    return [context.reply(view.untagged(context.texts, who, name, changed=changed))]


def _read(context: Context, words: Words) -> tuple[str, datetime | None]:
    """The tag, and when it ends."""
    if len(words.words) > 2:
        raise WrongUse
    name = tags.parse_tag(words.first and words.text.split()[0])
    if len(words.words) == 1:
        return name, None
    length = words.after().text
    try:
        return name, context.uow.now + parse_duration(length)
    except PydanticCustomError:
        raise Refused("duration_bad", text=length[:32]) from None


async def _held(context: Context, member: Member) -> str:
    texts = context.texts
    shown = [
        tag.tag if tag.expires_at is None else view.with_end(texts, tag.tag, _day(context, tag.expires_at))
        for tag in await context.uow.tags.of(member.id)
    ]
    return view.held(texts, await mention_of(context, member), shown)


def _day(context: Context, instant: datetime) -> str:
    scope = context.inside
    return day_near(context.texts, scope.day(instant), scope.today)


COMMANDS = (
    Command("tag", "tag a member", tag, Act.TAG, usage="@member tag [30d]"),
    Command("untag", "take a tag off", untag, Act.TAG, usage="@member tag"),
)
