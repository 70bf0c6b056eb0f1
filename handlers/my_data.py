"""`/mydata`: everything the bot knows of a person, as a file; `/forgetme`: it forgets them, after asking twice."""

from datetime import timedelta
from typing import Any

from pydantic_core import to_json

from community import forgetting
from core.callback import CallbackError, Press
from core.errors import Refused
from core.message import Edit, Rows
from handlers.commands import Command, Where, WrongUse
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from sop.engine.forgetting import end_runs
from storage.personal import everything
from views import my_data as view

ANSWERED_WITHIN = timedelta(days=1)
"""How long the buttons of the two questions hold."""


async def my_data(context: Context) -> Replies:
    """The file, with a few words on what is in it."""
    if context.args:
        raise WrongUse
    person = await forgetting.whole(context.uow, context.user)
    titles = await _communities(context)
    tables = await everything(context.uow, person)
    content = _file(context, titles, tables)
    attachment = context.uow.attachments.add(f"mydata_{context.at:%Y%m%d}.json", content)
    counts = {name: len(rows) for name, rows in tables.items()}
    summary = view.summary(context.texts, list(titles.values()), counts)
    return [context.reply(summary).instead(attachment=attachment)]


async def forget_me(context: Context) -> Replies:
    """Says what will happen, and asks."""
    if context.args:
        raise WrongUse
    await _check(context)
    titles = await _communities(context)
    return [context.reply(*view.ask(context.texts, list(titles.values()), context.user.id))]


async def press(context: Context, press: Press) -> Replies:
    """`fg:<which>:<user>`: the first yes, the second, or no."""
    what = press.word(0)
    await _check_pressed(context, press.number(1))
    if what == view.KEEP:
        return await _edited(context, view.kept(context.texts))
    await _check(context)
    if what == view.FORGET:
        return await _edited(context, *view.ask_again(context.texts, context.user.id))
    if what != view.SURE:
        raise CallbackError(f"no answer: {what!r}")
    await end_runs(context.uow, context.user.id)
    await forgetting.forget(context.uow, context.services.policies, context.user)
    # Nobody is known in this chat any more, so that it can be told over it alone.
    return [Toast(view.forgotten(context.texts), alert=True)]


async def _check(context: Context) -> None:
    owner_ids = context.services.settings.owner_ids
    await forgetting.check_may_be_forgotten(context.uow, context.services.policies, context.user, owner_ids)


async def _check_pressed(context: Context, user_id: int) -> None:
    """The question was put to this person, not long ago."""
    if user_id != context.user.id:
        raise Refused("button_used")
    row = await context.pressed()
    if row is None or context.uow.now - row.created_at > ANSWERED_WITHIN:
        raise Refused("button_too_old")


async def _edited(context: Context, text: str, buttons: Rows = ()) -> Replies:
    row = await context.pressed()
    assert row is not None, "it was looked at before"
    return [Edit(row.id, text, buttons)]


async def _communities(context: Context) -> dict[int, str]:
    """Where the person is known, by id."""
    members = await context.uow.members.of_user(context.user.id)
    found = [await context.uow.communities.get(member.community_id) for member in members]
    return {community.id: community.title for community in found}


def _file(context: Context, titles: dict[int, str], tables: dict[str, Any]) -> bytes:
    whole = {"made_at": context.at, "communities": titles, **tables}
    return to_json(whole, indent=2)


COMMANDS = (
    Command("mydata", "everything I know about you, as a file", my_data, where=Where.PRIVATE, unbound=True),
    Command("forgetme", "have me forget you", forget_me, where=Where.PRIVATE, unbound=True),
)
PRESSES = (PressRoute("fg", press),)
