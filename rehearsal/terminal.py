"""A report as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rehearsal.blocks import Block, Change, Changes, Day, Hours, Paragraph, Piece, Section, Spoken, Table
from rehearsal.columns import cut, padded, table, width, wrapped
from rehearsal.comparing import Comparison
from rehearsal.sections import Telling
from views import rehearsal as words

INDENT = "  "
MOST_LINES = 24
"""Lines of one day; the page has all of them."""

_SIGNS = {"added": "+", "removed": "−", "moved": "→", "changed": "~"}
_NEAR = 24
"""Characters that are shown beside words that changed."""

_BAR = 10
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = " ▁▂▃▄▅▆▇█"


def printed(telling: Telling, columns: int) -> Iterator[str]:
    """The lines of a report, none wider than so many columns."""
    yield from wrapped(telling.heading, columns)
    yield from wrapped(telling.subheading, columns)
    yield from _sections(telling, telling.sections(), columns)


def comparison_printed(comparison: Comparison, columns: int) -> Iterator[str]:
    """The lines of a comparison."""
    yield from wrapped(comparison.heading, columns)
    for line in comparison.legend:
        yield from wrapped(line, columns)
    yield from wrapped(comparison.one.subheading, columns)
    yield from _sections(comparison.one, comparison.sections(), columns)


def _sections(telling: Telling, sections: Sequence[Section], columns: int) -> Iterator[str]:
    for section in sections:
        yield ""
        yield section.heading
        for block in section.blocks:
            for line in _block(telling, block, columns - len(INDENT)):
                yield f"{INDENT}{line}".rstrip()


def _block(telling: Telling, block: Block, columns: int) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _paragraph(block, columns)
        case Table():
            yield from _table(block, columns)
        case Day():
            yield from _day(telling, block, columns)
        case Hours():
            yield from _hours(block, columns)
        case Changes():
            for change in block.rows:
                yield from _change(change, columns)


def _paragraph(block: Paragraph, columns: int) -> Iterator[str]:
    mark = {"good": "✓ ", "bad": "✗ "}.get(block.tone, "")
    yield from _hanging(mark, block.text, columns)


def _table(block: Table, columns: int) -> Iterator[str]:
    if not block.bars:
        yield from table(block.headings, block.rows, block.numeric, columns)
        return
    first, *others = block.headings
    rows = [(row[0], _bar(share), *row[1:]) for row, share in zip(block.rows, block.bars, strict=True)]
    numeric = frozenset(n + 1 for n in block.numeric)
    yield from table([first, "", *others], rows, numeric, columns)


def _bar(share: float) -> str:
    eighths = round(max(0.0, min(1.0, share)) * _BAR * 8)
    full, rest = divmod(eighths, 8)
    return padded("█" * full + (_EIGHTHS[rest] if rest else ""), _BAR)


def _day(telling: Telling, block: Day, columns: int) -> Iterator[str]:
    yield block.heading
    shown = block.lines[:MOST_LINES]
    to = max((width(line.where) for line in shown), default=0)
    count = max((len(f"×{line.count:,}") for line in shown), default=0)
    for line in shown:
        yield _spoken(line, to, count, columns)
    if len(block.lines) > len(shown):
        yield INDENT + words.counted(telling.texts, "lines_left_out", len(block.lines) - len(shown))


def _spoken(line: Spoken, to: int, count: int, columns: int) -> str:
    times = f"×{line.count:,}" if line.count > 1 else ""
    head = f"  {line.hours:<11}  {padded(line.where, to)}  {padded(times, count, right=True)}  "
    buttons = f" [{'] ['.join(line.labels[:2])}]" if line.labels and line.to != "staff" else ""
    room = columns - width(head)
    text = cut(" ".join(line.text.split()), max(12, room - width(buttons)))
    return head + cut(text + buttons, room)


def _hours(block: Hours, columns: int) -> Iterator[str]:
    """The days one below the other, an hour a column."""
    most = max((sum(pair) for pair in block.hours.values()), default=0)
    days = sorted({hour // 24 for hour in block.hours})
    yield from wrapped(block.heading, columns)
    if len(days) <= (columns - 8) // 2:
        for day in days:
            counts = [sum(block.hours.get(day * 24 + hour, (0, 0))) for hour in range(24)]
            yield f"{day + 1:>3}  {''.join(_height(count, most) for count in counts)}  {sum(counts):>7,}"
        yield f"     {'0     6     12    18':<24}"
    yield from wrapped(block.about, columns)


def _height(count: int, most: int) -> str:
    if not count:
        return "·"
    return _HEIGHTS[max(1, round(8 * count / most))]


def _change(change: Change, columns: int) -> Iterator[str]:
    """What it is, then how it reads before and after; both on one line where they are short."""
    yield from _hanging(f"{_SIGNS[change.sign]} ", f"{change.where} · {change.what}", columns)
    before, after = (_shortened(pieces) for pieces in (change.before, change.after))
    together = f"{before} → {after}"
    if _whole(change.before) and _whole(change.after) and width(together) <= columns - 4:
        yield f"    {together}"
        return
    for mark, text, pieces in (("−", before, change.before), ("+", after, change.after)):
        if pieces:
            yield from _hanging(f"    {mark} ", text, columns)


def _hanging(mark: str, text: str, columns: int) -> Iterator[str]:
    first, *others = wrapped(text, columns - width(mark)) or [""]
    yield mark + first
    yield from (" " * width(mark) + line for line in others)


def _whole(pieces: Sequence[Piece]) -> bool:
    return len(pieces) == 1 and "\n" not in pieces[0].text


def _shortened(pieces: Sequence[Piece]) -> str:
    """What is in one version only stands in « »; of what stays, only what is next to it."""
    if len(pieces) == 1:
        return pieces[0].text.replace("\n", " / ")
    last = len(pieces) - 1
    told = (
        _marked(piece.text) if piece.only else _around(piece.text, begins=n == 0, ends=n == last)
        for n, piece in enumerate(pieces)
    )
    return "".join(told).replace("\n", " / ")


def _marked(text: str) -> str:
    words = text.strip()
    return text.replace(words, f"«{words}»") if words else text


def _around(text: str, *, begins: bool, ends: bool) -> str:
    if len(text) <= _NEAR * 2 + 8:
        return text
    before = "" if begins else text[:_NEAR]
    after = "" if ends else text[-_NEAR:]
    return f"{before}…{after}"
