"""Local time: which day an instant falls on in a community, and when a wall-clock time comes there.

Everything is stored and compared in UTC; only days, wall times and quiet hours need a zone. The rules of
daylight saving are settled here, once: a wall time that does not exist (spring) means the first instant
after the gap, one that exists twice (autumn) means the first of the two. So every local day has each wall
time exactly once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@lru_cache(maxsize=1024)
def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day that `instant` falls on in `zone`."""
    return instant.astimezone(zone).date()


@lru_cache(maxsize=8192)
def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which clocks in `zone` show `wall` on `day`, or the end of the gap."""
    naive = datetime.combine(day, wall)
    instant = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == naive:
        return instant
    return _end_of_gap(naive, zone)


def next_wall(after: datetime, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant later than `after` at which it is `wall` in `zone`, once each local day."""
    day = local_day(after, zone)
    due = instant_of(day, wall, zone)
    return due if due > after else instant_of(day + _DAY, wall, zone)


def _end_of_gap(naive: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after the gap that swallows the wall time `naive`."""
    # fold=1 reads it with the offset from after the gap, which gives an instant before the change;
    # fold=0 with the one from before, which gives an instant after it. The change lies between.
    before = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) < naive:
            before = middle
        else:
            after = middle
    return after


def days_between(first: date, last: date) -> int:
    """How many midnights lie between two local days; negative if `last` is earlier."""
    return last.toordinal() - first.toordinal()


def parse_wall(text: str) -> time:
    """A time of day written `HH:MM`. Raises ValueError for anything else."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and len(hours) <= 2):
        raise ValueError(f"not a time of day like 09:00: {text!r}")
    return time(int(hours), int(minutes))


def format_wall(wall: time) -> str:
    """`HH:MM`, as people write it."""
    return f"{wall.hour:02}:{wall.minute:02}"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A stretch of every local day, possibly over midnight, in which the clock starts nothing that speaks.

    Starts with `start`, ends before `end`. Equal times would mean "always" or "never", so they are refused.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("quiet hours must end at another time than they begin")

    @classmethod
    def parse(cls, text: str) -> "QuietHours":
        """Read `22:30-08:00`. Raises ValueError for anything else."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"not quiet hours like 22:30-08:00: {text!r}")
        return cls(parse_wall(start.strip()), parse_wall(end.strip()))

    def __str__(self) -> str:
        return f"{format_wall(self.start)}-{format_wall(self.end)}"

    def contains(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Whether it is quiet at `instant`."""
        today = local_day(instant, zone)
        return self._covers(instant, today, zone) or self._covers(instant, today - _DAY, zone)

    def ends_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The first end of quiet hours after `instant`; where it is quiet, the end of this silence."""
        day = local_day(instant, zone) - _DAY
        while (end := self._ends(day, zone)) <= instant:
            day += _DAY
        return end

    def _covers(self, instant: datetime, day: date, zone: ZoneInfo) -> bool:
        """Whether the silence that begins on `day` does. There is one a day, whatever the clocks do."""
        return instant_of(day, self.start, zone) <= instant < self._ends(day, zone)

    def _ends(self, day: date, zone: ZoneInfo) -> datetime:
        return instant_of(day if self.start < self.end else day + _DAY, self.end, zone)
