"""Every text is rendered in both languages, with values that nobody would wish for, and is what Telegram takes."""

import re
import string
from collections.abc import Iterator

import pytest

from playground.emulator.html import parse_html
from tests.structure.spoken import lookups
from views import reports
from views.names import mention
from views.texts import Texts, texts_for
from views.wordings import WORDS

TELEGRAM = 4096
TOAST = 200
NASTY = '<b>&amp; 名字 "O\'Neil" </i> ☕'
TAG = re.compile(r"</?[a-z]+>")

HTML = sorted(
    {msgid for _, kind, msgid in lookups() if kind == "html"} | {*WORDS.values(), *reports.WORDS.values()}
)
PLURAL = sorted({msgid for _, kind, msgid in lookups() if kind == "plural"})
PLAIN = sorted({msgid for _, kind, msgid in lookups() if kind == "plain"})


def values(msgid: str, value: object) -> dict[str, object]:
    """The same for every particular, numbers where the text formats one."""
    found: dict[str, object] = {}
    for _, name, spec, _ in string.Formatter().parse(msgid):
        if name:
            found[name.split(".")[0].split("[")[0]] = 7 if spec else value
    return found


def rendered(texts: Texts, msgid: str, value: object, kind: str) -> str:
    """As the views do it; Chinese may name other particulars of a date."""
    given = {"month": 3, "month_name": "March", **values(msgid, value)}
    if kind == "plural":
        given.pop("n", None)
        return texts.plural(msgid, msgid, 7, **given)  # type: ignore[arg-type]
    return texts(msgid, **given)  # type: ignore[arg-type]


def marked_up() -> Iterator[tuple[str, str]]:
    yield from (("html", msgid) for msgid in HTML)
    yield from (("plural", msgid) for msgid in PLURAL)


def test_there_is_much_to_be_said():
    assert len(HTML) > 100
    assert len(PLAIN) > 30
    assert len(PLURAL) > 20


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_text_is_html_that_telegram_takes_whatever_people_are_called(locale: str):
    texts = texts_for(locale)
    wrong = []
    for kind, msgid in marked_up():
        text, _ = parse_html(rendered(texts, msgid, NASTY, kind))
        named = values(msgid, NASTY).keys() - ({"n"} if kind == "plural" else set())
        if named and NASTY not in text:
            wrong.append(msgid)
        if not text.strip() or len(text) > TELEGRAM:
            wrong.append(msgid)

    assert wrong == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_mention_may_stand_wherever_a_name_does(locale: str):
    texts, who = texts_for(locale), mention(NASTY, 5_000_000_001)
    for kind, msgid in marked_up():
        parse_html(rendered(texts, msgid, who, kind))


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_what_is_shown_plain_has_no_marks_and_is_short(locale: str):
    texts = texts_for(locale)
    said = {msgid: texts.plain(msgid, **{"n": 7, "month": 3, **values(msgid, "x")}) for msgid in PLAIN}  # type: ignore[arg-type]

    assert [msgid for msgid, text in said.items() if TAG.search(text)] == []
    assert [msgid for msgid, text in said.items() if len(text) > TOAST] == []
