"""The rule of streaks, here alone: check-ins in a row; days off without one are passed over, not counted."""

from collections.abc import Collection, Container
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)

Off = Container[date]
"""Days on which nobody was expected: the bot was down, the community rested, the member was on leave."""


class Around(NamedTuple):
    """The streak that a day belongs to, and the longer of the two parts into which it falls without the day."""

    whole: int
    before: int


def kept(last: date, day: date, off: Off) -> bool:
    """Whether no day between `last` and `day` was missed."""
    return all(last + DAY * n in off for n in range(1, (day - last).days))


def up_to(day: date, made: Collection[date], off: Off) -> int:
    """The streak up to `day`: 0 if that day was missed."""
    streak, first = 0, min(made, default=day)
    while day >= first:
        if day in made:
            streak += 1
        elif day not in off:
            break
        day -= DAY
    return streak


def around(day: date, made: Collection[date], off: Off) -> Around:
    """The streak that `day`, which is among those made, belongs to, however long after it that goes on."""
    left = up_to(day, made, off) - 1
    right, last, following = 0, max(made), day + DAY
    while following <= last and (following in made or following in off):
        right += following in made
        following += DAY
    return Around(left + 1 + right, max(left, right))


def longest(made: Collection[date], off: Off) -> int:
    """The longest streak there ever was."""
    best = streak = 0
    before: date | None = None
    for day in sorted(made):
        streak = streak + 1 if before is not None and kept(before, day, off) else 1
        best, before = max(best, streak), day
    return best
