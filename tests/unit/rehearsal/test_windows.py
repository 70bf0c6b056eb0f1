"""A large rehearsal gathers what people do, and is still on time for what scripts name."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rehearsal.windows import Windows, named_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_AN_HOUR = timedelta(minutes=30)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=300)).map(lambda since: NEW_YEAR + since)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_a_window_ends_at_the_next_time_that_a_script_names():
    windows = Windows(HALF_AN_HOUR, {time(9, 20)}, SHANGHAI)

    assert windows.end(at("09:01:17")) == at("09:20:00")
    assert windows.end(at("09:20:00")) == at("09:20:00")
    assert windows.end(at("09:20:01")) == at("09:30:00")
    assert windows.end(at("23:40:00")) == at("23:40:00") + timedelta(minutes=20)


def test_the_times_are_those_of_day_that_the_texts_name():
    texts = [
        "at: day 2 09:20",
        "at: day 3 9:21",
        'each: {day: 1..7, at: "20:05"}',
        "link: http://x/12:345, 99:99, 24:00",
    ]

    assert named_times(texts) == {time(9, 20), time(9, 21), time(20, 5)}


def test_without_windows_each_instant_is_its_own():
    assert Windows(timedelta(0), {time(9)}, SHANGHAI).end(at("09:01:17")) == at("09:01:17")


@given(INSTANTS, st.sets(st.times(), max_size=5))
def test_no_window_is_longer_than_it_may_be_nor_reaches_across_a_named_time(
    instant: datetime, times: set[time]
):
    named = {one.replace(second=0, microsecond=0, tzinfo=None) for one in times}
    end = Windows(HALF_AN_HOUR, named, SHANGHAI).end(instant)

    assert instant <= end <= instant + HALF_AN_HOUR
    for one in named:
        due = datetime.combine(instant.astimezone(SHANGHAI).date(), one, SHANGHAI)
        assert not instant < due < end
