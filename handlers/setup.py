"""`/setup`: asks Telegram anew what the bot may do in this chat; `bot.setup` answers."""

from core.permissions import Act
from handlers.commands import Command, Where
from handlers.context import Context, Replies


async def setup(context: Context) -> Replies:
    """The answer follows as soon as Telegram has told."""
    assert context.chat is not None
    assert context.message is not None
    context.uow.requests.ask(
        "setup",
        chat_id=context.chat.id,
        topic=context.here.topic,
        reply_to=context.message.message_id,
        user_id=context.user.id,
    )
    return []


COMMANDS = (
    Command("setup", "what I may do here, and what is missing", setup, Act.SET_UP, Where.GROUP | Where.STAFF),
)
