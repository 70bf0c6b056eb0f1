"""`/setup`: what is chosen for the community, changed by buttons; and a fresh look at what the bot may do.

The pages live in the private chat. What Telegram tells of the bot's rights is answered by `bot.setup`.
"""

from datetime import timedelta

from core.callback import Press
from core.errors import Refused
from core.message import Edit
from core.permissions import Act
from handlers.commands import Command
from handlers.context import Context, Replies, Toast
from handlers.presses import PressRoute
from handlers.setup_changes import CHANGES, Changed, take_back, typed
from handlers.setup_pages import page, script_meant
from storage.prompts import Prompt
from views import cities
from views import setup_menu as view

OPEN_FOR = timedelta(minutes=10)
"""For how long the next message is taken for what was asked."""


async def setup(context: Context) -> Replies:
    """In a group, how the bot stands there; in private the pages, and how it stands in each chat."""
    assert context.message is not None
    if context.chat is not None:
        _ask(context, context.chat.id, topic=context.here.topic, reply_to=context.message.message_id)
        return []
    await _look(context)
    return await opened(context)


async def opened(context: Context) -> Replies:
    """The first page, as a message of its own."""
    context.require(Act.SET_UP)
    return [context.reply(*await page(context, "home"))]


async def press(context: Context, press: Press) -> Replies:
    """`su:<community>:<page or change>:…`."""
    await context.enter(press.number(0))
    context.require(Act.SET_UP)
    row, name = await context.pressed(), press.word(1)
    if row is None:
        return await opened(context)
    await _close_prompt(context)
    if name == "look":
        await _look(context)
        return [Toast(view.looking(context.texts))]
    if name == "type":
        return [Edit(row.id, *await _prompt(context, press))]
    if name == "undo":
        entry = await context.uow.audit.find(press.number(2))
        if entry is None:
            raise Refused("button_unknown")
        await take_back(context, entry)
        return [Toast(view.saved(context.texts)), Edit(row.id, *await page(context, "home"))]
    if name in CHANGES:
        changed = await CHANGES[name](context, press)
        return [Toast(view.saved(context.texts)), Edit(row.id, *await _after(context, changed))]
    number = press.number(2) if len(press.args) > 2 else None
    return [Edit(row.id, *await page(context, name, number))]


async def by_message(context: Context) -> Replies | None:
    """What somebody typed because a page asked for it; None if nothing was asked."""
    if context.user.telegram_id not in context.services.settings.owner_ids or context.message is None:
        return None
    prompt = await context.uow.prompts.of(context.user.id)
    if prompt is None or prompt.expires_at <= context.at or not context.message.words:
        return None
    await context.enter(prompt.community_id)
    context.require(Act.SET_UP)
    if prompt.field == "tz":
        return [context.reply(*await _city(context, context.message.words))]
    changed = await typed(context, prompt.field, context.message.words)
    await _close_prompt(context)
    return [context.reply(*await _after(context, changed))]


async def _city(context: Context, text: str) -> view.Page:
    """The cities that can be meant; one of them is chosen by its button, since names are not unique."""
    found = [(city.zone, city.called(context.texts.locale)) for city in cities.find(text)]
    if found:
        await _close_prompt(context)
    return view.cities(context.texts, context.community.id, found)


async def _after(context: Context, changed: Changed) -> view.Page:
    """The page with what is so now, and a button that takes it back."""
    text, rows = await page(context, changed.page, changed.number)
    if changed.entry is None:
        return text, rows
    return text, (view.undo_row(context.texts, context.community.id, changed.entry.id), *rows)


async def _prompt(context: Context, press: Press) -> view.Page:
    field, about = press.word(2), None
    if field == "in":
        script = await script_meant(context, press.number(3))
        described = list(script.program.inputs.values())
        if press.number(4) >= len(described):
            raise Refused("button_unknown")
        about = described[press.number(4)].title.said_in(context.community.locale)
        field = f"in:{press.number(3)}:{press.number(4)}"
    elif field not in view.PROMPTS:
        raise Refused("button_unknown")
    uow, known = context.uow, await context.uow.prompts.of(context.user.id)
    key = uow.new_id() if known is None else known.id
    uow.prompts.put(Prompt(key, context.user.id, context.community.id, field, uow.now + OPEN_FOR))
    return view.prompt(context.texts, context.community.id, field, about)


async def _close_prompt(context: Context) -> None:
    known = await context.uow.prompts.of(context.user.id)
    if known is not None and known.expires_at > context.uow.now:
        context.uow.prompts.put(
            Prompt(known.id, known.user_id, known.community_id, known.field, context.uow.now)
        )


async def _look(context: Context) -> None:
    """Ask Telegram how the bot stands in each chat of the community. Refused: `no_group_left`."""
    chats = [chat for chat in await context.uow.chats.of_community(context.community.id) if chat.active]
    if not chats:
        raise Refused("no_group_left")
    for chat in chats:
        _ask(context, chat.id, in_private=True)


def _ask(
    context: Context,
    chat_id: int,
    *,
    topic: int | None = None,
    reply_to: int | None = None,
    in_private: bool = False,
) -> None:
    context.uow.requests.ask(
        "setup",
        chat_id=chat_id,
        topic=topic,
        reply_to=reply_to,
        user_id=context.user.id,
        in_private=in_private,
    )


COMMANDS = (Command("setup", "choose language, hours, scripts; what I can do here", setup, Act.SET_UP),)

PRESSES = (PressRoute("su", press),)
