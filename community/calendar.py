"""A member's month: what became of each day."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from community import check_ins, days_off
from community.check_ins import Source
from community.days_off import DaysOff
from community.scope import Scope
from storage.members import Member

DAY = timedelta(days=1)


class Mark(StrEnum):
    """What became of a day."""

    MADE = "made"
    MADE_UP = "made_up"
    LEAVE = "leave"
    REST = "rest"
    DOWN = "down"
    MISSED = "missed"
    OPEN = "open"
    """Today, still to be made; to come; or before the member was here."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its days, and the streaks as they stand today."""

    first: date
    marks: Mapping[date, Mark]
    today: date
    begins: date
    """The day from which the member was here."""
    streak: int
    best_streak: int

    @property
    def made(self) -> int:
        """Check-ins of the month, made up for or not."""
        return sum(mark in (Mark.MADE, Mark.MADE_UP) for mark in self.marks.values())


async def month(scope: Scope, member: Member, first: date) -> Month:
    """The month that begins with `first`."""
    member = await scope.uow.members.get(member.id)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    made = await scope.uow.check_ins.sources(member.id, first, last)
    off = await days_off.of(scope, member, first)
    begins = scope.day(member.joined_at or member.first_seen_at)
    begins = min(begins, *made) if made else begins
    days = (first + DAY * n for n in range(last.day))
    return Month(
        first=first,
        marks={day: _mark(day, made, off, begins, scope.today) for day in days},
        today=scope.today,
        begins=begins,
        streak=await check_ins.current_streak(scope, member),
        best_streak=member.best_streak,
    )


def _mark(day: date, made: Mapping[date, str], off: DaysOff, begins: date, today: date) -> Mark:
    source = made.get(day)
    if source is not None:
        return Mark.MADE_UP if source in (Source.MAKE_UP, Source.STAFF) else Mark.MADE
    if day < begins:
        return Mark.OPEN
    if off.on_leave(day):
        return Mark.LEAVE
    if off.house.rests_on(day):
        return Mark.REST
    if day in off.down:
        return Mark.DOWN
    return Mark.MISSED if day < today else Mark.OPEN
