"""`/calendar`: a member's month of check-ins, with buttons to the months before and after."""

import re
from datetime import date

from community import calendar
from community.calendar import Month
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.own import enter_own
from handlers.presses import PressRoute
from views import calendar as view

_MONTH = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})月?")
_DATA = re.compile(r"(\d{4})(\d{2})")


async def show(context: Context) -> Replies:
    """This month's, or that of the month named."""
    month = await _month(context, _named(context.args, context.inside.today))
    text = view.caption(context.texts, context.user.name, month)
    rows = view.buttons(context.texts, context.me.id, month)
    picture = view.picture(context.texts, context.user.name, context.community.title, month)
    return [context.reply(text, rows, picture)]


async def turn(context: Context, press: Press) -> Replies:
    """`ca:<member>:<yyyymm>`: another month in place of this one."""
    await enter_own(context, press)
    found = _DATA.fullmatch(press.word(1))
    if found is None or not 1 <= int(found[2]) <= 12:
        raise CallbackError(f"no month: {press.word(1)!r}")
    row = await context.pressed()
    if row is None:
        raise Refused("button_too_old")
    month = await _month(context, date(int(found[1]), int(found[2]), 1))
    text = view.caption(context.texts, context.user.name, month)
    rows = view.buttons(context.texts, context.me.id, month)
    return [
        Edit(
            row.id, text, rows, view.picture(context.texts, context.user.name, context.community.title, month)
        )
    ]


async def _month(context: Context, first: date) -> Month:
    return await calendar.month(context.inside, context.me, first)


def _named(text: str, today: date) -> date:
    """A month as people write it: 2026-11, 11, 11月 (the last one). Refused: `date_bad` (text)."""
    if not text:
        return today.replace(day=1)
    found = _MONTH.fullmatch(text)
    if found is None:
        raise WrongUse
    number = int(found[2])
    year = int(found[1]) if found[1] else today.year - (number > today.month)
    if not (1 <= number <= 12 and 2000 <= year <= today.year + 1):
        raise Refused("date_bad", text=text[:32])
    return date(year, number, 1)


COMMANDS = (
    Command("calendar", "your month of check-ins as a picture", show, Act.CHECK_IN, usage="\n2026-11"),
)
PRESSES = (PressRoute("ca", turn),)
