"""Lines that fit a terminal, Chinese ones too: their characters take two cells, and no spaces part words."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_NEVER_FIRST = frozenset("，。、；：？！）」』”’》】…,.;:?!)]}%")
_NEVER_LAST = frozenset("（「『“‘《【([{")
_WIDE_FROM = "\u2e80"
"""From here on every character is a word of its own."""


def wrapped(text: Text, width: int) -> list[Text]:
    """The text in lines of at most `width` cells, its styles kept."""
    lines: list[Text] = []
    for line in text.split("\n", allow_blank=True):
        for piece in line.divide(list(_cuts(line.plain, width))):
            piece.rstrip()
            lines.append(piece)
    return lines


def _cuts(line: str, width: int) -> Iterator[int]:
    start, used, border = 0, 0, 0
    for index, character in enumerate(line):
        if index and _may_break(line[index - 1], character):
            border = index
        used += cell_len(character)
        if used > width and not character.isspace():
            cut = border if border > start else index
            yield cut
            start, used = cut, cell_len(line[cut : index + 1])


def _may_break(before: str, after: str) -> bool:
    if before in _NEVER_LAST or after in _NEVER_FIRST:
        return False
    return before.isspace() or before >= _WIDE_FROM or after >= _WIDE_FROM
