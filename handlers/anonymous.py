"""Anonymous admins: whoever speaks as the group shows by a press who they are; then the command counts."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from core.callback import Press, encode
from core.errors import Refused
from core.message import Button, Edit, Kind, Message, Target
from handlers.batch import Batch
from handlers.commands import CommandTable, read_command
from handlers.context import Context, Replies
from handlers.incoming import Said
from handlers.presses import PressRoute
from storage.outgoing import Outgoing
from views import chats as view
from views.texts import texts_for

KEPT = "anonymous"
"""Where the message that shows the button keeps the command."""

WAITS = timedelta(minutes=10)
"""How long the button is good for."""


async def ask_who(message: Said, batch: Batch) -> Replies:
    """Show a button by which the admin shows who they are; the command waits in that message."""
    chat, typed = await batch.chat(message.chat), read_command(message.text)
    if chat is None or typed is None:
        return []
    community = await batch.uow.communities.get(chat.community_id) if chat.community_id is not None else None
    texts = texts_for(community.locale if community else batch.services.settings.locale)
    row_id = batch.uow.new_id()
    kept = message.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    asking = Message(
        to=Target.chat(chat.id, message.topic),
        kind=Kind.REPLY,
        text=view.who_asks(texts, typed.name),
        buttons=((Button(view.show_yourself(texts), encode("an", row_id)),),),
        reply_to=message.message_id,
        community_id=chat.community_id,
        extra={KEPT: kept},
    )
    await batch.uow.outbox.plan(asking, row_id)
    return []


async def carry_out(commands: CommandTable, context: Context, press: Press) -> Replies:
    """`an:<outbox id>`: the command is carried out as the person who pressed, once."""
    row, message = await _kept(context, press)
    typed = read_command(message.text)
    assert typed is not None
    context.message = message
    replies = list(await commands.run(context, typed))
    context.uow.outbox.put(replace(row, payload={**row.payload, "extra": {KEPT: None}}))
    return [Edit(row.id, view.carried_out(context.texts, typed.name, context.user.name)), *replies]


async def _kept(context: Context, press: Press) -> tuple[Outgoing, Said]:
    row = await context.uow.outbox.find(press.number(0))
    extra = row.payload.get("extra", {}) if row else {}
    if row is None or context.chat is None or row.chat_id != context.chat.id or KEPT not in extra:
        raise Refused("button_unknown")
    if extra[KEPT] is None:
        raise Refused("button_used")
    if context.at - row.created_at > WAITS:
        raise Refused("button_too_old")
    return row, Said.model_validate(extra[KEPT])


def presses(commands: CommandTable) -> tuple[PressRoute, ...]:
    """The button by which an anonymous admin shows who they are."""
    return (PressRoute("an", partial(carry_out, commands)),)
