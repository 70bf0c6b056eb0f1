"""Texts are parsed, measured and refused as Telegram does."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile
from hypothesis import given
from hypothesis import strategies as st
from teremok.validation import ApiRuleViolation, validate_html

from playground.emulator import Emulator, Group, Person
from playground.emulator.entities import find_entities, to_html, utf16_length, utf16_slice
from playground.emulator.errors import ApiError
from playground.emulator.files import PIXEL
from playground.emulator.html import parse_html


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("a <x>b</x>", 'Unsupported start tag "x" at byte offset 2'),
        ("你好 <BR>", 'Unsupported start tag "br" at byte offset 7'),
        ("<b>a", "Can't find end tag corresponding to start tag b"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_html_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>你好</b>", "你好", [("bold", 0, 2)]),
        ("😀<i>x</i>", "😀x", [("italic", 2, 1)]),
        ("<b>a<u>b</u></b>", "ab", [("bold", 0, 2), ("underline", 1, 1)]),
        ("<B>a</>", "a", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp;&quot;&#65;&#x4f60; &nbsp;&copy", '<b> &"A你 &nbsp;&copy', []),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ('<a href="https://t.me/x?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ('<a href="tg://user?id=5">x</a>', "x", [("text_mention", 0, 1)]),
        ('<a href="nothing">x</a>', "x", []),
        ("<b></b>x", "x", []),
    ],
)
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed, found = parse_html(source)

    assert parsed == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@given(st.text())
def test_escaped_text_survives_the_way_to_html_and_back(text: str) -> None:
    assert parse_html(to_html(text, []))[0] == text


@given(
    st.lists(
        st.tuples(st.sampled_from(["b", "i", "u", "s", "code"]), st.text("aé你😀<&", min_size=1)), max_size=5
    )
)
def test_formatting_survives_the_way_to_html_and_back(parts: list[tuple[str, str]]) -> None:
    source = "".join(f"<{tag}>{to_html(text, [])}</{tag}>" for tag, text in parts)
    text, entities = parse_html(source)

    assert to_html(text, entities) == source


@given(st.text("<>/abi &=\"'lt;", max_size=20))
def test_what_a_second_checker_accepts_is_accepted(source: str) -> None:
    try:
        validate_html(source)
    except ApiRuleViolation:
        return
    parse_html(source)


def test_what_telegram_finds_by_itself() -> None:
    text = "😀 /help@sop_bot #打卡 @xiaolin https://a.cn/b，a/b x@y.cn #1 //no"
    found = [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in find_entities(text)]

    assert found == [
        ("bot_command", "/help@sop_bot"),
        ("hashtag", "#打卡"),
        ("mention", "@xiaolin"),
        ("url", "https://a.cn/b"),
    ]


async def test_text_ends_at_4096_units_after_parsing(bot: Bot, group: Group) -> None:
    await bot.send_message(group.id, f"<b>{'字' * 4096}</b>")
    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(group.id, "😀" * 2049)
    with pytest.raises(TelegramBadRequest, match="text must be non-empty"):
        await bot.send_message(group.id, "<b> </b>")
    assert utf16_length(group.last.text) == 4096


async def test_captions_end_at_1024_units(bot: Bot, group: Group) -> None:
    photo = BufferedInputFile(PIXEL, "card.png")
    await bot.send_photo(group.id, photo, caption="字" * 1024)
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_photo(group.id, photo, caption="字" * 1025)


async def test_texts_are_trimmed_and_entities_move_along(bot: Bot, group: Group) -> None:
    sent = await bot.send_message(group.id, "\n 你好 <b>早</b> \n")

    assert (sent.text, sent.html_text, group.last.html) == ("你好 早", "你好 <b>早</b>", "你好 <b>早</b>")


async def test_people_are_mentioned_only_if_the_bot_met_them(
    bot: Bot, telegram: Emulator, group: Group, lin: Person
) -> None:
    stranger = telegram.person("路人")
    for person in (lin, stranger):
        await bot.send_message(group.id, f'<a href="tg://user?id={person.id}">{person.name}</a>')

    assert [message.mentions for message in group.from_bot] == [[lin.id], []]
