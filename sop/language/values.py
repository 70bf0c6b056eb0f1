"""The small values of the language: durations, times of day, moments, days and names.

Each is written as a short text, read once into a plain Python value, and written back the same way. A
malformed one raises a `PydanticCustomError` whose type is the code of the problem; see `problems`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LONGEST = timedelta(days=3660)
DAY_LIMIT = 366
"""A script counts at most this many days, forwards or (cohorts) backwards; nor may `each` be longer."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = r"[0-9]{1,6}[smhdw]"
_CLOCK = r"([01]?[0-9]|2[0-3]):[0-5][0-9]"
_DAY = r"day (-?[0-9]{1,3})"


@dataclass(frozen=True)
class AfterStart:
    """A moment counted from the start of the run: `start`, `start + 2h`."""

    offset: timedelta = timedelta(0)


class OnDay(NamedTuple):
    """A moment on the run's calendar: day 1 is the local day it started (for a cohort: its start date)."""

    day: int
    at: time


Moment = AfterStart | OnDay


@dataclass(frozen=True)
class TimeSpan:
    """Hours of the local day from `start` up to but without `end`; over midnight when `end` is earlier."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether a local wall time lies inside."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def refuse(code: str, **params: object) -> PydanticCustomError:
    """The error that carries a problem's code through pydantic; `value` is filled in by the loader."""
    return PydanticCustomError(code, code, params)


def parse_duration(raw: object) -> timedelta:
    """`90s`, `30m`, `24h`, `2d`, `1w`; more than nothing, at most ten years."""
    if isinstance(raw, timedelta):
        return raw
    if not isinstance(raw, str) or not re.fullmatch(_DURATION, raw):
        raise refuse("bad_duration")
    length = timedelta(seconds=int(raw[:-1]) * _UNITS[raw[-1]])
    if not timedelta(0) < length <= LONGEST:
        raise refuse("bad_duration")
    return length


def format_duration(length: timedelta) -> str:
    """The shortest way to write a duration: 24 h is `1d`."""
    seconds = int(length.total_seconds())
    unit = next(unit for unit in ("w", "d", "h", "m", "s") if seconds % _UNITS[unit] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"


def parse_time(raw: object) -> time:
    """`09:00`, `9:00`, `21:30`: a wall time of the community."""
    if isinstance(raw, time):
        return raw
    if not isinstance(raw, str) or not re.fullmatch(_CLOCK, raw, re.ASCII):
        raise refuse("bad_time")
    hour, minute = raw.split(":")
    return time(int(hour), int(minute))


def format_time(moment: time) -> str:
    """A wall time as it is written in a script."""
    return moment.strftime("%H:%M")


def parse_moment(raw: object) -> Moment:
    """`start`, `start + 2h`, `+2h`, `day 7 21:00`. A time alone is refused: it does not say which day."""
    if isinstance(raw, AfterStart | OnDay):
        return raw
    if not isinstance(raw, str):
        raise refuse("bad_moment")
    if raw == "start":
        return AfterStart()
    if found := re.fullmatch(rf"(?:start ?)?\+ ?({_DURATION})", raw):
        return AfterStart(parse_duration(found[1]))
    if re.fullmatch(_CLOCK, raw, re.ASCII):
        raise refuse("moment_without_day", time=raw)
    return _parse_on_day(raw)


def _parse_on_day(raw: str) -> OnDay:
    found = re.fullmatch(rf"{_DAY} ({_CLOCK})", raw, re.ASCII)
    if found is None or abs(int(found[1])) > DAY_LIMIT:
        raise refuse("bad_moment")
    return OnDay(int(found[1]), parse_time(found[2]))


def format_moment(moment: Moment) -> str:
    """A moment as it is written in a script."""
    if isinstance(moment, OnDay):
        return f"day {moment.day} {format_time(moment.at)}"
    return f"start + {format_duration(moment.offset)}" if moment.offset else "start"


def parse_deadline(raw: object) -> time | OnDay:
    """`20:00` (on the day of the step) or `day 3 20:00`."""
    if isinstance(raw, time | OnDay):
        return raw
    if isinstance(raw, str) and raw.startswith("day "):
        return _parse_on_day(raw)
    return parse_time(raw)


def _format_deadline(deadline: time | OnDay) -> str:
    return format_moment(deadline) if isinstance(deadline, OnDay) else format_time(deadline)


def parse_span(raw: object) -> TimeSpan:
    """`22:30-08:00`: from the first time up to the second, over midnight if need be."""
    if isinstance(raw, TimeSpan):
        return raw
    found = re.fullmatch(rf"({_CLOCK}) ?- ?({_CLOCK})", raw, re.ASCII) if isinstance(raw, str) else None
    if found is None:
        raise refuse("bad_span")
    span = TimeSpan(parse_time(found[1]), parse_time(found[3]))
    if span.start == span.end:
        raise refuse("bad_span")
    return span


def _format_span(span: TimeSpan) -> str:
    return f"{format_time(span.start)}-{format_time(span.end)}"


def parse_days(raw: object) -> tuple[int, ...]:
    """`2..7`, `3` or `[1, 3, 5]`: the days of a run on which something is repeated, in order."""
    if isinstance(raw, tuple):
        return raw
    if isinstance(raw, list):
        days = [_day_number(item) for item in raw]
    elif isinstance(raw, str) and (
        found := re.fullmatch(r"(-?[0-9]{1,4}) ?\.\. ?(-?[0-9]{1,4})", raw, re.ASCII)
    ):
        first, last = int(found[1]), int(found[2])
        if last < first:
            raise refuse("days_reversed", first=first, last=last)
        days = list(range(first, last + 1))
    else:
        days = [_day_number(raw)]
    if not days:
        raise refuse("bad_days")
    if len(days) > DAY_LIMIT or max(map(abs, days)) > DAY_LIMIT:
        raise refuse("days_too_long", limit=DAY_LIMIT)
    if sorted(set(days)) != days:
        raise refuse("days_out_of_order")
    return tuple(days)


def _day_number(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise refuse("bad_days")
    return raw


def _format_days(days: tuple[int, ...]) -> str | list[int]:
    if len(days) > 1 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{days[0]}..{days[-1]}"
    return list(days)


def parse_weekdays(raw: object) -> tuple[int, ...]:
    """`mon`, `mon-fri`, `fri-mon` or `[mon, wed]`: Monday is 0."""
    if isinstance(raw, tuple):
        return raw
    parts = raw if isinstance(raw, list) else [raw]
    days: set[int] = set()
    for part in parts:
        first, _, last = part.partition("-") if isinstance(part, str) else ("", "", "")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise refuse("bad_weekdays")
        begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        days.update(day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1))
    if not days:
        raise refuse("bad_weekdays")
    return tuple(sorted(days))


def _format_weekdays(days: tuple[int, ...]) -> list[str]:
    return [WEEKDAYS[day] for day in days]


def _word_or_duration(*words: str) -> Callable[[object], str | timedelta]:
    def parse(raw: object) -> str | timedelta:
        return raw if isinstance(raw, str) and raw in words else parse_duration(raw)

    return parse


def _format_word(value: str | timedelta) -> str:
    return value if isinstance(value, str) else format_duration(value)


def _schema(description: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description, "pattern": f"^({pattern})$"})


