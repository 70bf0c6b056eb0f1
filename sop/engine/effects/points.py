"""Points that scripts give and take."""

from community import points
from community.points import Grounds
from sop.effects import Award
from sop.engine.acts import Act


async def apply(act: Act, award: Award) -> None:
    """Book them, once however often the decision is repeated."""
    reason = award.reason.said_in(act.ground.locale)
    grounds = Grounds(reason, points.SCRIPT, award.source)
    book = points.award if award.points > 0 else points.deduct
    await book(act.ground.scope, act.member, abs(award.points), grounds)
