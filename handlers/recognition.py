"""Recognition by others: `/thanks`, a thank-you in a reply, reactions; and messages that are worth something."""

from community import points, recognition
from community.recognition import Recognised
from core.message import Kind, Message, Reaction, Target
from core.permissions import Act, Role
from handlers.batch import Batch
from handlers.commands import Command
from handlers.context import Context, Replies
from handlers.incoming import Emoji, Reacted
from handlers.people import meant_first, mention_of, words_of
from sop.engine.readers import texts_of
from storage.members import Member
from storage.users import Reach
from views import recognition as view
from views.times import day_near

COUNTED = "🤝"
"""The reaction that says a thank-you counted."""

_VARIANT = "\ufe0f"


async def thanks(context: Context) -> Replies:
    """Thank a member, perhaps saying for what; in private they are told."""
    receiver, words = await meant_first(context, words_of(context))
    reason = points.parse_reason(words.text) if words else ""
    message = context.message
    assert message is not None
    source = f"thanked:{message.chat.id}:{message.message_id}"
    done = await recognition.thank(context.inside, context.me, receiver, source, context.at, reason)
    again = None if done.again is None else day_near(context.texts, done.again, context.inside.today)
    who = await mention_of(context, receiver)
    said = view.thanked(context.texts, context.user.name, who, reason, done.points, again)
    told = await _tell(context, receiver, reason, done) if context.private else []
    return [context.reply(said), *told]


async def _tell(context: Context, receiver: Member, reason: str, done: Recognised) -> list[Message]:
    user = await context.uow.users.get(receiver.user_id)
    if user.reach != Reach.OPEN:
        return []
    text = view.told(await texts_of(context.inside, user.id), context.user.name, reason, done.points)
    community = context.community.id
    return [Message(Target.user(user.id), Kind.NOTICE, text, community_id=community)]


def note_author(context: Context) -> None:
    """Remember who wrote this, where reactions to it can earn something."""
    message, chat, member = context.message, context.chat, context.member
    if context.services.policies.points.rules.reacted is None or context.role is not Role.MEMBER:
        return
    if message is None or chat is None or member is None or not chat.for_members:
        return
    replied = message.replied_to.author if message.replied_to is not None else None
    answers = replied is not None and not replied.is_bot and replied.id != context.user.telegram_id
    context.uow.authorships.wrote(chat.id, message.message_id, member.id, answers=answers)


async def by_message(context: Context) -> Replies:
    """What a plain message in a group is worth: a thank-you to others, and something by itself."""
    message, chat, member = context.message, context.chat, context.member
    if message is None or chat is None or member is None or not chat.for_members:
        return []
    rules = context.services.policies.points.rules
    if rules.message is not None:
        source = f"message:{chat.id}:{message.message_id}"
        await recognition.reward_message(context.inside, member, message.words, source, context.at)
    if rules.thanked is None or message.replied_to is None:
        return []
    if not recognition.is_thanks(message.words, rules.thanked):
        return []
    return await _thanked(context, member)


async def _thanked(context: Context, giver: Member) -> Replies:
    message, chat = context.message, context.chat
    assert message is not None
    assert chat is not None
    author = message.replied_to.author if message.replied_to is not None else None
    if author is None or author.is_bot or author.id == context.user.telegram_id:
        return []
    user = await context.uow.users.by_telegram_id(author.id)
    receiver = None if user is None else await context.uow.members.of(giver.community_id, user.id)
    if receiver is None:
        return []
    source = f"thanked:{message.chat.id}:{message.message_id}"
    done = await recognition.thank(context.inside, giver, receiver, source, context.at)
    return [Reaction(chat.id, message.message_id, COUNTED)] if done.points else []


async def reacted(told: Reacted, batch: Batch) -> None:
    """Somebody's reactions to a message changed: it is liked now, or not any more."""
    rule = batch.services.policies.points.rules.reacted
    chat = await batch.chat(told.chat)
    if rule is None or told.author is None or told.author.is_bot or chat is None or not chat.for_members:
        return
    counted = {emoji.rstrip(_VARIANT) for emoji in rule.emoji}
    liked, likes = _any(told.old_reaction, counted), _any(told.new_reaction, counted)
    user = await batch.uow.users.by_telegram_id(told.author.id)
    if liked == likes or user is None or chat.community_id is None:
        return
    scope, source = await batch.scope(chat.community_id), told.source(chat.id)
    giver = await batch.uow.members.of(chat.community_id, user.id)
    written = await batch.uow.authorships.of(chat.id, told.message_id)
    if giver is None or not giver.present or written is None:
        return
    if likes:
        await recognition.react(scope, giver, written, source, told.date)
    else:
        await recognition.take_back(scope, source)


def _any(reactions: tuple[Emoji, ...], counted: set[str]) -> bool:
    return any(one.emoji is not None and one.emoji.rstrip(_VARIANT) in counted for one in reactions)


COMMANDS = (Command("thanks", "thank somebody", thanks, Act.THANK, usage="@member [what for]"),)
