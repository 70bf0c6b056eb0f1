"""The language of selectors: what it reads, in both languages, and how it refuses what it cannot read."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.selection import DAYS, NUMBERS, Every, Node, Op, Opposite, Selector, Some, Test, Trait
from core.selectors import looks_like, parse

READ = {
    "tag:python points>100 inactive>7d stage:core": "tag:python points>100 inactive>7d stage:core",
    "标签：python 积分＞100 沉默>7天 阶段:核心": "tag:python points>100 inactive>7d stage:core",
    "-tag:vip": "-tag:vip",
    "not #vip": "-tag:vip",
    "非 标签:vip": "-tag:vip",
    "points > 100": "points>100",
    "连续≥7 或 打卡次数<=3": "streak>=7 or check_ins<=3",
    "加入<2周": "joined<14d",
    "tag:a or tag:b points>1": "tag:a or (tag:b points>1)",
    "(tag:a or tag:b) and points>1": "(tag:a or tag:b) points>1",
    "-(tag:a tag:b)": "-(tag:a tag:b)",
    'cohort:"Spring 2026" 期:第3期': 'cohort:"Spring 2026" cohort:第3期',
    "sop:onboarding_7day done:welcome 流程:x 完成:y": "sop:onboarding_7day done:welcome sop:x done:y",
    "reach:open 私聊:不通": "reach:open reach:closed",
    "level>=3 badge:streak_7": "level>=3 badge:streak_7",
    "@Lin or @ming": "@lin or @ming",
    "all": "all",
    "所有人 -stage:gone": "all -stage:gone",
}

REFUSED = {
    "": ("empty", "", 0, ""),
    "   ": ("empty", "", 0, ""),
    "points>1 or": ("empty", "", 11, ""),
    "tga:python": ("word", "tga", 0, "tag"),
    "tag:a pionts>3": ("word", "pionts", 6, "points"),
    "hello": ("word", "hello", 0, ""),
    "points>many": ("number", "points>many", 0, ""),
    "inactive>7h": ("days", "inactive>7h", 0, ""),
    "inactive>99999d": ("days", "inactive>99999d", 0, ""),
    "tag:": ("value", "tag:", 0, ""),
    "tag>3": ("compare", "tag>3", 0, "tag:3"),
    "stage:cor": ("stage", "stage:cor", 0, "core"),
    "reach:maybe": ("reach", "reach:maybe", 0, ""),
    "tag:what?": ("tag", "tag:what?", 0, ""),
    "(tag:a": ("parenthesis", "(", 0, ""),
    "tag:a)": ("parenthesis", ")", 5, ""),
    "(" * 60: ("long", "", 40, ""),
    "tag:a " * 41: ("long", "", 0, ""),
    "tag:a" * 100: ("long", "", 0, ""),
}


@pytest.mark.parametrize(("text", "written"), READ.items())
def test_it_is_read_and_written_back(text: str, written: str):
    selector = parse(text)

    assert str(selector) == written
    assert parse(written) == selector


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_what_is_not_understood_is_named_with_its_place(text: str, expected: tuple[str, str, int, str]):
    with pytest.raises(Refused) as refused:
        parse(text)

    told = refused.value.particulars
    assert refused.value.code == "selector_bad"
    assert (told["why"], told["word"], told["place"], told["near"]) == expected


def test_a_selector_is_told_from_other_words():
    assert looks_like("tag:python")
    assert looks_like("积分>100 随便")
    assert looks_like("全部")
    assert all(map(looks_like, ["not", "(tag:a", "-tag:a", "#python", "("]))
    assert not looks_like("@lin vip 30d")
    assert not looks_like("https://example.com")


_WORDS = st.text("abcxyz_标签3", min_size=1, max_size=8)


def _tests() -> st.SearchStrategy[Node]:
    numbers = st.builds(
        Test,
        st.sampled_from(sorted(NUMBERS - DAYS)),
        st.integers(0, 10_000),
        st.sampled_from(list(Op)),
    )
    days = st.builds(Test, st.sampled_from(sorted(DAYS)), st.integers(0, 400), st.sampled_from(list(Op)))
    words = st.builds(
        Test,
        st.sampled_from([Trait.TAG, Trait.BADGE, Trait.COHORT, Trait.SOP, Trait.DONE, Trait.PERSON]),
        _WORDS,
    )
    return st.one_of(numbers, days, words)


_TREES = st.recursive(
    _tests(),
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda found: Every(tuple(found))),
        st.lists(parts, min_size=2, max_size=3).map(lambda found: Some(tuple(found))),
        parts.map(Opposite),
    ),
    max_leaves=8,
)


@given(_TREES)
def test_whatever_is_written_is_read_back_as_the_same(tree: Node):
    written = str(Selector(tree))

    assert str(parse(written)) == written
    assert parse(written).tests() == Selector(tree).tests()


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_with_words(text: str):
    with suppress(Refused):
        parse(str(parse(text)))
