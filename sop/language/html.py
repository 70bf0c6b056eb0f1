"""Telegram's HTML: is a text well formed, and how long is it as Telegram counts?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from core.phrases import Phrase

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "b": (),
    "strong": (),
    "i": (),
    "em": (),
    "u": (),
    "ins": (),
    "s": (),
    "strike": (),
    "del": (),
    "tg-spoiler": (),
    "span": ("class",),
    "a": ("href",),
    "tg-emoji": ("emoji-id",),
    "code": ("class",),
    "pre": (),
    "blockquote": ("expandable",),
}
"""The tags Telegram knows, and what each may carry."""

_USUAL = ("b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler")
_BREAKS = ("br", "p", "div")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?")

Fault = tuple[int, str, dict[str, Any]]
"""Offset in the text, code of the problem, particulars."""


def html_faults(text: str) -> Iterator[Fault]:
    """Everything Telegram would refuse in a text, in order."""
    open_tags: list[tuple[str, int]] = []
    position = 0
    while (offset := text.find("<", position)) >= 0:
        found = _TAG.match(text, offset)
        position = found.end() if found else offset + 1
        if found is None:
            yield offset, "bare_less_than", {}
            continue
        closing, name = bool(found[1]), found[2].lower()
        if name not in ATTRIBUTES:
            if not closing:
                usual = Phrase("use {tags}", tags=", ".join(_USUAL))
                hint = Phrase("begin a new line instead") if name in _BREAKS else usual
                yield offset, "unsupported_tag", {"tag": found[2], "hint": hint}
        elif closing:
            yield from _close(name, offset, open_tags)
        else:
            yield from _attribute_faults(name, found[3], offset)
            open_tags.append((name, offset))
    for name, offset in open_tags:
        yield offset, "unclosed_tag", {"tag": name}


def _close(name: str, offset: int, open_tags: list[tuple[str, int]]) -> Iterator[Fault]:
    if open_tags and open_tags[-1][0] == name:
        open_tags.pop()
        return
    expected = f"</{open_tags[-1][0]}>" if open_tags else Phrase("an opening tag before it")
    yield offset, "wrong_close", {"tag": name, "expected": expected}
    for index in range(len(open_tags) - 1, -1, -1):
        if open_tags[index][0] == name:
            del open_tags[index]
            return


def _attribute_faults(name: str, written: str, offset: int) -> Iterator[Fault]:
    given = [found[1] for found in _ATTRIBUTE.finditer(written)]
    for attribute in given:
        if attribute not in ATTRIBUTES[name]:
            hint = Phrase("expected {known}", known=", ".join(ATTRIBUTES[name]) or Phrase("none"))
            yield offset, "unsupported_attribute", {"tag": name, "attribute": attribute, "hint": hint}
    if name == "a" and not given:
        yield offset, "link_without_href", {}


def visible_length(text: str, *, html: bool = True) -> int:
    """Length in UTF-16 units after tags are taken out, which is what Telegram's limits count."""
    if html:
        text = unescape(_TAG.sub("", text))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
