"""Checking in: `/checkin`, the button, a keyword or a hashtag; each is confirmed as quietly as can be."""

from community import check_ins
from community.check_ins import CheckedIn, Source
from core.callback import CallbackError, Press
from core.message import Reaction
from core.permissions import Act
from handlers.commands import Command
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from views import check_ins as view


async def by_command(context: Context) -> Replies:
    """Check in for today; answered by a message."""
    done = await _check_in(context, Source.COMMAND)
    return [context.reply(view.answer(context.texts, done))]


async def by_button(context: Context, press: Press) -> Replies:
    """`ci:<community id>:<yyyymmdd>`: check in for the day that the button names; answered over the chat."""
    day = view.day_of_button(press.word(1))
    if day is None:
        raise CallbackError(f"no day: {press.word(1)!r}")
    await context.enter(press.number(0))
    context.require(Act.CHECK_IN)
    done = await check_ins.check_in(context.inside, context.me, day, context.at, Source.BUTTON)
    return [Toast(view.toast(context.texts, done))]


async def by_message(context: Context, text: str) -> Replies:
    """Check in if the message is a check-in; a reaction confirms it in a group, a message in private.

    A second one on the same day gets another reaction, so that nobody wonders, and nothing is said.
    """
    if context.chat is not None and not context.chat.for_members:
        return []
    source = check_ins.recognise(text, context.services.policies.check_in)
    if source is None:
        return []
    done = await _check_in(context, source)
    if context.chat is None or context.message is None:
        return [context.reply(view.answer(context.texts, done))]
    return [Reaction(context.chat.id, context.message.message_id, view.reaction(done))]


async def _check_in(context: Context, source: Source) -> CheckedIn:
    day = context.inside.day(context.at)
    context.require(Act.CHECK_IN)
    return await check_ins.check_in(context.inside, context.me, day, context.at, source)


COMMANDS = (Command("checkin", "check in for today", by_command, Act.CHECK_IN),)
PRESSES = (PressRoute("ci", by_button),)
