"""What a bot sees of a group: everything as an admin, else what is meant for it."""

from playground.emulator.chats import Group, PrivateChat
from playground.emulator.members import Account
from playground.emulator.messages import Message


def sees(bot: Account, message: Message, *, privacy: bool) -> bool:
    """Privacy mode: without admin rights only commands, replies, mentions and service messages."""
    chat = message.chat
    if message.author is bot and not message.service:
        return False
    if isinstance(chat, PrivateChat):
        return True
    if not isinstance(chat, Group) or not chat.member(bot).is_inside:
        return False
    if not privacy or chat.member(bot).is_admin or message.service:
        return True
    return _is_addressed(bot, message)


def _is_addressed(bot: Account, message: Message) -> bool:
    name = f"@{bot.username}".lower()
    replied = message.reply_to is not None and message.reply_to.author is bot
    mentioned = name in (mention.lower() for mention in message.marked("mention"))
    commands = [command.lower() for command in message.marked("bot_command")]
    return replied or mentioned or any("@" not in c or c.endswith(name) for c in commands)
