"""`/rank`: who leads by points."""

from community import rank
from core.permissions import Act, Role
from handlers.commands import Command, WrongUse
from handlers.context import Context, Replies
from views import rank as view

SHOWN = 10


async def ranking(context: Context) -> Replies:
    """The leaders, and the place of who asks; staff is kept off."""
    if context.args:
        raise WrongUse
    owner_ids = context.services.settings.owner_ids
    mine = None if context.member is None else context.member.id
    leaders = [
        view.Ranked(
            standing.place,
            context.uow.users.known(standing.member.user_id).name,
            standing.member.points,
            asks=standing.member.id == mine,
        )
        for standing in await rank.top(context.inside, SHOWN, owner_ids)
    ]
    own = await _own(context)
    return [context.reply(view.ranking(context.texts, context.community.title, leaders, own))]


async def _own(context: Context) -> view.Ranked | None:
    if context.member is None or context.role is not Role.MEMBER:
        return None
    place = await rank.place_of(context.inside, context.member, context.services.settings.owner_ids)
    return view.Ranked(place or 0, context.user.name, context.member.points if place else 0, asks=True)


COMMANDS = (Command("rank", "who leads by points", ranking, Act.SEE_RANK),)
