"""Sets of days: those of a run, and those of the week."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from sop.language.values import DAY_LIMIT, KIND, refuse

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


Days = Annotated[
    tuple[int, ...],
    PlainValidator(parse_days),
    PlainSerializer(_format_days),
    WithJsonSchema(
        {
            KIND: "days",
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
            KIND: "weekdays",
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
