"""Long texts arrive whole: in parts that Telegram takes, cut where a reader would cut."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.splitting import LIMIT, plain_text, split, utf16_length
from playground.emulator.html import parse_html

WORDS = st.text(st.sampled_from('ab 你好。！.\n<&>"😀👩'), min_size=1, max_size=30)
TAGS = st.sampled_from(
    ["<b>", "<i>", "<u>", "<blockquote expandable>", '<a href="https://t.me/x?a=1&amp;b=2">', "<tg-spoiler>"]
)


def close(tag: str) -> str:
    return f"</{tag[1:-1].split(maxsplit=1)[0]}>"


FORMATTED = st.recursive(
    WORDS.map(html.escape),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=5).map("".join),
        st.tuples(TAGS, inner).map(lambda pair: f"{pair[0]}{pair[1]}{close(pair[0])}"),
    ),
    max_leaves=30,
)


def shown(text: str) -> str:
    return parse_html(text)[0]


@given(FORMATTED, st.integers(4, 60))
def test_every_part_is_valid_and_short_enough_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(utf16_length(shown(part)) <= limit for part in parts)
    assert "".join("".join(map(shown, parts)).split()) == "".join(shown(text).split())


@given(FORMATTED.filter(lambda text: bool(shown(text).strip())), st.integers(4, 60))
def test_no_part_is_blank(text: str, limit: int) -> None:
    assert all(shown(part).strip() for part in split(text, limit))


@given(st.text(st.sampled_from("a你😀"), min_size=1, max_size=200), st.integers(4, 60))
def test_joined_parts_are_the_text(text: str, limit: int) -> None:
    assert "".join(map(shown, split(f"<b>{text}</b>", limit))) == text


@given(FORMATTED)
def test_plain_text_is_what_telegram_shows(text: str) -> None:
    assert plain_text(text) == shown(text)


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert split(f"<b>{'字' * LIMIT}</b>") == [f"<b>{'字' * LIMIT}</b>"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("一二三\n\n四五\n六七八九", ["一二三\n\n四五\n", "六七八九"]),
        ("一二三四五\n\n六七\n八九十", ["一二三四五\n\n", "六七\n八九十"]),
        ("一二三四五。六七八九十", ["一二三四五。", "六七八九十"]),
        ("hello my dear", ["hello my ", "dear"]),
        ("一二三四五六七八九十一二", ["一二三四五六七八九十", "一二"]),
        ("<b>一二三四五六七八九十一二</b>", ["<b>一二三四五六七八九十</b>", "<b>一二</b>"]),
        ("&amp;" * 12, ["&amp;" * 10, "&amp;" * 2]),
        ("😀" * 6, ["😀" * 5, "😀"]),
        ("一" * 10 + "\n" * 12 + "二", ["一" * 10, "\n\n二"]),
    ],
)
def test_where_texts_are_cut(text: str, parts: list[str]) -> None:
    assert split(text, 10) == parts
