"""MarkdownV2 is parsed and refused as Telegram does, and as two libraries write it."""

import pytest
from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import markdown_decoration
from hypothesis import given
from hypothesis import strategies as st
from telegram.helpers import escape_markdown

from playground.emulator.entities import to_html, without_returns
from playground.emulator.errors import ApiError
from playground.emulator.markdown import parse_markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "*早* _好_ __啊__ ~不~ ||嘘||",
            "<b>早</b> <i>好</i> <u>啊</u> <s>不</s> <tg-spoiler>嘘</tg-spoiler>",
        ),
        ("*粗 _又斜_*", "<b>粗 <i>又斜</i></b>"),
        ("___斜且下划_**__", "<i><u>斜且下划</u></i>"),
        (r"1\. a\_b \\", r"1. a_b \\"[:-1]),
        ("[看](https://example.org/a_b?c=1)", '<a href="https://example.org/a_b?c=1">看</a>'),
        (r"[看](https://example.org/\))", '<a href="https://example.org/)">看</a>'),
        ("[小林](tg://user?id=7)", '<a href="tg://user?id=7">小林</a>'),
        ("![👍](tg://emoji?id=5)", '<tg-emoji emoji-id="5">👍</tg-emoji>'),
        ("`a*b.`", "<code>a*b.</code>"),
        ("```\na.b\n```", "<pre>a.b\n</pre>"),
        ("```python\nx = 1```", '<pre><code class="language-python">x = 1</code></pre>'),
        (">一\n>二\n三", "<blockquote>一\n二</blockquote>\n三"),
        (">一\n**>二\n>三||", "<blockquote>一</blockquote>\n<blockquote expandable>二\n三</blockquote>"),
        ("👍*早*", "👍<b>早</b>"),
        ("**", ""),
    ],
)
def test_marks_become_entities(source: str, html: str) -> None:
    assert to_html(*parse_markdown(source)) == html


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("早.", r"Character '.' is reserved and must be escaped with the preceding '\'"),
        ("a > b", r"Character '>' is reserved and must be escaped with the preceding '\'"),
        ("你 *早", "Can't find end of Bold entity at byte offset 4"),
        ("___早___", "Can't find end of Italic entity at byte offset 8"),
        ("_早", "Can't find end of Italic entity at byte offset 0"),
        ("`早", "Can't find end of Code entity at byte offset 0"),
        ("[早", "Can't find end of TextUrl entity at byte offset 0"),
        ("[早](https://example.org", "Can't find end of a URL at byte offset 5"),
        ("[早](\\", "Can't find end of a URL at byte offset 5"),
        (">*早\n>好*", "Can't find end of Bold entity at byte offset 1"),
        ("![早](https://example.org)", "Custom emoji URL must have the tg scheme"),
    ],
)
def test_what_is_no_markdown_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_markdown(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@given(st.text())
def test_what_libraries_escape_comes_through_as_it_was(text: str) -> None:
    assert parse_markdown(escape_markdown(text, version=2)) == (text, [])
    assert parse_markdown(markdown_decoration.quote(text)) == (text, [])


def test_what_a_library_writes_is_read_again() -> None:
    text = "粗 斜 下划 删 嘘 代码 看"
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code"]
    words = text.split()
    starts = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words))]
    entities = [
        MessageEntity(type=kind, offset=start, length=len(word))
        for kind, start, word in zip(kinds, starts, words, strict=False)
    ]
    entities.append(MessageEntity(type="text_link", offset=starts[-1], length=1, url="https://example.org/"))

    again, found = without_returns(*parse_markdown(markdown_decoration.unparse(text, entities)))
    assert again == text
    assert found == [entity.model_dump(exclude_none=True) for entity in entities]
