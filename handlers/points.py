"""`/award` and `/deduct`: points by hand, always with a reason."""

from community import points
from core.permissions import Act
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from handlers.people import meant_first, mention_of, words_of
from storage.members import Member
from views import points as view


async def award(context: Context) -> Replies:
    """Give a member points."""
    member, amount, grounds = await _read(context)
    given = await points.award(context.inside, member, amount, grounds)
    who = await mention_of(context, member)
    return [context.reply(view.awarded(context.texts, who, amount, grounds.reason, given.balance))]


async def deduct(context: Context) -> Replies:
    """Take points from a member."""
    member, amount, grounds = await _read(context)
    taken = await points.deduct(context.inside, member, amount, grounds)
    who = await mention_of(context, member)
    return [context.reply(view.deducted(context.texts, who, amount, grounds.reason, taken.balance))]


async def _read(context: Context) -> tuple[Member, int, points.Grounds]:
    member, words = await meant_first(context, words_of(context))
    if not words:
        raise WrongUse
    amount = points.parse_amount(words.first, context.services.policies.points.at_once)
    reason = points.parse_reason(words.after().text)
    return member, amount, points.Grounds(reason, points.HAND, _source(context), by=context.user)


def _source(context: Context) -> str:
    """The command's own message, so that its repetition is harmless."""
    assert context.message is not None
    return f"hand:{context.message.chat.id}:{context.message.message_id}"


COMMANDS = (
    Command("award", "give points", award, Act.AWARD, usage="@member 10 reason"),
    Command("deduct", "take points", deduct, Act.AWARD, usage="@member 10 reason"),
)
