"""Make-up cards: earned by checking in, bought with points, used for a day that was missed."""

from datetime import date, timedelta

from community import points
from community.points import Grounds
from community.scope import Scope
from core.errors import Refused
from storage.make_up_cards import CardEntry
from storage.members import Member

EARNED, BOUGHT, USED = "earned", "bought", "used"
RULE = "make_up"
"""The rule under which what a card costs stands in the ledger of points."""


def is_earned(scope: Scope, check_ins: int) -> bool:
    """Whether the check-in of this number earns a card."""
    return check_ins % scope.policies.check_in.make_up.earned_every == 0


async def earn(scope: Scope, member: Member) -> bool:
    """A card, if the member's latest check-in earns one and they have not the most already."""
    if not is_earned(scope, member.check_ins):
        return False
    if await scope.uow.make_up_cards.held(member.id) >= scope.policies.check_in.make_up.most_held:
        return False
    return await _add(scope, member, 1, EARNED, f"earned:{member.id}:{member.check_ins}")


async def buy(scope: Scope, member: Member) -> int:
    """Buy a card; returns the new balance of points.

    Refused: `cards_not_sold`, `cards_enough` (limit), `card_too_dear` (price, balance).
    """
    policy = scope.policies.check_in.make_up
    member = await scope.uow.members.get(member.id)
    if not policy.price:
        raise Refused("cards_not_sold")
    if await scope.uow.make_up_cards.held(member.id) >= policy.most_held:
        raise Refused("cards_enough", limit=policy.most_held)
    if member.points < policy.price:
        raise Refused("card_too_dear", price=policy.price, balance=member.points)
    source = f"card:{scope.uow.new_id()}"
    reason = policy.reason.in_locale(scope.community.locale)
    paid = await points.deduct(scope, member, policy.price, Grounds(reason, RULE, source))
    await _add(scope, member, 1, BOUGHT, source)
    return paid.balance


async def use(scope: Scope, member: Member, day: date) -> None:
    """Take a card for a missed day. Refused: `no_cards`."""
    if await scope.uow.make_up_cards.held(member.id) < 1:
        raise Refused("no_cards")
    await _add(scope, member, -1, USED, f"used:{member.id}:{day}:{scope.uow.new_id()}")


def reaches(scope: Scope) -> date:
    """The first day that can still be made up for."""
    return scope.today - timedelta(days=scope.policies.check_in.make_up.look_back_days)


async def _add(scope: Scope, member: Member, amount: int, how: str, source: str) -> bool:
    entry = CardEntry(scope.uow.new_id(), member.community_id, member.id, amount, how, source, scope.uow.now)
    return await scope.uow.make_up_cards.add(entry)
