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

from core.tags import TAG_PATTERN

LONGEST = timedelta(days=3660)
DAY_LIMIT = 366
"""A script counts at most this many days, forwards or (cohorts) backwards; nor may `each` be longer."""

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


def _word_or_duration(*words: str) -> Callable[[object], str | timedelta]:
    def parse(raw: object) -> str | timedelta:
        if isinstance(raw, str) and raw in words:
            return raw
        if isinstance(raw, str) and not re.fullmatch(_DURATION, raw):
            raise refuse("bad_word_or_duration", words=", ".join(words))
        return parse_duration(raw)

    return parse


def _format_word(value: str | timedelta) -> str:
    return value if isinstance(value, str) else format_duration(value)


KIND = "x-value"
"""The key of a JSON Schema under which the reference finds what a value is called."""


def _schema(kind: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", KIND: kind, "pattern": f"^({pattern})$"})


Duration = Annotated[
    timedelta,
    PlainValidator(parse_duration),
    PlainSerializer(format_duration),
    _schema("duration", _DURATION),
]
TimeOfDay = Annotated[
    time,
    PlainValidator(parse_time),
    PlainSerializer(format_time),
    _schema("time", _CLOCK),
]
MomentText = Annotated[
    Moment,
    PlainValidator(parse_moment),
    PlainSerializer(format_moment),
    _schema("moment", rf"start|(start ?)?\+ ?{_DURATION}|{_DAY} {_CLOCK}"),
]
Deadline = Annotated[
    time | OnDay,
    PlainValidator(parse_deadline),
    PlainSerializer(_format_deadline),
    _schema("deadline", rf"({_DAY} )?{_CLOCK}"),
]
Span = Annotated[
    TimeSpan,
    PlainValidator(parse_span),
    PlainSerializer(_format_span),
    _schema("hours", rf"{_CLOCK} ?- ?{_CLOCK}"),
]
Again = Annotated[
    Literal["never", "always"] | timedelta,
    PlainValidator(_word_or_duration("never", "always")),
    PlainSerializer(_format_word),
    _schema("again", rf"never|always|{_DURATION}"),
]
CountedSince = Annotated[
    Literal["start", "day"] | timedelta,
    PlainValidator(_word_or_duration("start", "day")),
    PlainSerializer(_format_word),
    _schema("since", rf"start|day|{_DURATION}"),
]

ID_PATTERN = "^[a-z][a-z0-9_]{0,31}$"
_TAG_FOR_EDITORS = r"^[^\s!-,./:-@\[-^`{-~]{1,32}$"
"""TAG_PATTERN for editors, whose `\\w` knows no Chinese: anything but spaces and ASCII punctuation."""
Id = Annotated[
    str, Field(pattern=ID_PATTERN), WithJsonSchema({"type": "string", KIND: "name", "pattern": ID_PATTERN})
]
TagName = Annotated[
    str,
    Field(pattern=TAG_PATTERN),
    WithJsonSchema({"type": "string", KIND: "tag", "pattern": _TAG_FOR_EDITORS}),
]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Number = Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
