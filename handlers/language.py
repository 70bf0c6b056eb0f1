"""`/language`: which language the bot writes to a person in, in private."""

from dataclasses import replace

from config.settings import LOCALES
from core.callback import Press
from core.errors import Refused
from core.message import Edit
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from views import language as view


async def language(context: Context) -> Replies:
    """Show the choice."""
    if context.args:
        raise WrongUse
    return [context.reply(*_choice(context))]


async def choose(context: Context, press: Press) -> Replies:
    """`la:zh|en|-`: the person's own language in private, or the community's."""
    wanted = press.word(0)
    if not context.private or wanted not in (*LOCALES, view.OF_THE_COMMUNITY):
        raise Refused("button_unknown")
    locale = None if wanted == view.OF_THE_COMMUNITY else wanted
    context.user = context.uow.users.put(replace(context.user, locale=locale))
    context.uow.requests.ask("menus", user_id=context.user.id)
    toast = Toast(view.chosen_toast(context.texts))
    row = await context.pressed()
    return [toast] if row is None else [toast, Edit(row.id, *_choice(context))]


def _choice(context: Context) -> view.Choice:
    community = context.scope.community.locale if context.scope else None
    return view.choice(context.texts, context.user.locale, community)


COMMANDS = (
    Command("language", "the language I write to you in", language, where=Where.PRIVATE, unbound=True),
)

PRESSES = (PressRoute("la", choose),)
