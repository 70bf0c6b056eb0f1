"""What counts as a check-in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.check_in_words import besides, recognise
from community.check_ins import Source
from config.policies import read_policies

POLICY = read_policies().check_in


@pytest.mark.parametrize(
    "text",
    [
        "打卡", " 打卡 ", "打卡！", "打卡 今天读了20页", "打卡：早起", "打卡\n第一条", "签到", "checkin",
        "Check-In done", "打卡第3天", "打卡3 读书", "打卡day12", "✅ 打卡", "【打卡】早起", "打卡✅",
        "打卡💪💪", "🏃‍♀️打卡",
        "打卡，你们呢？", "ｃｈｅｃｋｉｎ",
    ],
)  # fmt: skip
def test_keywords_that_check_in(text: str) -> None:
    assert recognise(text, POLICY) is Source.KEYWORD


@pytest.mark.parametrize(
    "text", ["读完了 #打卡", "#签到", "#checkin day 3", "＃打卡", "#打卡第3天 早起", "好的。#打卡"]
)
def test_hashtags_that_check_in(text: str) -> None:
    assert recognise(text, POLICY) is Source.HASHTAG


@pytest.mark.parametrize(
    "text",
    [
        "我昨天忘了打卡", "打卡规则是什么", "打卡？", "打卡?", "打卡 ？", "打卡吗", "打卡失败", "怎么打卡",
        "", "   ",
        "✅", "checking", "checkin?", "check-in-desk", "#打卡规则", "#不打卡", "a#打卡", "「打卡」是什么意思",
        "/checkin",
    ],
)  # fmt: skip
def test_messages_that_do_not(text: str) -> None:
    assert recognise(text, POLICY) is None


@given(st.text(max_size=80))
def test_any_text_can_be_judged(text: str) -> None:
    assert recognise(text, POLICY) in (None, Source.KEYWORD, Source.HASHTAG)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("打卡 今天读了20页", "今天读了20页"), ("打卡：早起！", "早起"), ("读完了 #打卡", "读完了"),
        ("✅ 打卡第3天 跑步", "跑步"),
        ("Check-in: ran 5 km", "ran 5 km"), ("#CHECKIN Ran", "Ran"), ("打卡", ""), ("今天很累", "今天很累"),
    ],
)  # fmt: skip
def test_what_is_said_besides_the_word(text: str, said: str) -> None:
    assert besides(text, POLICY) == said


def test_words_of_the_communitys_own_check_in_too() -> None:
    assert recognise("早起 六点半", POLICY) is None
    assert recognise("早起 六点半", POLICY, ("早起",)) is Source.KEYWORD
    assert recognise("六点半 #早起", POLICY, ("早起",)) is Source.HASHTAG
    assert recognise("打卡", POLICY, ("早起",)) is Source.KEYWORD
