"""A report as one page of HTML that needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from rehearsal.blocks import (
    Block,
    Change,
    Changes,
    Day,
    Hours,
    Paragraph,
    Section,
    Spoken,
    Table,
)
from rehearsal.comparing import Comparison
from rehearsal.sections import Telling

_STYLE = Path(__file__).with_name("page.css")
_HEIGHT, _FOOT = 160, 30


def report_page(telling: Telling) -> str:
    """The page of a rehearsal."""
    body = [*_header(telling.heading, telling.subheading), *_verdict(telling), *_sections(telling.sections())]
    return _page(telling.texts.locale, telling.heading, body)


def comparison_page(comparison: Comparison) -> str:
    """The page of a comparison, with both reports folded up below it."""
    header = _header(comparison.heading, *comparison.legend, comparison.one.subheading)
    body = [*header, *_sections(comparison.sections())]
    for telling, name in zip((comparison.one, comparison.other), comparison.names, strict=True):
        body += [f"<details class=report><summary>{_text(name)}</summary>"]
        body += [*_verdict(telling), *_sections(telling.sections()), "</details>"]
    return _page(comparison.one.texts.locale, comparison.heading, body)


def _page(locale: str, title: str, body: Sequence[str]) -> str:
    language = "zh-Hans" if locale == "zh" else locale
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_text(title)}</title>",
            f"<style>\n{_style()}</style>",
            "</head>",
            "<body>",
            "<main>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


@cache
def _style() -> str:
    return _STYLE.read_text("utf-8")


def _header(heading: str, *lines: str) -> Iterator[str]:
    yield f"<header><h1>{_text(heading)}</h1>{''.join(f'<p>{_text(line)}</p>' for line in lines)}</header>"


def _verdict(telling: Telling) -> Iterator[str]:
    yield _paragraph(telling.verdict)


def _sections(sections: Sequence[Section]) -> Iterator[str]:
    """What is said comes last: it is the longest by far, and in a terminal one reads from the end."""
    for section in sorted(sections, key=lambda one: one.key == "timeline"):
        yield f'<section class="{section.key}">'
        yield f"<h2>{_text(section.heading)}</h2>"
        for block in section.blocks:
            yield from _block(block, section.heading)
        yield "</section>"


def _block(block: Block, heading: str) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _paragraph(block)
        case Table():
            yield from _table(block, heading)
        case Day():
            yield from _day(block)
        case Hours():
            yield from _hours(block)
        case Changes():
            yield from _changes(block, heading)


def _paragraph(block: Paragraph) -> str:
    kind = f' class="{block.tone}"' if block.tone else ""
    return f"<p{kind}>{_text(block.text)}</p>"


def _table(block: Table, heading: str) -> Iterator[str]:
    yield f'<div class=scroll role=region tabindex=0 aria-label="{_text(heading)}"><table>'
    heads = [
        _cell("th scope=col" if name else "td", name, n in block.numeric)
        for n, name in enumerate(block.headings)
    ]
    if block.bars:
        heads.insert(1, "<td></td>")
    yield f"<thead><tr>{''.join(heads)}</tr></thead><tbody>"
    for number, row in enumerate(block.rows):
        cells = [_cell("td" if n else "th scope=row", cell, n in block.numeric) for n, cell in enumerate(row)]
        if block.bars:
            cells.insert(1, f"<td class=bar>{_bar(block.bars[number])}</td>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _changes(block: Changes, heading: str) -> Iterator[str]:
    """Both versions side by side; one below the other where it is narrow."""
    yield f'<table class=changes aria-label="{_text(heading)}">'
    yield f"<thead><tr>{''.join(f'<th scope=col>{_text(name)}</th>' for name in block.headings)}</tr></thead><tbody>"
    for change in block.rows:
        yield from _change(change, block.headings)
    yield "</tbody></table>"


def _change(change: Change, headings: Sequence[str]) -> Iterator[str]:
    yield f'<tr class="{change.sign}"><th scope=row>{_text(change.where)}</th><td>{_text(change.what)}</td>'
    for name, pieces, tag in ((headings[2], change.before, "del"), (headings[3], change.after, "ins")):
        told = "".join(f"<{tag}>{_text(one.text)}</{tag}>" if one.only else _text(one.text) for one in pieces)
        yield f'<td data-in="{_text(name)}">{told}</td>'
    yield "</tr>"


def _cell(tag: str, text: str, numeric: bool) -> str:
    kind = " class=n" if numeric else ""
    return f"<{tag}{kind}>{_text(text)}</{tag.partition(' ')[0]}>"


def _bar(share: float) -> str:
    width = round(120 * max(0.0, min(1.0, share)))
    return (
        '<svg viewBox="0 0 120 12" width="120" height="12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="120" height="12" rx="3"/>'
        f'<rect class="fill" width="{width}" height="12" rx="3"/></svg>'
    )


def _day(block: Day) -> Iterator[str]:
    yield f"<details open><summary>{_text(block.heading)}</summary><ol class=day>"
    yield from map(_spoken, block.lines)
    yield "</ol></details>"


def _spoken(line: Spoken) -> str:
    times = f" <b>×{line.count:,}</b>" if line.count > 1 else ""
    buttons = "".join(f"<span class=button>{_text(label)}</span>" for label in line.labels)
    return (
        f'<li class="{line.to}"><div class=when><time>{_text(line.hours)}</time> '
        f"<span class=to>{_text(line.where)}</span>{times}</div>"
        f"<div class=said><p>{_text(line.text.strip())}</p>"
        f"{f'<p class=buttons>{buttons}</p>' if buttons else ''}"
        f"<p class=place>{_text(line.place)}</p></div></li>"
    )


def _hours(block: Hours) -> Iterator[str]:
    """Stacked columns, one an hour; days are told apart by lines."""
    first, last = min(block.hours) // 24, max(block.hours) // 24
    columns = (last - first + 1) * 24
    most = max(sum(pair) for pair in block.hours.values())
    wide = max(0.5, 720 / columns)
    yield "<figure>"
    yield f'<svg viewBox="0 0 720 {_HEIGHT + _FOOT}" role="img" aria-label="{_text(block.about)}">'
    for day in range(first, last + 1):
        x = (day - first) * 24 * wide
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_HEIGHT}"/>'
        if (last - first) < 14 or (day - first) % 5 == 0:
            yield f'<text x="{x + 3:.1f}" y="{_HEIGHT + 24}">{day + 1}</text>'
    for hour, (group, private) in block.hours.items():
        x, top = (hour - first * 24) * wide, float(_HEIGHT)
        for kind, count in (("private", private), ("group", group)):
            height = _HEIGHT * count / most
            top -= height
            if count:
                yield (
                    f'<rect class="{kind}" x="{x:.1f}" y="{top:.1f}" '
                    f'width="{max(0.4, wide * 0.85):.2f}" height="{height:.1f}"/>'
                )
    yield f"</svg><figcaption>{_legend(block)}{_text(block.about)}</figcaption></figure>"


def _legend(block: Hours) -> str:
    return "".join(f'<span class="key {kind}">{_text(name)}</span> ' for kind, name in block.kinds)


def _text(text: str) -> str:
    return escape(text)
