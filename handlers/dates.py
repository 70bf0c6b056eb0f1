"""Dates as people write them."""

import re
from datetime import date, timedelta

from core.errors import Refused

_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
_NEAR = {
    "today": 0, "今天": 0, "tomorrow": 1, "明天": 1, "yesterday": -1, "昨天": -1, "前天": -2, "后天": 2,
}  # fmt: skip


def parse_day(text: str, today: date, *, past: bool = False) -> date:
    """A date: 2026-03-05, 3-5, 3月5日 (the next one; with `past` the last one), today, tomorrow, yesterday.

    Refused: `date_bad` (text).
    """
    near = _NEAR.get(text.lower())
    if near is not None:
        return today + timedelta(days=near)
    full, short = _FULL.fullmatch(text), _SHORT.fullmatch(text)
    try:
        if full is not None:
            return date(*map(int, full.groups()))
        if short is not None:
            return _nearest(int(short[1]), int(short[2]), today, past=past)
    except ValueError:
        pass
    raise Refused("date_bad", text=text[:32])


def is_day(text: str) -> bool:
    """Whether it is written like a date."""
    return text.lower() in _NEAR or bool(_FULL.fullmatch(text) or _SHORT.fullmatch(text))


def _nearest(month: int, day: int, today: date, *, past: bool) -> date:
    this_year = date(today.year, month, day)
    if past:
        return this_year if this_year <= today else date(today.year - 1, month, day)
    return this_year if this_year >= today else date(today.year + 1, month, day)
