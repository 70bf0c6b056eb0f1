"""What several people have reached: a row each, the most check-ins first; beyond thirty only their number."""

from collections.abc import Mapping, Sequence
from typing import Any

from views.pictures import lettering
from views.pictures.canvas import ACCENT, FAINT, GOLD, INK, MUTED, SERIES, Canvas
from views.pictures.lettering import Style

SHOWN = 30
_ONE_COLUMN = 10
"""Rows that stand below each other; more of them stand in two columns."""

_SIDE, _GAP, _BLOCK = 56, 40, 1008
_ROW = 74
_TABLE = 248
_FIGURES = (640.0, 780.0, 916.0)
"""The middles of the three columns of figures, from the left of their block."""

Row = Sequence[Any]


def draw(data: Mapping[str, Any]) -> bytes:
    """`data` as `views.results.picture` makes it; the rows of merged messages stand behind each other."""
    rows = sorted(data["rows"], key=lambda row: row[1:], reverse=True)
    shown = rows[:SHOWN]
    more = len(rows) - len(shown) + data["besides"]
    high = len(shown) if len(shown) <= _ONE_COLUMN else (len(shown) + 1) // 2
    blocks = [shown[start : start + high] for start in range(0, len(shown), high)]
    bottom = _TABLE + _ROW * high + 8
    width = 2 * _SIDE + len(blocks) * _BLOCK + (len(blocks) - 1) * _GAP
    canvas = Canvas(width, bottom + (112 if more else 56))
    _head(canvas, data)
    for number, block in enumerate(blocks):
        _block(canvas, _SIDE + number * (_BLOCK + _GAP), block, data["columns"])
    if more:
        words = data["more"].replace("{count}", str(more))
        canvas.text((width / 2, bottom + 66), words, Style(30, MUTED), align="center")
    return canvas.png()


def _head(canvas: Canvas, data: Mapping[str, Any]) -> None:
    canvas.panel((_SIDE, 60, _SIDE + 8, 152), radius=4, fill=GOLD)
    canvas.text((_SIDE + 32, 102), data["heading"], Style(46, INK, bold=True), width=900)
    below = f"{data['community']} · {data['date']}"
    canvas.text((_SIDE + 32, 148), below, Style(27, MUTED), width=900)


def _block(canvas: Canvas, left: float, rows: Sequence[Row], columns: Sequence[str]) -> None:
    for middle, words in zip(_FIGURES, columns, strict=True):
        canvas.text((left + middle, _TABLE - 44), words, Style(24, MUTED), align="center", width=136)
    canvas.panel((left, _TABLE - 24, left + _BLOCK, _TABLE + _ROW * len(rows) + 8), shadow=True)
    for number, row in enumerate(rows):
        if number:
            y = _TABLE + _ROW * number - 8
            canvas.line([(left + 28, y), (left + _BLOCK - 28, y)], FAINT, 1.5)
        _row(canvas, (left, _TABLE + _ROW * (number + 0.5) - 8), row)


def _row(canvas: Canvas, at: tuple[float, float], row: Row) -> None:
    left, middle = at
    name, *figures = row
    colour = SERIES[sum(map(ord, name)) % len(SERIES)]
    canvas.disc((left + 60, middle), 25, f"{colour}26")
    first = lettering.initial(name) or "·"
    canvas.text((left + 60, middle + 10), first, Style(28, colour, bold=True), align="center", width=42)
    shown, style = lettering.fit(name, Style(32, INK), 450, smallest=0.8)
    canvas.text((left + 106, middle + 12), shown, style)
    for place, (x, figure) in enumerate(zip(_FIGURES, figures, strict=True)):
        style = Style(32, ACCENT if place == 0 else INK, bold=place == 0)
        canvas.text((left + x, middle + 12), str(figure), style, align="center")
