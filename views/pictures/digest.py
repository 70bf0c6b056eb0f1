"""The digest's picture: two weeks of active members and of check-ins, and how far the people of scripts have come."""

from collections.abc import Mapping, Sequence
from typing import Any

from views.pictures.canvas import ACCENT, ACCENT_SOFT, FAINT, GOLD, GOLD_SOFT, INK, MUTED, Box, Canvas
from views.pictures.lettering import Style

WIDTH = 1280
_EDGE = 40
_GAP = 28
_HEAD = 132
_CHART = 330
_STEP = 78
_FUNNEL_HEAD = 148
_COLUMNS = 14
"""Days for which there is room, so that a young community's bars are no wider than later."""

_TITLE = Style(46, INK, bold=True)
_NAME = Style(34, INK, bold=True)
_SCRIPT = Style(29, ACCENT, bold=True)
_LARGE = Style(44, ACCENT, bold=True)
_SMALL = Style(26, MUTED)
_LABEL = Style(27, INK)
_COUNT = Style(28, INK, bold=True)


def draw(data: Mapping[str, Any]) -> bytes:
    """PNG from `views.digest_picture.recipe`."""
    funnels: Sequence[Mapping[str, Any]] = data["funnels"]
    rows = max((len(one["steps"]) for one in funnels), default=0)
    below = _FUNNEL_HEAD + rows * _STEP + 6 if funnels else 130
    height = _HEAD + 2 * (_CHART + _GAP) + below + _EDGE
    canvas = Canvas(WIDTH, height)
    canvas.text((_EDGE, 84), data["title"], _TITLE, width=WIDTH - 2 * _EDGE - 420)
    canvas.text((WIDTH - _EDGE, 84), data["span"], _SMALL, align="right", width=400)
    top = float(_HEAD)
    _active(canvas, (_EDGE, top, WIDTH - _EDGE, top + _CHART), data)
    top += _CHART + _GAP
    _check_ins(canvas, (_EDGE, top, WIDTH - _EDGE, top + _CHART), data)
    top += _CHART + _GAP
    _running(canvas, (_EDGE, top, WIDTH - _EDGE, top + below), data)
    return canvas.png()


def _active(canvas: Canvas, box: Box, data: Mapping[str, Any]) -> None:
    """A line over a soft area, with a dot for each day that somebody was active; the last one's is large."""
    days = data["days"]
    _head(canvas, box, data["active"], str(days[-1]["active"]), ACCENT)
    plot = _plot(canvas, box, days)
    most = max(1, *(one["active"] for one in days))
    points = [
        (_middle(plot, days, index), _height(plot, one["active"], most)) for index, one in enumerate(days)
    ]
    if len(points) > 1:
        canvas.polygon([(points[0][0], plot[3]), *points, (points[-1][0], plot[3])], ACCENT_SOFT)
        canvas.line(points, ACCENT, 5)
    for one, point in zip(days, points, strict=True):
        if one["active"]:
            canvas.disc(point, 11 if point is points[-1] else 5, ACCENT)
    _peak(canvas, points, [one["active"] for one in days])


def _check_ins(canvas: Canvas, box: Box, data: Mapping[str, Any]) -> None:
    """A bar a day; behind it, as an outline, how many were expected."""
    days = data["days"]
    _head(canvas, box, data["check_ins"], str(days[-1]["made"]), GOLD)
    if any(one["expected"] for one in days):
        _legend(canvas, box, data["expected"])
    plot = _plot(canvas, box, days)
    most = max(1, *(max(one["made"], one["expected"]) for one in days))
    half = (plot[2] - plot[0]) / _COLUMNS * 0.31
    for index, one in enumerate(days):
        middle = _middle(plot, days, index)
        if one["expected"]:
            top = _height(plot, one["expected"], most)
            outer = (middle - half - 5, min(top, plot[3] - 12) - 5, middle + half + 5, plot[3])
            canvas.panel(outer, radius=9, fill=GOLD_SOFT, outline=GOLD, line=1.5)
        if one["made"]:
            top = min(_height(plot, one["made"], most), plot[3] - 10)
            canvas.panel((middle - half, top, middle + half, plot[3]), radius=7, fill=GOLD)
    _peak(
        canvas,
        [
            (_middle(plot, days, index), _height(plot, max(one["made"], one["expected"]), most) - 4)
            for index, one in enumerate(days)
        ],
        [one["made"] for one in days],
    )


