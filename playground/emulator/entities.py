"""Message entities: UTF-16 lengths, finding what Telegram finds by itself, trimming, and back to HTML."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from playground.emulator.errors import Json

_FOUND = re.compile(
    r"(?P<url>(?:https?://|(?<![\w@])t\.me/)[^\s<>\"'，。！？、）】]+)"
    r"|(?P<bot_command>(?<![\w/@#<>.])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w|/))"
    r"|(?P<mention>(?<![\w@])@[A-Za-z0-9_]{4,32}\b)"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d_])\w{1,256})"
)

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def utf16_length(text: str) -> int:
    """How long Telegram thinks the text is."""
    return len(text) + sum(character > "\uffff" for character in text)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part that an entity covers; what it cuts in half is replaced."""
    encoded = text.encode("utf-16-le")[offset * 2 : (offset + length) * 2]
    return encoded.decode("utf-16-le", errors="replace")


def find_entities(text: str, taken: Iterable[Json] = ()) -> list[Json]:
    """Commands, mentions, hashtags and links in the text, beside those that are there already."""
    there = list(taken)
    blocked = [
        (e["offset"], e["offset"] + e["length"])
        for e in there
        if e["type"] not in _TAGS or e["type"] == "code"
    ]
    for match in _FOUND.finditer(text):
        start = utf16_length(text[: match.start()])
        end = start + utf16_length(match.group())
        if not any(start < other_end and end > other for other, other_end in blocked):
            there.append({"type": match.lastgroup, "offset": start, "length": end - start})
    return in_order(there)


def in_order(entities: Iterable[Json]) -> list[Json]:
    """As Telegram sorts them: by offset, the longer first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def without_returns(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without carriage returns, which Telegram drops: some libraries part marks by them."""
    if "\r" not in text:
        return text, entities
    moved = []
    for entity in entities:
        before = utf16_slice(text, 0, entity["offset"]).count("\r")
        inside = utf16_slice(text, entity["offset"], entity["length"]).count("\r")
        moved.append({**entity, "offset": entity["offset"] - before, "length": entity["length"] - inside})
    return text.replace("\r", ""), [entity for entity in moved if entity["length"] > 0]


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space at both ends, as Telegram keeps messages; entities move along or vanish."""
    shift = utf16_length(text) - utf16_length(text.lstrip())
    kept = text.strip()
    length = utf16_length(kept)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(length, entity["offset"] + entity["length"] - shift)
        if start < end:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, in_order(moved)


def to_html(text: str, entities: Iterable[Json]) -> str:
    """The text with its formatting as Telegram HTML; what Telegram found by itself stays plain."""
    marks: list[tuple[int, int, int, str]] = []
    for order, entity in enumerate(in_order(entities)):
        opening, closing = _tags(entity)
        marks.append((entity["offset"], 1, order, opening))
        marks.append((entity["offset"] + entity["length"], 0, -order, closing))
    ends = list(accumulate(1 + (character > "\uffff") for character in text))
    pieces, done = [], 0
    for offset, _, _, mark in sorted(marks):
        at = bisect_right(ends, offset)
        pieces.append(html.escape(text[done:at], quote=False) + mark)
        done = at
    return "".join(pieces) + html.escape(text[done:], quote=False)


def _tags(entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if kind == "text_mention":
        return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
    if kind == "custom_emoji":
        return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">', "</tg-emoji>"
    if kind == "pre":
        language = entity.get("language")
        return (
            (f'<pre><code class="language-{language}">', "</code></pre>") if language else ("<pre>", "</pre>")
        )
    return _TAGS.get(kind, ("", ""))
