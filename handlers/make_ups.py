"""`/makeup`: the days a member can make up for, the cards there are for it, and one more for points."""

from community import make_up_cards, make_ups
from core.callback import CallbackError, Press
from core.message import Edit, Rows
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.dates import is_day, parse_day
from handlers.own import enter_own
from handlers.presses import PressRoute
from views import make_ups as view
from views.check_ins import day_of_button


async def makeup(context: Context) -> Replies:
    """What can be made up for, as buttons; with a date, that day at once."""
    if not context.args:
        return [context.reply(*await _shown(context))]
    if not is_day(context.args):
        raise WrongUse
    day = parse_day(context.args, context.inside.today, past=True)
    done = await make_ups.make_up(context.inside, context.me, day)
    left = await context.uow.make_up_cards.held(context.me.id)
    return [context.reply(view.made_up(context.texts, done, left))]


async def press_day(context: Context, press: Press) -> Replies:
    """`mk:<member>:<yyyymmdd>`: make up for that day."""
    await enter_own(context, press)
    day = day_of_button(press.word(1))
    if day is None:
        raise CallbackError(f"no day: {press.word(1)!r}")
    done = await make_ups.make_up(context.inside, context.me, day)
    return [Toast(view.toast(context.texts, done)), *await _anew(context)]


async def press_buy(context: Context, press: Press) -> Replies:
    """`mb:<member>`: buy a card."""
    await enter_own(context, press)
    balance = await make_up_cards.buy(context.inside, context.me)
    return [Toast(view.bought(context.texts, balance)), *await _anew(context)]


async def _anew(context: Context) -> list[Edit]:
    """The message with the buttons as it is now."""
    row = await context.pressed()
    return [] if row is None else [Edit(row.id, *await _shown(context))]


async def _shown(context: Context) -> tuple[str, Rows]:
    choice = await make_ups.choice(context.inside, context.me)
    return view.choices(context.texts, context.me.id, choice)


COMMANDS = (Command("makeup", "make up for a missed day", makeup, Act.CHECK_IN, usage="\n2026-11-20"),)
PRESSES = (PressRoute("mk", press_day), PressRoute("mb", press_buy))