Duration = Annotated[
    timedelta,
    PlainValidator(parse_duration),
    PlainSerializer(format_duration),
    _schema("A length of time: 90s, 30m, 24h, 2d, 1w", _DURATION),
]
TimeOfDay = Annotated[
    time,
    PlainValidator(parse_time),
    PlainSerializer(format_time),
    _schema("A local time: 09:00", _CLOCK),
]
MomentText = Annotated[
    Moment,
    PlainValidator(parse_moment),
    PlainSerializer(format_moment),
    _schema("start, start + 2h, or day 7 21:00", rf"start|(start ?)?\+ ?{_DURATION}|{_DAY} {_CLOCK}"),
]
Deadline = Annotated[
    time | OnDay,
    PlainValidator(parse_deadline),
    PlainSerializer(_format_deadline),
    _schema("20:00 (on the step's day) or day 3 20:00", rf"({_DAY} )?{_CLOCK}"),
]
Span = Annotated[
    TimeSpan,
    PlainValidator(parse_span),
    PlainSerializer(_format_span),
    _schema("Hours of the day: 22:30-08:00", rf"{_CLOCK} ?- ?{_CLOCK}"),
]
Days = Annotated[
    tuple[int, ...],
    PlainValidator(parse_days),
    PlainSerializer(_format_days),
    WithJsonSchema(
        {
            "description": "Days of the run: 2..7, 3 or [1, 3, 5]",
            "anyOf": [
                {"type": "string", "pattern": r"^-?[0-9]{1,4} ?\.\. ?-?[0-9]{1,4}$"},
                {"type": "integer"},
                {"type": "array", "items": {"type": "integer"}, "minItems": 1},
            ],
        }
    ),
]
_WEEKDAY_PATTERN = f"({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?"
Weekdays = Annotated[
    tuple[int, ...],
    PlainValidator(parse_weekdays),
    PlainSerializer(_format_weekdays),
    WithJsonSchema(
        {
            "description": "Days of the week: mon-fri or [mon, wed]",
            "anyOf": [
                {"type": "string", "pattern": f"^{_WEEKDAY_PATTERN}$"},
                {
                    "type": "array",
                    "items": {"type": "string", "pattern": f"^{_WEEKDAY_PATTERN}$"},
                    "minItems": 1,
                },
            ],
        }
    ),
]
Again = Annotated[
    Literal["never", "always"] | timedelta,
    PlainValidator(_word_or_duration("never", "always")),
    PlainSerializer(_format_word),
    _schema("never, always, or after how long: 30d", rf"never|always|{_DURATION}"),
]
CountedSince = Annotated[
    Literal["start", "day"] | timedelta,
    PlainValidator(_word_or_duration("start", "day")),
    PlainSerializer(_format_word),
    _schema("start (of the run), day (today), or how far back: 7d", rf"start|day|{_DURATION}"),
]

ID_PATTERN = "^[a-z][a-z0-9_]{0,31}$"
TAG_PATTERN = r"^[\w-]{1,32}$"
_TAG_FOR_EDITORS = r"^[^\s!-,./:-@\[-^`{-~]{1,32}$"
"""The same for editors, whose `\\w` knows no Chinese: anything but spaces and ASCII punctuation."""
Id = Annotated[str, Field(pattern=ID_PATTERN)]
TagName = Annotated[
    str, Field(pattern=TAG_PATTERN), WithJsonSchema({"type": "string", "pattern": _TAG_FOR_EDITORS})
]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Number = Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
