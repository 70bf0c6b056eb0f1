"""Texts: variables are filled in safely, and Telegram's HTML and sizes are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sop.language.html import html_faults, visible_length
from sop.language.templates import Scope, TextError, fixed_length, render, template_faults

MEMBER = Markup('<a href="tg://user?id=7">林&amp;</a>')
SCOPE = Scope("member", html=True, inputs=frozenset({"rules_url"}), answers=frozenset({"city"}))


def test_values_are_escaped_and_mentions_are_not() -> None:
    text = render(
        "{{ member }} 说：{{ answers.city }}", {"member": MEMBER, "answers": {"city": "<b>&"}}, html=True
    )

    assert text == f"{MEMBER} 说：&lt;b&gt;&amp;"


def test_a_plain_text_is_not_escaped() -> None:
    assert (
        render("{{ url }}", {"url": "https://example.org/?a=1&b=2"}, html=False)
        == "https://example.org/?a=1&b=2"
    )


def test_an_answer_that_was_not_given_is_empty() -> None:
    assert render("[{{ answers.city }}]", {"answers": {}}, html=True) == "[]"
    assert render("[{{ answers.city | default('某地') }}]", {}, html=True) == "[某地]"


def test_an_answer_may_be_called_like_a_method_of_python() -> None:
    assert render("{{ answers.items }}", {"answers": {"items": "三件"}}, html=True) == "三件"


def test_a_value_that_is_missing_is_an_error_rather_than_a_gap() -> None:
    with pytest.raises(TextError, match="points"):
        render("{{ points }}", {}, html=True)


def test_what_people_wrote_is_shortened_so_that_it_fits() -> None:
    assert len(render("{{ x }}", {"x": "长" * 4096}, html=True)) == 4096
    assert render("{{ x }}。", {"x": "长" * 4096}, html=True) == "长" * 4094 + "…。"

    task = "<b>{{ answers.intro }}</b> {{ member }}，{{ answers.age }}"
    answers = {"intro": "<&>" * 1000, "age": 7}
    text = render(task, {"answers": answers, "member": MEMBER}, html=True, limit=100)
    assert text.endswith(f"…</b> {MEMBER}，7")
    assert visible_length(text) == 100


@pytest.mark.parametrize("html", [True, False])
@given(words=st.text(min_size=1, max_size=300), limit=st.integers(20, 200))
def test_nothing_people_write_makes_a_text_too_long(words: str, limit: int, html: bool) -> None:
    values = {"answers": {"a": words}, "name": words[:64]}
    text = render("甲<b>{{ answers.a }}</b>{{ name }}{{ answers.a }}", values, html=html, limit=limit)

    assert visible_length(text, html=html) <= limit
    assert not html or list(html_faults(text)) == []


def test_where_a_name_alone_is_too_much_the_end_is_cut() -> None:
    assert (
        visible_length(
            render(f"<b>{'长' * 99} {{{{ member }}}}</b>", {"member": MEMBER}, html=True, limit=100)
        )
        <= 100
    )
    assert render("{{ member }}" + "🌱" * 5, {"member": "安"}, html=False, limit=9) == "安🌱🌱🌱…"


@pytest.mark.parametrize(
    "text", ["{{ ''.__class__ }}", "{{ member.__init__ }}", "{{ answers.city() }}", "{{ 9 ** 9 }}"]
)
def test_code_is_refused_when_loaded(text: str) -> None:
    assert list(template_faults(text, SCOPE))


@pytest.mark.parametrize(
    "text",
    [
        "{{ member }}",
        "{{name}} {{ rules_url }}",
        "{{ answers.city | default('—') | truncate(9) }}",
        "{{ 7 - day }}",
        "}",
    ],
)
def test_values_and_filters_are_fine(text: str) -> None:
    assert list(template_faults(text, SCOPE)) == []


@given(st.text(alphabet="{}%#| .ax'\"<\n"))
def test_what_passes_the_check_can_be_filled_in(text: str) -> None:
    scope = Scope("chat", html=True, inputs=frozenset({"a", "x"}))
    if not list(template_faults(text, scope)):
        render(text, {"a": 1, "x": "<"}, html=True)


@given(st.text())
def test_a_value_never_makes_html(value: str) -> None:
    rendered = render("<b>{{ x }}</b>", {"x": value}, html=True, limit=10**6)

    assert list(html_faults(rendered)) == []
    assert visible_length(rendered) == visible_length(value, html=False)


@pytest.mark.parametrize(
    "text",
    [
        "<b>粗 <i>斜</i></b>",
        '<a href="https://example.org?a=1&b=2">x</a>',
        "<a href='x'>y</a>",
        '<pre><code class="language-python">1 &lt; 2</code></pre>',
        "<blockquote expandable>长</blockquote>",
        '<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>',
        '<tg-emoji emoji-id="5">👍</tg-emoji>',
        "A & B > C",
    ],
)
def test_html_that_telegram_takes(text: str) -> None:
    assert list(html_faults(text)) == []


@pytest.mark.parametrize(
    ("text", "offset", "code"),
    [
        ("a < b", 2, "bare_less_than"),
        ("x<", 1, "bare_less_than"),
        ("<3", 0, "bare_less_than"),
        ("<b>x", 0, "unclosed_tag"),
        ("x</b>", 1, "wrong_close"),
        ("<i>x</b></i>", 4, "wrong_close"),
        ("a<br/>", 1, "bare_less_than"),
        ("<h1>x</h1>", 0, "unsupported_tag"),
        ('<b style="x">y</b>', 0, "unsupported_attribute"),
        ("<a>y</a>", 0, "link_without_href"),
    ],
)
def test_html_that_telegram_refuses(text: str, offset: int, code: str) -> None:
    assert [(place, found) for place, found, _ in html_faults(text)] == [(offset, code)]


def test_length_counts_as_telegram_counts() -> None:
    assert visible_length("<b>你好</b> &amp; 😀") == 7
    assert fixed_length("{{ member }}好", html=True) == 1
