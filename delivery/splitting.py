"""Long texts become several messages: cut at block borders, each part valid Telegram HTML by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

LIMIT = 4096
"""UTF-16 units of a message's text, after entities are parsed."""

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
    r"|.",
    re.DOTALL,
)
_NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_SENTENCE_ENDS = "。！？!?…；;"


@dataclass(frozen=True, slots=True)
class _Token:
    """A tag, or one visible character however it is written."""

    source: str
    visible: str = ""
    opens: str = ""
    closes: str = ""


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Parts of at most `limit` visible UTF-16 units; their visible texts joined are the text's.

    Parts that would show nothing but white space are left out, as Telegram refuses them.
    """
    if 2 * len(text) <= limit or utf16_length(text) <= limit:
        return [text]
    tokens = list(_tokens(text))
    visible = "".join(token.visible for token in tokens)
    parts, start = [], 0
    ends = [0, *accumulate(utf16_length(character) for character in visible)]
    while start < len(visible):
        end = _end_of_part(visible, ends, start, limit)
        parts.append((start, end))
        start = end
    rendered = _render(tokens, [end for _, end in parts])
    return [part for part, (start, end) in zip(rendered, parts, strict=True) if visible[start:end].strip()]


def plain_text(text: str) -> str:
    """What is seen of Telegram HTML, without any formatting."""
    return "".join(token.visible for token in _tokens(text))


def utf16_length(text: str) -> int:
    """How long Telegram thinks a text is."""
    return len(text) + sum(character > "\uffff" for character in text)


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        source, name = match.group(), (match["name"] or "").lower()
        if not name:
            yield _Token(source, visible=_decoded(source))
        elif match["end"]:
            yield _Token(source, closes=name)
        else:
            yield _Token(source, opens=name)


def _decoded(source: str) -> str:
    if len(source) == 1:
        return source
    if source in _NAMED:
        return _NAMED[source]
    code = int(source[3:-1], 16) if source[2] in "xX" else int(source[2:-1])
    valid = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else source


def _end_of_part(visible: str, ends: Sequence[int], start: int, limit: int) -> int:
    """The best place to end a part that begins at `start`: after a paragraph, line, sentence or word."""
    furthest = start + 1
    while furthest < len(visible) and ends[furthest + 1] - ends[start] <= limit:
        furthest += 1
    if furthest == len(visible):
        return furthest
    middle = (start + furthest) // 2
    for border in ("\n\n", "\n"):
        found = visible.rfind(border, middle, furthest)
        if found >= 0:
            return found + len(border)
    for marks in (_SENTENCE_ENDS, " "):
        found = max(visible.rfind(mark, middle, furthest) for mark in marks)
        if found >= 0:
            return found + 1
    return furthest


def _render(tokens: Sequence[_Token], ends: Sequence[int]) -> list[str]:
    """The source cut after so many visible characters; open tags are closed there and opened again."""
    parts: list[str] = []
    pieces: list[str] = []
    open_tags: list[_Token] = []
    shown = 0
    cuts = iter(ends)
    cut = next(cuts)
    for token in tokens:
        if token.visible and shown >= cut:
            parts.append("".join(pieces) + _closing(open_tags))
            pieces, cut = [tag.source for tag in open_tags], next(cuts)
        pieces.append(token.source)
        shown += len(token.visible)
        if token.opens:
            open_tags.append(token)
        elif token.closes and open_tags and open_tags[-1].opens == token.closes:
            open_tags.pop()
    parts.append("".join(pieces) + _closing(open_tags))
    return parts


def _closing(open_tags: Sequence[_Token]) -> str:
    return "".join(f"</{tag.opens}>" for tag in reversed(open_tags))
