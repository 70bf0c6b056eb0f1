"""`/tag` and `/untag`: labels on one member or on many, for the whole team; `/tags`: the library."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import PydanticCustomError

from community import tags
from community.aims import Aim
from community.tags import Hand
from core import selectors
from core.callback import Press
from core.errors import Refused
from core.message import Message, Rows
from core.permissions import Act
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies
from handlers.large_work import carry_out
from handlers.people import Words, all_meant, mention_of, user_of, words_of
from handlers.presses import PressRoute
from handlers.undo import Undoers
from sop.engine.work import WorkKind
from sop.language.values import parse_duration
from sop.state import label_in
from storage.audit import AuditEntry
from storage.members import Member
from storage.tags import MemberTag, TagChange
from views import tags as view
from views import undo as undo_view
from views.names import shown
from views.times import day_near


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is meant, and what follows: one member, or an aim at several with its words."""

    member: Member | None
    aim: Aim | None
    who: str
    rest: Words


async def tag(context: Context) -> Replies:
    """Put a tag on somebody, perhaps for some time and with a reason; without a tag, show what they hold."""
    wish = await _meant(context, words_of(context))
    if wish.member is not None and not wish.rest:
        return [context.reply(*await _held(context, wish.member))]
    name, expires_at, reason = _read(context, wish.rest)
    if wish.member is None:
        assert wish.aim is not None
        until = None if expires_at is None else expires_at.isoformat()
        day = None if expires_at is None else _day(context, expires_at)
        told: dict[str, Any] = {
            "tag": name,
            "until": until,
            "until_day": day,
            "reason": reason,
            "who": wish.who,
        }
        return await carry_out(context, WorkKind.TAG, wish.aim, **told)
    done = await tags.put_on(context.inside, wish.member, name, Hand(context.user, reason), expires_at)
    until_day = None if expires_at is None else _day(context, expires_at)
    who = await mention_of(context, wish.member)
    text = view.tagged(context.texts, who, name, until_day, reason, changed=done.changed)
    return [_with_undo(context, text, done.entry if done.changed else None)]


async def untag(context: Context) -> Replies:
    """Take a tag off somebody."""
    wish = await _meant(context, words_of(context))
    if not wish.rest:
        raise WrongUse
    name, reason = tags.parse_tag(str(wish.rest.words[0])), tags.parse_reason(wish.rest.after().text)
    tags.settable(name)
    if wish.member is None:
        assert wish.aim is not None
        return await carry_out(context, WorkKind.UNTAG, wish.aim, tag=name, reason=reason, who=wish.who)
    done = await tags.take_off(context.inside, wish.member, name, Hand(context.user, reason))
    who = await mention_of(context, wish.member)
    text = view.untagged(context.texts, who, name, changed=done.changed)
    return [_with_undo(context, text, done.entry)]


async def library(context: Context) -> Replies:
    """The team's tags, those in use first."""
    if words_of(context):
        raise WrongUse
    policy, locale = context.inside.policies.tags, context.texts.locale
    counts = await context.uow.tags.counts(context.community.id)
    by_rule = {rule.tag or name for name, rule in policy.rules.items()}
    found = []
    for name in sorted(
        {*counts, *policy.library, *by_rule}, key=lambda one: (-counts.get(one, (0, 0))[0], one)
    ):
        n, row_id = counts.get(name, (0, None))
        entry = policy.library.get(name)
        described = entry.description.in_locale(locale) if entry and entry.description else ""
        title = entry.title.in_locale(locale) if entry else ""
        public = name in policy.public
        found.append(view.Shelved(name, n, title, described, name in by_rule, public, row_id))
    return [context.reply(*view.library(context.texts, found))]


async def press_history(context: Context, press: Press) -> Replies:
    """`tg:<member>`: what was put on somebody and taken off, when, by whom and why."""
    member = await context.uow.members.find(press.number(0))
    if member is None:
        raise Refused("button_unknown")
    await context.enter(member.community_id)
    context.require(Act.TAG)
    changes = [
        await _changed(context, one) for one in await context.uow.tags.history(member.id, view.HISTORY_SHOWN)
    ]
    return [context.reply(view.history(context.texts, await mention_of(context, member), changes))]


async def take_back(context: Context, entry: AuditEntry) -> None:
    """Let a tag be as it was before."""
    await tags.take_back(context.inside, entry, context.user)


