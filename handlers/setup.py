"""`/setup`: asks Telegram anew what the bot may do in a chat; `bot.setup` answers."""

from core.errors import Refused
from core.permissions import Act
from handlers.commands import Command
from handlers.context import Context, Replies


async def setup(context: Context) -> Replies:
    """Of this chat; in private, of each chat of the community. Answers follow as soon as Telegram has told."""
    assert context.message is not None
    if context.chat is not None:
        _ask(context, context.chat.id, topic=context.here.topic, reply_to=context.message.message_id)
        return []
    chats = [chat for chat in await context.uow.chats.of_community(context.community.id) if chat.active]
    if not chats:
        raise Refused("no_group_left")
    for chat in chats:
        _ask(context, chat.id, in_private=True)
    return []


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


COMMANDS = (Command("setup", "what I can do here, and what's missing", setup, Act.SET_UP),)
