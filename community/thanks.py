"""Who deserves thanks: for a streak, a graduation, what others thanked them for, work that was done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from community import points
from community.daily_figures import span_of
from community.scope import Scope
from storage import figures

MOST = 2
"""Of each kind so many are named."""

_IMPROVED_AMONG = 50

RECOGNISED = (points.THANKED, points.REACTED, points.HELPED)
"""Rules of the points policy by which others recognise a member."""


class Merit(StrEnum):
    """What for."""

    GRADUATED = "graduated"
    STREAK = "streak"
    THANKED = "thanked"
    IMPROVED = "improved"
    EARNED = "earned"
    WORKED = "worked"


@dataclass(frozen=True, slots=True)
class Thanks:
    """One person and the reason.

    `number`: days of the streak, points, to-dos. `who` is a member's id; that of an account for `WORKED`, since
    staff need not be members.
    """

    merit: Merit
    who: int
    number: int = 0


async def for_deeds(scope: Scope, first: date, last: date) -> list[Thanks]:
    """For what happened from `first` to `last`: graduations, and lengths of streaks that earn a bonus."""
    uow, key = scope.uow, scope.community.id
    start, end = span_of(scope, first)[0], span_of(scope, last)[1]
    lengths = [bonus.days for bonus in scope.policies.points.streaks]
    graduated = await figures.tagged(uow, key, scope.policies.digest.graduated, start, end, MOST)
    streaks = await figures.streaks_reached(uow, key, first, last, lengths, MOST)
    found = [Thanks(Merit.GRADUATED, one) for one in graduated]
    return found + [Thanks(Merit.STREAK, *one) for one in streaks]


async def for_recognition(scope: Scope, first: date, last: date, staff: Collection[int]) -> list[Thanks]:
    """Whom others have thanked."""
    found = await figures.earners(scope.uow, scope.community.id, first, last, MOST, staff, RECOGNISED)
    return [Thanks(Merit.THANKED, *one) for one in found]


async def for_points(scope: Scope, first: date, last: date, staff: Collection[int]) -> list[Thanks]:
    """Who has earned most on a day; of longer stretches who has improved most."""
    if first != last:
        return await _improved(scope, first, last, staff)
    found = await figures.earners(scope.uow, scope.community.id, first, last, 1, staff)
    return [Thanks(Merit.EARNED, *one) for one in found]


async def for_work(scope: Scope, first: date, last: date) -> list[Thanks]:
    """Who of the team has closed most to-dos."""
    start, end = span_of(scope, first)[0], span_of(scope, last)[1]
    found = await figures.workers(scope.uow, scope.community.id, start, end, MOST)
    return [Thanks(Merit.WORKED, *one) for one in found]


async def _improved(scope: Scope, first: date, last: date, staff: Collection[int]) -> list[Thanks]:
    """Who earned how much more than in the stretch of the same length before; only the one."""
    now = await figures.earners(scope.uow, scope.community.id, first, last, _IMPROVED_AMONG, staff)
    ends = first - timedelta(days=1)
    before = await figures.earned_of(scope.uow, [who for who, _ in now], ends - (last - first), ends)
    gained = sorted(((total - before.get(who, 0), who) for who, total in now if who in before), reverse=True)
    return [Thanks(Merit.IMPROVED, who, more) for more, who in gained[:1] if more > 0]
