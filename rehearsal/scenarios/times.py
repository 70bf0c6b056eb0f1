"""The times of a timeline: days count from the first day of the story, clocks are the community's."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from sop.language.values import DAY_LIMIT, OnDay

_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_AT = re.compile(rf"(?:day ([0-9]{{1,3}}) )?({_CLOCK})", re.ASCII)
_LIKE_A_TIME = re.compile(r"day\b.*|\W*[0-9]+\s*[:：.h点時时].*|[0-9]+|第\s*[0-9]+\s*天.*", re.IGNORECASE)
_DAY_ALONE = re.compile(r"day ([0-9]{1,3})", re.ASCII)


class NoTime(ValueError):
    """Words that mean to be a time and are none: `code` and `params` of the problem."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def means_time(words: str) -> bool:
    """Whether a key of a timeline wants to be a time rather than a person."""
    return bool(_LIKE_A_TIME.fullmatch(words))


def read_time(words: str) -> time | OnDay:
    """`09:00` or `day 2 09:00`; raises NoTime."""
    found = _AT.fullmatch(words)
    if found is None:
        if alone := _DAY_ALONE.fullmatch(words):
            raise NoTime("day_without_time", value=alone[0])
        raise NoTime("bad_timeline_time", value=f"`{words[:40]}`")
    hour, minute = map(int, found[2].split(":"))
    if found[1] is None:
        return time(hour, minute)
    if not 1 <= int(found[1]) <= DAY_LIMIT:
        raise NoTime("day_out_of_range", day=int(found[1]), limit=DAY_LIMIT)
    return OnDay(int(found[1]), time(hour, minute))


def on_calendar(at: time | OnDay, first: date, now: datetime) -> datetime:
    """The local time that is meant; a time alone means that of the day it is now."""
    if isinstance(at, OnDay):
        return datetime.combine(first + timedelta(days=at.day - 1), at.at)
    return datetime.combine(now.date(), at)


def coming(at: time | OnDay, first: date, after: datetime) -> datetime:
    """The same, but a time alone is the next one."""
    found = on_calendar(at, first, after)
    return found + timedelta(days=1) if isinstance(at, time) and found < after else found


def day_and_time(at: datetime, first: date) -> str:
    """As it is written: `day 2 09:00`."""
    return f"day {(at.date() - first).days + 1} {at:%H:%M}"
