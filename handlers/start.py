"""The private chat: `/start` with and without a payload, which community is meant, `/stop` and back."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from community import certificates, people
from core.callback import Press
from core.errors import Refused
from core.message import Edit, Message, Rows
from core.permissions import Role
from handlers import check_ins, introductions, setup
from handlers.commands import Command, CommandTable, Where, read_command
from handlers.context import AfterScripts, Context, Replies, Reply, Toast
from handlers.presses import PressRoute
from views import certificates as certificates_view
from views import refusals
from views import start as view

QUESTION, SAYING, COMMUNITY, SETTINGS, PROFILE = "q", "r", "c", "s", "p"
"""What the payload of a deep link begins with; a number follows."""

Part = tuple[str, Rows]
"""A part of a message: its text and its buttons."""


async def start(context: Context) -> Replies:
    """The private chat is open from now on: what a button promised or scripts say, else a greeting."""
    context.user = await people.started_private(context.uow, context.user, context.at)
    if context.role >= Role.ASSISTANT:
        context.uow.requests.ask("menus", user_id=context.user.id)
    if context.args.startswith(certificates_view.VERIFY):
        return await _verify(context)
    kind, number = context.args[:1], context.args[1:]
    if not (number.isascii() and number.isdigit()):
        kind = ""
    if kind in (QUESTION, SAYING) and await _reveal(context):
        return []
    if kind in (COMMUNITY, SETTINGS, PROFILE) and int(number) in dict(context.homes):
        await _settle_in(context, int(number))
    if kind == SETTINGS and context.scope is not None and context.role is Role.OWNER:
        return await setup.opened(context)
    if kind == PROFILE and context.scope is not None and context.member is not None:
        await context.services.engine.settle(context.uow)
        return await introductions.opened(context)
    offers = _standing_offers(context)
    return [AfterScripts(_joined(context, [_greeting(context), *offers]), _joined(context, offers))]


def _joined(context: Context, parts: Sequence[Part]) -> Message | None:
    """One message of several parts."""
    if not parts:
        return None
    rows = [row for _, buttons in parts for row in buttons]
    return context.reply("\n\n".join(text for text, _ in parts), tuple(rows))


async def _verify(context: Context) -> Replies:
    """`/start verify_<code>`: the code of a certificate was scanned."""
    code = context.args.removeprefix(certificates_view.VERIFY)
    found = await certificates.verify(context.uow, code)
    return [context.reply(certificates_view.verified(context.texts, found))]


async def stop(context: Context) -> Replies:
    """No script writes to this person in private any more."""
    await people.opt_out(context.uow, context.services.policies, context.user, context.at)
    return [context.reply(*view.stopped(context.texts))]


async def write_again(context: Context, _: Press) -> Replies:
    """`oi`: scripts may write to this person again."""
    await people.opt_in(context.uow, context.services.policies, context.user, context.at)
    text = view.writes_again(context.texts)
    pressed = await context.pressed()
    return [Toast(text)] if pressed is None else [Toast(text), Edit(pressed.id, text)]


async def choose_home(commands: CommandTable, context: Context, press: Press) -> Replies:
    """`hc:<community id>`: which community is meant in private; what was asked before is done now."""
    community_id = press.number(0)
    if community_id not in dict(context.homes):
        raise Refused("button_unknown")
    await _settle_in(context, community_id)
    pressed = await context.pressed()
    replies: list[Reply] = []
    if pressed is not None:
        replies.append(Edit(pressed.id, view.home_chosen(context.texts, context.community.title)))
        replies += await _go_on(commands, context, str(pressed.message().extra.get("said", "")))
    return replies


async def _reveal(context: Context) -> bool:
    """Whether what the button in the group promised stands in the private chat now."""
    return await context.services.engine.reveal(context.uow, context.user, context.args)


async def _go_on(commands: CommandTable, context: Context, said: str) -> Replies:
    """What was asked before the community was known. If it is refused, the choice stands all the same."""
    typed, mark = read_command(said), context.uow.mark()
    try:
        if typed is not None:
            return await commands.run(context, typed)
        return await check_ins.by_message(context, said)
    except Refused as refused:
        if not context.uow.can_cut(mark):
            raise
        context.uow.cut(mark)
        return [context.reply(*refusals.text(context.texts, refused.code, refused.particulars))]


async def _settle_in(context: Context, community_id: int) -> None:
    context.user = context.uow.users.put(replace(context.user, home_id=community_id))
    await context.become(await context.scope_of(community_id))


def _greeting(context: Context) -> Part:
    texts, name, bot = context.texts, context.user.name, context.services.me
    if context.scope is None:
        if context.homes:
            return view.which_home(texts, context.homes)
        if context.role is Role.OWNER:
            return view.greeting_first_owner(texts, name, bot.name, bot.username)
        return view.greeting_stranger(texts, name, bot.name), ()
    community = context.community
    if context.role is Role.OWNER:
        return view.greeting_owner(texts, name, community.title, community.digest_at), ()
    if context.role is Role.ASSISTANT:
        return view.greeting_staff(texts, name, community.title), ()
    return view.greeting(texts, name, bot.name, community.title), ()


def _standing_offers(context: Context) -> list[Part]:
    """To change the community that is meant, and to be written to again."""
    offers: list[Part] = []
    others = [home for home in context.homes if context.scope and home[0] != context.community.id]
    if others:
        offers.append(view.homes(context.texts, context.community.title, others))
    if context.user.opted_out:
        offers.append(view.still_stopped(context.texts))
    return offers


def presses(commands: CommandTable) -> tuple[PressRoute, ...]:
    """The buttons of the private chat."""
    return (PressRoute("oi", write_again), PressRoute("hc", partial(choose_home, commands)))


COMMANDS = (
    Command("start", "say hello, or switch community", start, where=Where.PRIVATE, unbound=True),
    Command("stop", "no more messages from me in private", stop, where=Where.PRIVATE, unbound=True),
)
