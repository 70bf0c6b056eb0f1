from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.localtime import (
    QuietHours,
    days_between,
    format_wall,
    instant_of,
    local_day,
    next_wall,
    parse_wall,
)

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Asia/Shanghai",
        "Australia/Lord_Howe",  # half an hour of daylight saving
        "Africa/Casablanca",  # daylight saving backwards, around Ramadan
        "Pacific/Apia",  # has left out a whole day (2011-12-30)
        "America/Santiago",  # changes at midnight
    )
]
zones = st.sampled_from(ZONES)
days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
walls = st.times(max_value=time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0))
instants = st.integers(0, 20 * 366 * 86400).map(
    lambda seconds: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
spans = st.tuples(walls, walls).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: QuietHours(*pair))
BERLIN = ZoneInfo("Europe/Berlin")


def test_a_wall_time_that_does_not_exist_means_the_end_of_the_gap() -> None:
    # On 2026-03-29 Berlin's clocks go from 02:00 to 03:00.
    assert instant_of(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert instant_of(date(2026, 3, 29), time(3, 0), BERLIN) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_wall_time_that_exists_twice_means_the_first() -> None:
    # On 2026-10-25 they go from 03:00 back to 02:00.
    assert instant_of(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_half_an_hour_of_daylight_saving() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    # On 2026-10-04 its clocks go from 02:00 to 02:30, UTC+11.
    assert instant_of(date(2026, 10, 4), time(2, 10), lord_howe) == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


@given(days, walls, zones)
def test_a_wall_time_comes_on_its_own_day(day: date, wall: time, zone: ZoneInfo) -> None:
    local = instant_of(day, wall, zone).astimezone(zone)

    assert local.date() == day
    assert local.time() >= wall
    assert datetime.combine(day, local.time()) - datetime.combine(day, wall) <= timedelta(hours=1)


@given(days, walls, zones)
def test_a_daily_step_comes_once_a_day_whatever_the_clocks_do(day: date, wall: time, zone: ZoneInfo) -> None:
    week = [instant_of(day + timedelta(days=number), wall, zone) for number in range(8)]

    assert [local_day(instant, zone) for instant in week] == [day + timedelta(days=n) for n in range(8)]
    assert all(
        timedelta(hours=22) <= later - earlier <= timedelta(hours=26) for earlier, later in pairwise(week)
    )


@given(days, walls, walls, zones)
def test_later_on_the_wall_is_never_earlier_in_time(
    day: date, one: time, other: time, zone: ZoneInfo
) -> None:
    first, second = sorted((one, other))

    assert instant_of(day, first, zone) <= instant_of(day, second, zone)


@pytest.mark.parametrize(
    ("after", "wall", "due"),
    [
        ("2026-03-28T12:00Z", time(2, 30), "2026-03-29T01:00Z"),  # in the gap: at its end
        ("2026-03-29T01:00Z", time(2, 30), "2026-03-30T00:30Z"),  # and not again that day
        ("2026-10-24T12:00Z", time(2, 30), "2026-10-25T00:30Z"),  # twice: the first
        ("2026-10-25T00:30Z", time(2, 30), "2026-10-26T01:30Z"),  # and not the second
    ],
)
def test_the_next_wall_time_over_a_change_of_clocks(after: str, wall: time, due: str) -> None:
    assert next_wall(datetime.fromisoformat(after), wall, BERLIN) == datetime.fromisoformat(due)


@given(instants, walls, zones)
def test_the_next_wall_time_is_later_and_no_day_is_left_out(
    instant: datetime, wall: time, zone: ZoneInfo
) -> None:
    due = next_wall(instant, wall, zone)

    assert instant < due <= instant + timedelta(hours=26)
    assert local_day(next_wall(due, wall, zone), zone) == local_day(due, zone) + timedelta(days=1)


@given(instants, zones)
def test_an_instant_lies_in_its_local_day(instant: datetime, zone: ZoneInfo) -> None:
    day = local_day(instant, zone)

    assert instant_of(day, time(0), zone) <= instant < instant_of(day + timedelta(days=1), time(0), zone)


@given(spans, instants, zones)
def test_silence_ends_and_it_is_quiet_until_then(
    quiet: QuietHours, instant: datetime, zone: ZoneInfo
) -> None:
    end = quiet.ends_after(instant, zone)

    assert instant < end <= instant + timedelta(hours=26)
    assert not quiet.contains(end, zone) or instant_of(local_day(end, zone), quiet.start, zone) == end
    if quiet.contains(instant, zone):
        assert quiet.contains(end - timedelta(seconds=1), zone)


@pytest.mark.parametrize(
    ("wall", "is_quiet"),
    [("22:29", False), ("22:30", True), ("03:00", True), ("07:59", True), ("08:00", False)],
)
def test_quiet_hours_over_midnight(wall: str, is_quiet: bool) -> None:
    quiet = QuietHours.parse("22:30-08:00")

    assert quiet.contains(instant_of(date(2026, 11, 3), parse_wall(wall), BERLIN), BERLIN) is is_quiet
    assert str(quiet) == "22:30-08:00"


def test_quiet_hours_within_a_day() -> None:
    noon = instant_of(date(2026, 11, 3), time(12, 30), BERLIN)

    assert QuietHours.parse("12:00-14:00").contains(noon, BERLIN)
    assert QuietHours.parse("12:00-14:00").ends_after(noon, BERLIN) == noon + timedelta(hours=1, minutes=30)


def test_silence_is_not_held_twice_when_the_clock_is_set_back() -> None:
    # 02:30 comes twice; the silence ends at the first and does not begin again.
    quiet = QuietHours.parse("22:00-02:30")
    second_time = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)

    assert second_time.astimezone(BERLIN).time() == time(2, 15)
    assert not quiet.contains(second_time, BERLIN)


@pytest.mark.parametrize("text", ["", "22:30", "22:30-", "8-9", "25:00-08:00", "08:00-08:00", "22:60-08:00"])
def test_what_is_not_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"quiet hours|time of day|must be in"):
        QuietHours.parse(text)


@given(walls)
def test_a_time_of_day_stays_what_was_written(wall: time) -> None:
    assert parse_wall(format_wall(wall)) == wall


def test_days_between() -> None:
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == 2
    assert days_between(date(2026, 3, 1), date(2026, 2, 27)) == -2
