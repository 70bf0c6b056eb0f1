"""Text in columns of a terminal, in which Chinese characters and emoji take two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from views.graphemes import graphemes

_NEVER_FIRST = frozenset("，。、；：？！）」』”’》】…,.;:?!)]}%")
_WIDE_FROM = "\u2e80"
"""From here on a line may break before every character."""

_READABLE = 18
"""Columns that a cell keeps as long as possible."""

_LONGEST = 8
"""Characters that one column may hold, at most: an emoji of many parts. What is further on is not looked at."""


def width(text: str) -> int:
    """How many columns a text takes."""
    return sum(map(_of_one, graphemes(text))) if not text.isascii() else len(text)


def _of_one(grapheme: str) -> int:
    first = grapheme[0]
    if unicodedata.category(first) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if "\ufe0f" in grapheme or unicodedata.east_asian_width(first) in "WF":
        return 2
    return 1


def cut(text: str, columns: int) -> str:
    """The beginning that fits, with … where something is left out."""
    begun = text[: _LONGEST * columns]
    if len(begun) == len(text) and width(text) <= columns:
        return text
    kept, used = "", 0
    for one in graphemes(begun):
        used += _of_one(one)
        if used > columns - 1:
            break
        kept += one
    return kept.rstrip() + "…"


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text with blanks behind it, or before it, to so many columns."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns: broken at blanks, and between wide characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        rest = piece
        while width(rest) > columns:
            begun = cut(rest, columns + 1).removesuffix("…")
            lines.append(begun)
            rest = rest[len(begun) :]
        line += rest
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> Iterator[str]:
    """What is not parted: words with the blank behind them, wide characters with the sign that follows."""
    piece = ""
    for one in graphemes(text):
        parts = piece and (piece[-1].isspace() or piece[-1] >= _WIDE_FROM or one >= _WIDE_FROM)
        if parts and one not in _NEVER_FIRST and not one.isspace():
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: frozenset[int], columns: int
) -> Iterator[str]:
    """A table. Where so many columns are not enough its first and last cells go on in the next line."""
    lines = [list(headings), *map(list, rows)]
    widths = _widths(lines, columns)
    for line in lines:
        cells = [
            wrapped(cell, widths[n]) if n in (0, len(line) - 1) else [cut(cell, widths[n])]
            for n, cell in enumerate(line)
        ]
        for parts in zip_longest(*cells, fillvalue=""):
            padded_parts = (padded(part, widths[n], right=n in numeric) for n, part in enumerate(parts))
            yield "  ".join(padded_parts).rstrip()


def _widths(lines: Sequence[Sequence[str]], columns: int) -> list[int]:
    """As wide as the longest cell; where that is too much, first the last column gives way, then the first one."""
    widths = [max(width(line[n]) for line in lines) for n in range(len(lines[0]))]
    for n, least in ((-1, _READABLE), (0, _READABLE), (-1, 1)):
        too_much = sum(widths) + 2 * (len(widths) - 1) - columns
        if too_much > 0:
            widths[n] = max(min(least, widths[n]), widths[n] - too_much)
    return widths
