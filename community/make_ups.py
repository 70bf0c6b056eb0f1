"""Making up for missed days, each with a card."""

from dataclasses import dataclass
from datetime import date, timedelta

from community import check_ins, days_off, make_up_cards
from community.check_ins import CheckedIn
from community.scope import Scope
from core.errors import Refused
from storage.members import Member

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a member can make up for: the missed days, newest first, and the cards there are for them."""

    days: tuple[date, ...]
    cards: int
    price: int
    """Points for one more; 0 if they can't have one."""
    balance: int


async def choice(scope: Scope, member: Member) -> Choice:
    """The days that can be made up for, and with what."""
    member = await scope.uow.members.get(member.id)
    policy = scope.policies.check_in.make_up
    held = await scope.uow.make_up_cards.held(member.id)
    price = policy.price if held < policy.most_held else 0
    return Choice(tuple(await _missed(scope, member)), held, price, member.points)


async def make_up(scope: Scope, member: Member, day: date) -> CheckedIn:
    """Use a card for a missed day.

    Refused: `checked_in_already` (day), `day_not_missed` (day), `day_too_long_ago` (day, limit), `no_cards`.
    """
    member = await scope.uow.members.get(member.id)
    await scope.uow.check_ins.load([member.id], min(day, make_up_cards.reaches(scope)))
    if await scope.uow.check_ins.on(member.id, day) is not None:
        raise Refused("checked_in_already", day=day)
    if day < make_up_cards.reaches(scope):
        limit = scope.policies.check_in.make_up.look_back_days
        raise Refused("day_too_long_ago", day=day, limit=limit)
    if day not in await _missed(scope, member):
        raise Refused("day_not_missed", day=day)
    await make_up_cards.use(scope, member, day)
    return await check_ins.make_up(scope, member, day)


async def _missed(scope: Scope, member: Member) -> list[date]:
    """The latest days that nobody excused and on which the member did not check in, newest first."""
    first = max(make_up_cards.reaches(scope), scope.day(member.joined_at or member.first_seen_at))
    off = await days_off.of(scope, member, first)
    await scope.uow.check_ins.load([member.id], first)
    made = {day for day, _ in scope.uow.check_ins.known(member.id)}
    days = [scope.today - DAY * n for n in range(1, (scope.today - first).days + 1)]
    return [day for day in days if day not in made and day not in off]
