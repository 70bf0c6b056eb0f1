"""The weekly edition's figures: seven days against the seven before, and who of the newcomers stayed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from community.daily_figures import DayFigures
from community.scope import Scope
from storage import figures

DAYS = 7
COHORTS = 4
"""Weeks back whose newcomers are looked at."""


@dataclass(frozen=True, slots=True)
class Week:
    """Days summed up. `days` is how many of the seven the community was there."""

    first: date
    last: date
    days: int
    active: int
    """Different members who did anything."""
    new: int
    left: int
    check_ins: int
    expected: int
    kept: int
    points: int
    graduates: int
    members: int
    """A day, on average."""
    done: int
    hours: int

    @property
    def check_in_rate(self) -> float | None:
        """From 0 to 1; None where nobody was expected to check in."""
        return self.kept / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who joined in the seven days from `first` on, and how many of them did anything in the last seven."""

    first: date
    came: int
    kept: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """Everything the weekly edition adds. `before`: None if the community was not there then."""

    week: Week
    before: Week | None
    newcomers: tuple[Newcomers, ...]
    moves: dict[str, int] = field(default_factory=dict)
    """How many members came to each stage."""


async def week(scope: Scope, days: Sequence[DayFigures], last: date, staff: Collection[int]) -> Week | None:
    """The week that ends with `last`, from the figures of its days; None if the community was not there."""
    first = last - timedelta(days=DAYS - 1)
    mine = [one for one in days if first <= one.day <= last]
    return await _week(scope, mine, first, staff) if mine else None


async def _week(scope: Scope, days: Sequence[DayFigures], first: date, staff: Collection[int]) -> Week:
    last = first + timedelta(days=DAYS - 1)
    active = await figures.active_between(scope.uow, scope.community.id, first, last, staff)
    return Week(
        first=first,
        last=last,
        days=len(days),
        active=active,
        new=sum(one.new for one in days),
        left=sum(one.left for one in days),
        check_ins=sum(one.check_ins for one in days),
        expected=sum(one.expected for one in days),
        kept=sum(one.kept for one in days),
        points=sum(one.points for one in days),
        graduates=sum(one.graduates for one in days),
        members=round(sum(one.members for one in days) / max(1, len(days))),
        done=sum(one.done for one in days),
        hours=sum(one.hours for one in days),
    )


async def newcomers(scope: Scope, last: date, staff: Collection[int]) -> tuple[Newcomers, ...]:
    """By the week in which they came, the latest first, seen from the week that ends with `last`; weeks in which
    nobody came are left out.
    """
    first = last - timedelta(days=DAYS - 1)
    found = []
    for back in range(1, COHORTS + 1):
        begins = first - timedelta(days=DAYS * back)
        ends = begins + timedelta(days=DAYS - 1)
        joined, active = (begins, ends), (first, last)
        came, kept = await figures.newcomers(scope.uow, scope.community.id, joined, active, staff)
        if came:
            found.append(Newcomers(begins, came, kept))
    return tuple(found)
