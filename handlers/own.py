"""Buttons that belong to one member: nobody else's press counts."""

from core.callback import Press
from core.errors import Refused
from core.permissions import Act
from handlers.context import Context


async def enter_own(context: Context, press: Press) -> None:
    """Go on in the community of the member whose id is the button's first argument, who must be the presser.

    Refused: `button_unknown`, `button_not_yours`.
    """
    member = await context.uow.members.find(press.number(0))
    if member is None:
        raise Refused("button_unknown")
    await context.enter(member.community_id)
    if member.user_id != context.user.id:
        raise Refused("button_not_yours")
    context.require(Act.CHECK_IN)