async def _meant(context: Context, words: Words) -> Wish:
    """A selector at the beginning, else those who are named or replied to. Refused `member_missing`."""
    first = words.words[0] if words else ""
    if isinstance(first, str) and selectors.looks_like(first):
        return _selected(words)
    members, rest = await all_meant(context, words)
    if not members:
        raise Refused("member_missing")
    if len(members) == 1:
        return Wish(members[0], None, "", rest)
    names = [shown((await user_of(context, member)).name) for member in members]
    aim = Aim(members=tuple(member.id for member in members))
    return Wish(None, aim, context.texts.plain(", ").join(names), rest)


def _selected(words: Words) -> Wish:
    """The longest beginning that is a selector; the tag follows it."""
    plain = [str(word) for word in words.words]
    for end in range(len(plain) - 1, 0, -1):
        try:
            text = str(selectors.parse(" ".join(plain[:end])))
        except Refused:
            continue
        return Wish(None, Aim(selector=text), " ".join(plain[:end]), words.after(end))
    selectors.parse(plain[0])
    raise WrongUse


def _read(context: Context, words: Words) -> tuple[str, datetime | None, str]:
    """The tag, when it ends, and why."""
    if not words:
        raise WrongUse
    name = tags.parse_tag(str(words.words[0]))
    tags.settable(name)
    rest = words.after()
    if not rest or not rest.first[:1].isdigit():
        return name, None, tags.parse_reason(rest.text)
    try:
        expires_at = context.uow.now + parse_duration(rest.first)
    except PydanticCustomError:
        raise Refused("duration_bad", text=rest.first[:32]) from None
    return name, expires_at, tags.parse_reason(rest.after().text)


def _with_undo(context: Context, text: str, entry: AuditEntry | None) -> Message:
    rows = () if entry is None else ((undo_view.button(context.texts, entry.id),),)
    return context.reply(text, rows)


async def _held(context: Context, member: Member) -> tuple[str, Rows]:
    texts, found = context.texts, []
    for one in await context.uow.tags.of(member.id):
        until = None if one.expires_at is None else _day(context, one.expires_at)
        by = await _by(context, one)
        source = await _source(context, one.source)
        found.append(view.Held(one.tag, source, _day(context, one.since), by, one.reason, until))
    return view.held(texts, await mention_of(context, member), member.id, found)


async def _changed(context: Context, one: TagChange) -> view.Changed:
    by = await _name(context, one.by_user_id)
    source = await _source(context, one.source)
    return view.Changed(_day(context, one.at), one.tag, one.added, source, by, one.reason)


async def _by(context: Context, one: MemberTag) -> str:
    """Who set a tag by hand."""
    if one.source != tags.HAND:
        return ""
    changes = await context.uow.tags.history(one.member_id, view.HISTORY_SHOWN)
    last = next((change for change in changes if change.tag == one.tag and change.added), None)
    return await _name(context, last.by_user_id if last else None)


async def _name(context: Context, user_id: int | None) -> str:
    return "" if user_id is None else shown((await context.uow.users.get(user_id)).name)


async def _source(context: Context, source: str) -> str:
    """A script by its title; everything else as it is kept."""
    if not source.startswith("run:"):
        return source
    await context.uow.runs.load_ids([int(source.split(":")[1])])
    run = context.uow.runs.known(int(source.split(":")[1]))
    if run is None:
        return label_in(source)
    program = context.services.library.program(context.community.locale, run.sop)
    return run.sop if program is None else program.called(context.texts.locale)


def _day(context: Context, instant: datetime) -> str:
    scope = context.inside
    return day_near(context.texts, scope.day(instant), scope.today)


COMMANDS = (
    Command(
        "tag", "tag members", tag, Act.TAG, usage="@member tag [30d] [reason]\nSELECTOR tag [30d] [reason]"
    ),
    Command("untag", "take a tag off", untag, Act.TAG, usage="@member tag\nSELECTOR tag"),
    Command("tags", "the team's tags", library, Act.TAG, where=Where.PRIVATE | Where.STAFF),
)
PRESSES = (PressRoute("tg", press_history),)
UNDO: Undoers = {tags.ON: (Act.TAG, take_back), tags.OFF: (Act.TAG, take_back)}
