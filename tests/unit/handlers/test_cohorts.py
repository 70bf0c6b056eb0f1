"""Dates as people write them."""

from datetime import date

import pytest

from core.errors import Refused
from handlers.dates import parse_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)),
        ("3-5", date(2026, 3, 5)),
        ("3月5日", date(2026, 3, 5)),
        ("3.2", TODAY),
        ("3月1日", date(2027, 3, 1)),
        ("今天", TODAY),
        ("tomorrow", date(2026, 3, 3)),
    ],
)
def test_a_day_is_read(text: str, day: date):
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "soon", "2月30日", "13-1", "0-0", "2026-3", "-1", "99999-1-1", "٣-٥x"])
def test_what_is_no_day_is_refused(text: str):
    with pytest.raises(Refused) as refused:
        parse_day(text, TODAY)

    assert refused.value.code == "date_bad"


def test_a_leap_day_is_none_where_the_year_has_none():
    assert parse_day("2月29日", date(2028, 2, 29)) == date(2028, 2, 29)
    for today in (TODAY, date(2028, 3, 1)):
        with pytest.raises(Refused, match="date_bad"):
            parse_day("2月29日", today)
