"""Checking in: `/checkin`, the button, a keyword or a hashtag; each is confirmed as quietly as can be."""

from datetime import date

from community import check_ins, points
from community.check_in_words import recognise
from community.check_ins import CheckedIn, Source
from community.proofs import NOTHING
from core.callback import CallbackError, Press
from core.message import Message, Reaction
from core.permissions import Act, may
from handlers import proofs
from handlers.commands import Command
from handlers.context import Context, Replies, Toast
from handlers.dates import is_day, parse_day
from handlers.people import Words, meant_first, mention_of, words_of
from handlers.presses import PressRoute
from handlers.proofs import Missing, pressed_in_group
from handlers.undo import Undoers
from storage.audit import AuditEntry
from views import check_ins as view
from views.undo import button


async def by_command(context: Context) -> Replies:
    """Check in for today; answered by a message. `@member 2026-11-20`: the team enters a missed check-in."""
    words = words_of(context)
    if _is_repair(context, words):
        return await _repair(context, words)
    day = context.inside.day(context.at)
    done = await proofs.attempt(context, day, Source.COMMAND, proofs.shown_by(context, context.args))
    if isinstance(done, Missing):
        return [await proofs.asks(context, done, day)]
    return [await _answered(context, done)]


async def by_button(context: Context, press: Press) -> Replies:
    """`ci:<community id>:<yyyymmdd>`: check in for the day that the button names; answered over the chat."""
    day = view.day_of_button(press.word(1))
    if day is None:
        raise CallbackError(f"no day: {press.word(1)!r}")
    await context.enter(press.number(0))
    done = await proofs.attempt(context, day, Source.BUTTON, NOTHING)
    if isinstance(done, Missing):
        return (
            [await proofs.asks(context, done, day)] if context.private else [pressed_in_group(context, done)]
        )
    return [Toast(view.toast(context.texts, done))]


async def by_message(context: Context, text: str) -> Replies:
    """Check in if the message is a check-in; a reaction confirms it in a group, a message in private.

    A second one on the same day gets another reaction, so that nobody wonders, and nothing is said.
    """
    if context.chat is not None and not context.chat.for_members:
        return []
    source = recognise(text, context.services.policies.check_in, proofs.own_words(context))
    proves = context.services.library.proves
    shown = proofs.shown_by(context, text) if source or proves else NOTHING
    if source is None and proves:
        source = await proofs.meant(context, shown)
    elif shown.file_id is not None:
        source = Source.PHOTO
    if source is None:
        return []
    day = context.inside.day(context.at)
    done = await proofs.attempt(context, day, source, shown)
    if isinstance(done, Missing):
        return await proofs.hints(context, done, day)
    if context.chat is None or context.message is None:
        return [await _answered(context, done)]
    return [Reaction(context.chat.id, context.message.message_id, view.reaction(done))]


async def _answered(context: Context, done: CheckedIn) -> Message:
    earns = await points.may_earn(context.inside, context.me)
    return context.reply(view.answer(context.texts, done, earns=earns))


async def take_back(context: Context, entry: AuditEntry) -> None:
    """Undo: a check-in that was entered by hand."""
    assert entry.member_id is not None
    assert entry.detail is not None
    member = await context.uow.members.get(entry.member_id)
    await check_ins.take_back(context.inside, member, date.fromisoformat(entry.detail["day"]))


def _is_repair(context: Context, words: Words) -> bool:
    """Somebody is named, or the team ends with a date. Else it is what one writes."""
    if not words:
        return False
    if not isinstance(words.words[0], str) or words.first.startswith("@"):
        return True
    return may(context.role, Act.REPAIR_CHECK_IN) and is_day(str(words.words[-1]))


async def _repair(context: Context, words: Words) -> Replies:
    """The member named, or replied to, and the day; without one, today."""
    context.require(Act.REPAIR_CHECK_IN)
    member, rest = await meant_first(context, words)
    today = context.inside.today
    day = parse_day(rest.text, today, past=True) if rest else today
    done = await check_ins.repair(context.inside, member, day, context.user)
    text = view.repaired(context.texts, await mention_of(context, member), done.done)
    return [context.reply(text, ((button(context.texts, done.entry.id),),))]


COMMANDS = (Command("checkin", "check in for today", by_command, Act.CHECK_IN, usage="\n@member 2026-11-20"),)
PRESSES = (PressRoute("ci", by_button),)
UNDO: Undoers = {"repair": (Act.REPAIR_CHECK_IN, take_back)}
