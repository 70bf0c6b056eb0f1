"""Instants as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from views.texts import texts_for
from views.times import day_near, moment, span

ZH, EN = texts_for("zh"), texts_for("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
"""23:30 in Shanghai."""


def test_days_are_those_of_the_community():
    assert moment(ZH, NOW + timedelta(hours=1), SHANGHAI, NOW) == "明天 00:30"
    assert moment(EN, NOW - timedelta(hours=1), SHANGHAI, NOW) == "today 22:30"
    assert moment(ZH, NOW + timedelta(days=5), SHANGHAI, NOW) == "3月7日 23:30"


def test_the_year_is_told_only_where_it_is_another():
    assert day_near(ZH, date(2027, 1, 5), date(2026, 3, 2)) == "2027年1月5日"
    assert day_near(EN, date(2026, 1, 5), date(2026, 3, 2)) == "5 January"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "1 分钟"),
        (timedelta(minutes=59, seconds=59), "59 分钟"),
        (timedelta(hours=47), "47 小时"),
        (timedelta(days=3, hours=5), "3 天"),
    ],
)
def test_spans_are_told_about(length: timedelta, said: str):
    assert span(ZH, length) == said