def _running(canvas: Canvas, box: Box, data: Mapping[str, Any]) -> None:
    """For each script a column of its steps: how many have come that far."""
    canvas.panel(box, shadow=True)
    funnels = data["funnels"]
    left, top = box[0] + 36, box[1]
    if not funnels:
        canvas.text(((box[0] + box[2]) / 2, top + 78), data["nobody"], _SMALL, align="center")
        return
    canvas.text((left, top + 58), data["running"], _NAME)
    columns = len(funnels)
    width = (box[2] - box[0] - 72 - 44 * (columns - 1)) / columns
    for index, one in enumerate(funnels):
        _funnel(canvas, (left + index * (width + 44), top + 118), width, one)


def _funnel(canvas: Canvas, at: tuple[float, float], width: float, one: Mapping[str, Any]) -> None:
    x, y = at
    canvas.paragraph((x, y), one["title"], _SCRIPT, width, lines=1)
    steps = one["steps"]
    most = max(1, *(count for _, count in steps))
    for index, (label, count) in enumerate(steps):
        row = y + 50 + index * _STEP
        canvas.paragraph((x, row), label, _LABEL, width - 90, lines=1)
        canvas.text((x + width, row), str(count), _COUNT, align="right", width=84)
        canvas.panel((x, row + 12, x + width, row + 26), radius=7, fill=FAINT)
        if count:
            canvas.panel((x, row + 12, x + max(14.0, width * count / most), row + 26), radius=7, fill=ACCENT)


def _head(canvas: Canvas, box: Box, name: str, value: str, colour: str) -> None:
    canvas.panel(box, shadow=True)
    wide = canvas.text((box[0] + 36, box[1] + 62), name, _NAME, width=700)
    canvas.text((box[0] + 36 + wide + 22, box[1] + 64), value, Style(_LARGE.size, colour, bold=True))


def _legend(canvas: Canvas, box: Box, text: str) -> None:
    right, y = box[2] - 36, box[1] + 60
    wide = canvas.text((right, y), text, _SMALL, align="right", width=320)
    canvas.panel(
        (right - wide - 44, y - 22, right - wide - 16, y + 2),
        radius=6,
        fill=GOLD_SOFT,
        outline=GOLD,
        line=1.5,
    )


def _plot(canvas: Canvas, box: Box, days: Sequence[Mapping[str, Any]]) -> Box:
    """Where the values stand; the days are written below."""
    plot = (box[0] + 36, box[1] + 128, box[2] - 36, box[3] - 84)
    canvas.line([(plot[0], plot[3] + 1), (plot[2], plot[3] + 1)], FAINT, 2)
    for index, one in enumerate(days):
        middle = _middle(plot, days, index)
        last = index == len(days) - 1
        colour = INK if last else MUTED
        canvas.text((middle, plot[3] + 34), one["date"], Style(26, colour, bold=last), align="center")
        canvas.text((middle, plot[3] + 64), one["weekday"], Style(22, colour, bold=last), align="center")
    return plot


def _middle(plot: Box, days: Sequence[Mapping[str, Any]], index: int) -> float:
    """The middle of a day's column; the last day is at the right."""
    column = (plot[2] - plot[0]) / _COLUMNS
    return plot[2] - column * (len(days) - index - 0.5)


def _height(plot: Box, value: int, most: int) -> float:
    return plot[3] - (plot[3] - plot[1]) * value / most


def _peak(canvas: Canvas, points: Sequence[tuple[float, float]], values: Sequence[int]) -> None:
    """The numbers of the best day and of the last, above them."""
    best = max(range(len(values)), key=lambda index: (values[index], index))
    for index in {best, len(values) - 1}:
        if values[index]:
            x, y = points[index]
            canvas.text((x, y - 18), str(values[index]), _COUNT, align="center")
