"""A month of check-ins: who and when, figures, a sheet with a mark for each day, what the marks mean."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from views.pictures import lettering
from views.pictures.canvas import (
    ACCENT,
    ACCENT_SOFT,
    CARD,
    FAINT,
    GOLD,
    GOLD_SOFT,
    INK,
    MUTED,
    WARNING,
    Canvas,
    Point,
)
from views.pictures.lettering import Style

WIDTH = 1080
_EDGE = 48
_INSIDE = WIDTH - 2 * _EDGE
_HEAD = 176
_FIGURES = 150
_GAP = 28
_CELL = _INSIDE / 7
_ROW = 118
_NAMES = 72
_LEGEND = 64

_MONTH = Style(54, CARD, bold=True)
_WHO = Style(32, "#d7e8e5")
_FIGURE = Style(52, INK, bold=True)
_LABEL = Style(26, MUTED)
_WEEKDAY = Style(27, MUTED)
_REST = "#e6eaf2"
_LEAVE = "#dcebdd"
_LEAF = "#4f8f5b"

Draw = Callable[[Canvas, Point, float], None]


def draw(data: Mapping[str, Any]) -> bytes:
    """PNG from `views.calendar.picture`."""
    weeks = -(-(data["lead"] + len(data["marks"])) // 7)
    legend = _legend_rows(data["legend"])
    sheet = _NAMES + weeks * _ROW + 20
    height = _HEAD + _GAP + _FIGURES + _GAP + sheet + _GAP + len(legend) * _LEGEND + 12
    canvas = Canvas(WIDTH, round(height))
    _head(canvas, data)
    y = _figures(canvas, _HEAD + _GAP, data["figures"])
    canvas.panel((_EDGE - 12, y, WIDTH - _EDGE + 12, y + sheet), fill=CARD, shadow=True)
    _days(canvas, y, data)
    _legend(canvas, y + sheet + _GAP, legend)
    return canvas.png()


def _head(canvas: Canvas, data: Mapping[str, Any]) -> None:
    canvas.gradient((-40, -40, WIDTH + 40, _HEAD), "#3a8580", "#265a57", radius=36)
    wide = canvas.text((_EDGE, 80), data["name"], _MONTH, width=_INSIDE * 0.6)
    canvas.text((_EDGE, 142), data["community"], _WHO, width=_INSIDE)
    canvas.text((WIDTH - _EDGE, 80), data["month"], _WHO, align="right", width=_INSIDE - wide - 40)


def _figures(canvas: Canvas, y: float, figures: Sequence[Sequence[str]]) -> float:
    canvas.panel((_EDGE - 12, y, WIDTH - _EDGE + 12, y + _FIGURES), fill=CARD, shadow=True)
    wide = _INSIDE / len(figures)
    for index, (number, word) in enumerate(figures):
        middle = _EDGE + wide * (index + 0.5)
        canvas.text((middle, y + 78), number, _FIGURE, align="center", width=wide - 32)
        canvas.text((middle, y + 120), word, _LABEL, align="center", width=wide - 24)
    return y + _FIGURES + _GAP


def _days(canvas: Canvas, top: float, data: Mapping[str, Any]) -> None:
    """The names of the weekdays, and a disc for each day below its own."""
    for column, word in enumerate(data["weekdays"]):
        canvas.text(
            (_EDGE + (column + 0.5) * _CELL, top + 50), word, _WEEKDAY, align="center", width=_CELL - 10
        )
    for number, mark in enumerate(data["marks"], 1):
        row, column = divmod(data["lead"] + number - 1, 7)
        centre = (_EDGE + (column + 0.5) * _CELL, top + _NAMES + (row + 0.5) * _ROW)
        if number == data["today"]:
            canvas.ring(centre, 54, GOLD, 4)
        _MARKS[mark](canvas, centre, 46)
        colour, bold = _LETTERING.get(mark, (MUTED, False))
        style = Style(34, colour, bold=bold)
        canvas.text((centre[0], centre[1] + 12), str(number), style, align="center")


def _legend_rows(legend: Sequence[Sequence[str]]) -> list[list[tuple[str, str, float]]]:
    """Marks with their words and widths, as many in a row as there is room for."""
    rows: list[list[tuple[str, str, float]]] = []
    room = 0.0
    for mark, word in legend:
        wide = 44 + lettering.measure(word, _LABEL) + 20
        if not rows or wide > room:
            rows.append([])
            room = _INSIDE
        rows[-1].append((mark, word, wide))
        room -= wide
    return rows


def _legend(canvas: Canvas, y: float, rows: Sequence[Sequence[tuple[str, str, float]]]) -> None:
    for row in rows:
        x = float(_EDGE)
        for mark, word, wide in row:
            _MARKS[mark](canvas, (x + 16, y + 20), 16)
            canvas.text((x + 44, y + 29), word, _LABEL)
            x += wide
        y += _LEGEND


def _made(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.disc(centre, radius, ACCENT)


def _made_up(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.disc(centre, radius, ACCENT_SOFT)
    canvas.ring(centre, radius, ACCENT, max(2.5, radius / 12))


def _on_leave(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.disc(centre, radius, _LEAVE)


def _rest(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.disc(centre, radius, _REST)


def _down(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.disc(centre, radius, GOLD_SOFT)


def _missed(canvas: Canvas, centre: Point, radius: float) -> None:
    canvas.ring(centre, radius, FAINT, max(2.0, radius / 16))
    across = radius * 0.62
    y = centre[1] + radius * (0.66 if radius > 20 else 0)
    canvas.line([(centre[0] - across / 2, y), (centre[0] + across / 2, y)], WARNING, max(3.0, radius / 12))


def _open(canvas: Canvas, centre: Point, radius: float) -> None:
    """Nothing to be told of it."""


_MARKS: Mapping[str, Draw] = {
    "made": _made,
    "made_up": _made_up,
    "leave": _on_leave,
    "rest": _rest,
    "down": _down,
    "missed": _missed,
    "open": _open,
}
_LETTERING = {
    "made": (CARD, True),
    "made_up": (ACCENT, True),
    "leave": (_LEAF, False),
    "missed": (INK, False),
}
