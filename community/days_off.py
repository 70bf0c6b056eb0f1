"""Days on which nobody is expected: the bot was down, the community rests, the member is on leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from community.house_rules import HouseRules
from community.scope import Scope
from core.localtime import instant_of, local_day
from storage.leaves import Span
from storage.members import Member
from storage.unit_of_work import UnitOfWork

DAY = timedelta(days=1)
DOWN_AFTER = timedelta(hours=3)
"""A day is down when the bot was away for longer than this between 08:00 and midnight."""

_DAY_BEGINS = time(8)
_NONE_CHOSEN = HouseRules()


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A member's days off, as a container of local days. The same of a community, without `leave`."""

    house: HouseRules = _NONE_CHOSEN
    down: frozenset[date] = frozenset()
    leave: tuple[Span, ...] = ()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.down or self.granted(day))

    def granted(self, day: date) -> bool:
        """Somebody meant it to be free: a rest day, or leave. Nobody is waited for, nobody reminded."""
        return self.house.rests_on(day) or self.on_leave(day)

    def on_leave(self, day: date) -> bool:
        """The member has taken leave."""
        return any(first <= day <= last for first, last in self.leave)


NO_DAYS_OFF = DaysOff()


async def load(uow: UnitOfWork, members: Iterable[Member], since: date) -> None:
    """Read in one read what leave these members have from a local day on; nothing if none has taken any."""
    away = [one.id for one in members if one.leave_until is not None and one.leave_until >= since]
    if away:
        await uow.leaves.load(away, since)


async def of(scope: Scope, member: Member, since: date) -> DaysOff:
    """A member's days off from a local day on."""
    await load(scope.uow, [member], since)
    down = await down_days(scope, since)
    return known(scope, member, down)


def known(scope: Scope, member: Member, down: frozenset[date]) -> DaysOff:
    """The same of what was loaded before."""
    return DaysOff(scope.house, down, scope.uow.leaves.spans(member.id))


async def of_community(scope: Scope, since: date) -> DaysOff:
    """The days from a local day on that were free for everybody."""
    return DaysOff(scope.house, await down_days(scope, since))


async def down_days(scope: Scope, since: date) -> frozenset[date]:
    """Local days from `since` on, on which the bot was away for over three hours of 08:00 to 24:00.

    Away is also where it was not in the community's main group.
    """
    zone, away = scope.zone, dict[date, timedelta]()
    first = instant_of(since, _DAY_BEGINS, zone)
    absences = [(start, end) for start, end in scope.house.absences if end > first]
    for start, end in [*await scope.uow.uptime.outages_since(first), *absences]:
        day = max(since, local_day(start, zone))
        while day <= local_day(end, zone):
            begins, ends = instant_of(day, _DAY_BEGINS, zone), instant_of(day + DAY, time(0), zone)
            overlap = min(end, ends) - max(start, begins)
            away[day] = away.get(day, timedelta()) + max(overlap, timedelta())
            day += DAY
    return frozenset(day for day, gone in away.items() if gone > DOWN_AFTER)
