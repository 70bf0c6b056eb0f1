"""The small values of the language: read once, written back the same."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sop.language.days import parse_days, parse_weekdays
from sop.language.texts import LocalText
from sop.language.values import (
    AfterStart,
    Moment,
    OnDay,
    TimeSpan,
    format_duration,
    format_moment,
    parse_deadline,
    parse_duration,
    parse_moment,
    parse_span,
)

MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DURATIONS = st.integers(1, 3660 * 86400).filter(lambda seconds: seconds < 10**6 or seconds % 86400 == 0)
MOMENTS = st.one_of(
    st.builds(OnDay, st.integers(-366, 366), MINUTES),
    st.builds(AfterStart, st.builds(timedelta, seconds=st.just(0) | DURATIONS)),
)


@given(DURATIONS)
def test_a_duration_is_written_back_as_the_same_length(seconds: int) -> None:
    length = timedelta(seconds=seconds)

    assert parse_duration(format_duration(length)) == length


@given(MOMENTS)
def test_a_moment_is_written_back_as_the_same_moment(moment: Moment) -> None:
    assert parse_moment(format_moment(moment)) == moment


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("start", AfterStart()),
        ("start + 2h", AfterStart(timedelta(hours=2))),
        ("+2h", AfterStart(timedelta(hours=2))),
        ("day 7 21:00", OnDay(7, time(21))),
        ("day -1 9:30", OnDay(-1, time(9, 30))),
    ],
)
def test_moments(written: str, moment: Moment) -> None:
    assert parse_moment(written) == moment


@pytest.mark.parametrize(
    "written", ["", "day", "day 7", "7 21:00", "start 2h", "day 400 09:00", "day 1 24:00", 7]
)
def test_no_moments(written: object) -> None:
    with pytest.raises(PydanticCustomError):
        parse_moment(written)


def test_a_deadline_is_a_time_of_the_day_or_of_another_day() -> None:
    assert parse_deadline("20:00") == time(20)
    assert parse_deadline("day 3 20:00") == OnDay(3, time(20))


def test_hours_may_go_over_midnight() -> None:
    assert parse_span("22:30-08:00") == TimeSpan(time(22, 30), time(8))


@pytest.mark.parametrize(
    ("written", "days"),
    [("2..4", (2, 3, 4)), (3, (3,)), ([1, 3, 5], (1, 3, 5)), ("-2..0", (-2, -1, 0)), ("7..7", (7,))],
)
def test_days(written: object, days: tuple[int, ...]) -> None:
    assert parse_days(written) == days


@pytest.mark.parametrize(
    ("written", "days"),
    [("mon-fri", (0, 1, 2, 3, 4)), ("fri-mon", (0, 4, 5, 6)), (["sun", "wed"], (2, 6)), ("sat", (5,))],
)
def test_weekdays(written: object, days: tuple[int, ...]) -> None:
    assert parse_weekdays(written) == days


def test_a_text_is_said_in_the_language_asked_for_else_in_its_first() -> None:
    both = LocalText.model_validate({"en": "Hello", "zh": "你好"})

    assert both.said_in("zh") == "你好"
    assert both.said_in("fr") == "Hello"
    assert LocalText.model_validate("欢迎").said_in("en") == "欢迎"
