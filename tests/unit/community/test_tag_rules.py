"""Nights and days of activity, from a bit for each hour of UTC."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from community.tag_rules import local_hours

DAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("zone", "utc_hours", "local"),
    [
        ("Asia/Shanghai", [15], {23}),
        ("Asia/Shanghai", [16], {0}),
        ("Asia/Shanghai", [23, 0], {7, 8}),
        ("Europe/London", [0, 23], {0, 23}),
        ("America/New_York", [4], {23}),
        ("America/New_York", [5], {0}),
        ("Asia/Kolkata", [18], {23}),
        ("Asia/Kolkata", [], set()),
    ],
)
def test_hours_of_a_local_day(zone: str, utc_hours: list[int], local: set[int]) -> None:
    bits = sum(1 << hour for hour in utc_hours)

    assert local_hours(DAY, bits, ZoneInfo(zone)) == local
