"""How long a large rehearsal gathers what people do before the program hears of it.

A crowd acts every few seconds, and each turn of the program costs the same for one act as for a hundred. So a window
of time is lived through first, everybody at their own moment, and then told at once, as a busy Telegram would. A
window never reaches across a time of day that a script names: what is due at 09:00 is done at 09:00, and knows
everything that was done before. Only what follows some while after something else may be late, by a window at most.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_NAMED = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_A_DAY = 24 * 3600


def named_times(texts: Iterable[str]) -> frozenset[time]:
    """The times of day that scripts name."""
    return frozenset(time(int(hour), int(minute)) for text in texts for hour, minute in _NAMED.findall(text))


class Windows:
    """The windows of a community's days; a `length` of zero makes each instant one of its own."""

    def __init__(self, length: timedelta, times: Iterable[time], zone: ZoneInfo) -> None:
        self._zone = zone
        every = int(length.total_seconds())
        named = (at.hour * 3600 + at.minute * 60 for at in times)
        self._ends = sorted({*range(0, _A_DAY, every), *named, _A_DAY}) if every else []

    def end(self, at: datetime) -> datetime:
        """When the window is over in which `at` lies: itself, if it ends one."""
        if not self._ends:
            return at
        local = at.astimezone(self._zone)
        since = timedelta(
            hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        end = self._ends[bisect_left(self._ends, since.total_seconds())]
        return at + timedelta(seconds=end) - since
