"""The figures of one local day of a community. A day that is over is closed, and read from then on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pydantic import TypeAdapter

from community.scope import Scope
from core.localtime import instant_of
from storage import figures
from storage.members import Change

SERIES = 14
"""Days that the picture shows, the last one included."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One local day of a community. Owners and assistants are counted neither as members nor as active."""

    day: date
    new: int
    returned: int
    left: int
    active: int
    """Members who wrote, pressed or checked in."""
    check_ins: int
    expected: int
    """Members whose check-in a script waited for."""
    kept: int
    """Those of them who checked in."""
    points: int
    """Points earned, deductions not counted."""
    graduates: int
    members: int = 0
    """Present when the day was over: N."""
    done: int = 0
    """Messages and presses of members: A."""
    hours: int = 0
    """Hours of the clock in which members did something, summed over the members: T·N."""

    @property
    def check_in_rate(self) -> float | None:
        """From 0 to 1; None on a day when nobody was expected to check in."""
        return self.kept / self.expected if self.expected else None


_JSON = TypeAdapter(DayFigures)


async def of_day(scope: Scope, day: date, staff: Collection[int]) -> DayFigures:
    """The figures of a local day, reckoned anew; `staff` are members who don't count."""
    uow, community_id = scope.uow, scope.community.id
    changes = await uow.members.count_changes(community_id, day)
    expected, kept = await uow.check_ins.count_expected(community_id, day)
    done, hours = await uow.activity.interactions(community_id, day, staff)
    graduated = scope.policies.digest.graduated
    return DayFigures(
        day=day,
        new=changes.get(Change.JOINED, 0),
        returned=changes.get(Change.RETURNED, 0),
        left=changes.get(Change.LEFT, 0),
        active=await uow.activity.count_active(community_id, day, staff),
        check_ins=await uow.check_ins.count_on(community_id, day),
        expected=expected,
        kept=kept,
        points=await uow.points.sum_of_day(community_id, day),
        graduates=await uow.tags.count_added(community_id, graduated, *span_of(scope, day)),
        members=await _members_on(scope, day, staff),
        done=done,
        hours=hours,
    )


async def close_next(scope: Scope, last: date, staff: Collection[int]) -> bool:
    """Close one day that is over, of the SERIES that end with `last`; False if all of them are closed."""
    days = days_until(scope, last)
    known = await scope.uow.digests.closed_days(scope.community.id, days[0], days[-1])
    still = [day for day in days if day not in known and day < scope.today]
    if not still:
        return False
    found = await of_day(scope, still[0], staff)
    scope.uow.digests.close_day(scope.community.id, still[0], _JSON.dump_json(found).decode())
    return True


async def series(scope: Scope, last: date, staff: Collection[int]) -> list[DayFigures]:
    """The days up to `last`, at most SERIES: as they were closed, else reckoned now."""
    days = days_until(scope, last)
    known = await scope.uow.digests.closed_days(scope.community.id, days[0], days[-1])
    return [
        _JSON.validate_json(known[day]) if day in known else await of_day(scope, day, staff) for day in days
    ]


def days_until(scope: Scope, last: date) -> Sequence[date]:
    """At most SERIES days, none before the community was there, and `last` in any case."""
    began = min(scope.day(scope.community.created_at), last)
    count = min(SERIES, (last - began).days + 1)
    return [last - _DAY * back for back in range(count - 1, -1, -1)]


def span_of(scope: Scope, day: date) -> tuple[datetime, datetime]:
    """The local day as instants, the end excluded."""
    return instant_of(day, time(0), scope.zone), instant_of(day + _DAY, time(0), scope.zone)


async def _members_on(scope: Scope, day: date, staff: Collection[int]) -> int:
    """Those present now, without whoever came later, with whoever left later."""
    uow, community_id = scope.uow, scope.community.id
    present = await figures.present(uow, community_id, staff)
    if day >= scope.today:
        return present
    later = await figures.changes(uow, community_id, day + _DAY, scope.today)
    came = later.get(Change.JOINED, 0) + later.get(Change.RETURNED, 0)
    return max(0, present - came + later.get(Change.LEFT, 0))
