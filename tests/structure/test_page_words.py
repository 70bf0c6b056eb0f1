"""The playground's page speaks Chinese too, and loads nothing from outside."""

import re

from tests.structure.checkout import ROOT
from tests.structure.test_words import chinese, placeholders

STATIC = ROOT / "playground" / "page" / "static"
LITERAL = r'"((?:[^"\\]|\\.)*)"'
SAID = re.compile(rf"\bt\(\s*{LITERAL}")
CHOSEN = re.compile(rf"\bt\([^()\"]*\?\s*{LITERAL}\s*:\s*{LITERAL}")
TITLE = re.compile(rf"\btitle:\s*{LITERAL}")
IN_HTML = re.compile(r'data-t(?:-label)?="([^"]*)"')
OUTSIDE = re.compile(r"""["'(](?:https?:)?//[\w-]+(?:\.[\w-]+)+""")


def said() -> dict[str, str]:
    """Every msgid of the page, with the file that says it."""
    found: dict[str, str] = {}
    for path in sorted(STATIC.glob("*.js")):
        source = path.read_text("utf-8")
        panel_titles = TITLE.findall(source) if "export const panel" in source else []
        choices = [one for pair in CHOSEN.findall(source) for one in pair]
        for msgid in [*SAID.findall(source), *choices, *panel_titles]:
            found[msgid.replace('\\"', '"')] = path.name
    for path in sorted(STATIC.glob("*.html")):
        for msgid in IN_HTML.findall(path.read_text("utf-8")):
            found[msgid] = path.name
    return found


def test_everything_on_the_page_is_said_in_chinese_too():
    known = chinese()

    assert [f"{place}: {msgid!r}" for msgid, place in said().items() if not known.get(msgid)] == []


def test_translations_of_the_page_name_the_same_particulars():
    known = chinese()

    assert {msgid for msgid in said() if placeholders(known.get(msgid, "")) != placeholders(msgid)} == set()


def test_the_page_loads_nothing_from_outside():
    outside = [
        f"{path.name}: {address}"
        for path in sorted(STATIC.iterdir())
        if path.suffix in {".js", ".css", ".html"}
        for address in OUTSIDE.findall(path.read_text("utf-8"))
    ]

    assert outside == []


def test_no_file_of_the_page_is_too_long():
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in STATIC.iterdir()}

    assert {name: length for name, length in lengths.items() if length > 350} == {}
