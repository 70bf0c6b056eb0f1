"""Groups: people coming and going, the bot's own standing, what a new group is, a group's change of id."""

from community import communities, members, people
from handlers.batch import GROUPS, Batch, profile_of
from handlers.context import Replies
from handlers.incoming import Account, BotChanged, MemberChanged, Said, TelegramChat
from handlers.standing import bot_in_group
from storage.communities import Chat


async def notice(message: Said, batch: Batch) -> None:
    """Telegram itself tells of a change."""
    if message.migrate_to_chat_id is not None:
        await batch.uow.chats.migrate(message.chat.id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id is not None:
        await batch.uow.chats.migrate(message.migrate_from_chat_id, message.chat.id)
    else:
        await _in_known_group(message, batch)


async def member_changed(changed: MemberChanged, batch: Batch) -> None:
    """Somebody stepped inside or outside; a promotion is neither."""
    chat = await batch.chat(changed.chat)
    before, after = changed.old_chat_member.inside, changed.new_chat_member.inside
    if chat is None or before == after:
        return
    await _step(chat, changed.new_chat_member.user, changed, batch, inside=after)


async def bot_changed(changed: BotChanged, batch: Batch) -> Replies:
    """The bot's own standing changed, in a group or in somebody's private chat."""
    if changed.chat.type == "private":
        user = await batch.user(changed.author)
        if changed.new_chat_member.inside:
            people.heard_in_private(batch.uow, user)
        else:
            people.blocked(batch.uow, user)
        return []
    if changed.chat.type not in GROUPS:
        return []
    return await bot_in_group(changed, batch)


async def _in_known_group(message: Said, batch: Batch) -> None:
    chat = await batch.chat(message.chat)
    if chat is None:
        return
    await communities.see_chat(batch.uow, _profile(message.chat, message.new_chat_title))
    for user in message.new_chat_members:
        await _step(chat, user, message, batch, inside=True)
    if message.left_chat_member is not None:
        await _step(chat, message.left_chat_member, message, batch, inside=False)


async def _step(chat: Chat, who: Account, told: Said | MemberChanged, batch: Batch, *, inside: bool) -> None:
    """Told twice (by the notice and by `chat_member`), it counts once: the rules see to that."""
    if who.is_bot or chat.community_id is None:
        return
    user, scope = await batch.user(who), await batch.scope(chat.community_id)
    move = members.joined if inside else members.left
    await move(scope, chat, user, told.date)


def _profile(chat: TelegramChat, new_title: str | None) -> communities.ChatProfile:
    """A title that has just changed is newer than the one the notice carries."""
    return profile_of(chat if new_title is None else chat.model_copy(update={"title": new_title}))
