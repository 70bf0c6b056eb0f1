"""What messages in a group say about who talks with whom: first words of newcomers, and answers to people."""

from community import talks
from core.permissions import Role
from handlers.context import Context
from handlers.incoming import Account, Said


def hear(context: Context) -> None:
    """Somebody wrote in a group of members: perhaps a newcomer's first message, which waits for an answer."""
    chat, message = context.chat, context.message
    if context.scope is None or context.member is None or message is None:
        return
    if context.member.first_words_at is not None:
        return
    if chat is None or not chat.for_members or _talks_already(message):
        return
    if context.role < Role.ASSISTANT:
        talks.first_words(context.scope, context.member, chat.id, message.message_id, context.at)


async def answered(context: Context) -> None:
    """Whoever a message replies to was answered; by the staff: spoken with, as those whom it mentions."""
    chat, message = context.chat, context.message
    if message is None or context.scope is None or chat is None or not chat.for_members:
        return
    by_staff = context.role >= Role.ASSISTANT
    replied = message.replied_to
    if replied is not None and replied.author is not None:
        await _spoken_to(context, replied.author, by_staff=by_staff)
    if by_staff:
        for account in mentioned(message):
            await _spoken_to(context, account, by_staff=True)
        for username in _usernames(message):
            found = await context.uow.users.by_username(username)
            if len(found) == 1:
                await _spoken_to_id(context, found[0].id, by_staff=True)


def _talks_already(message: Said) -> bool:
    """Whoever answers a person is in a conversation; who answers the bot's greeting is not."""
    replied = message.replied_to
    return replied is not None and replied.author is not None and not replied.author.is_bot


def mentioned(message: Said) -> list[Account]:
    """Those whom a message mentions without a @username."""
    return [one.user for one in message.entities if one.type == "text_mention" and one.user is not None]


async def _spoken_to(context: Context, account: Account, *, by_staff: bool) -> None:
    if account.is_bot or account.id == context.user.telegram_id:
        return
    user = await context.uow.users.by_telegram_id(account.id)
    if user is not None:
        await _spoken_to_id(context, user.id, by_staff=by_staff)


async def _spoken_to_id(context: Context, user_id: int, *, by_staff: bool) -> None:
    member = await context.uow.members.of(context.community.id, user_id)
    if member is None:
        return
    if by_staff:
        await talks.spoken_with(context.uow, member.id, context.at)
    else:
        talks.answered(context.inside, member, context.at)


def _usernames(message: Said) -> list[str]:
    """The @usernames in a message, by its entities."""
    encoded = message.words.encode("utf-16-le")
    spans = [
        (one.offset * 2, (one.offset + one.length) * 2) for one in message.entities if one.type == "mention"
    ]
    return [encoded[start:end].decode("utf-16-le") for start, end in spans]
