"""A member's card: who, level with the way to the next, figures, badges, tags, scripts, what is within reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from views.pictures import lettering
from views.pictures.canvas import ACCENT, ACCENT_SOFT, CARD, FAINT, GOLD, GOLD_SOFT, INK, MUTED, Canvas
from views.pictures.lettering import Style

WIDTH = 1080
_EDGE = 48
_INSIDE = WIDTH - 2 * _EDGE
_HEAD = 196
_LEVEL = 92
_FIGURES = 168
_ROW = 66
_COURSE = 104
_GAP = 28

_NAME = Style(54, CARD, bold=True)
_COMMUNITY = Style(30, "#d7e8e5")
_RANK = Style(76, CARD, bold=True)
_RANK_WORD = Style(25, "#d7e8e5")
_TITLE = Style(38, ACCENT, bold=True)
_SMALL = Style(28, MUTED)
_FIGURE = Style(54, INK, bold=True)
_LABEL = Style(26, MUTED)
_CHIP = Style(28, INK)
_TAG = Style(27, ACCENT)
_COURSE_NAME = Style(32, INK, bold=True)
_NEXT = Style(30, INK)
_NEXT_WORD = Style(26, GOLD, bold=True)


def draw(data: Mapping[str, Any]) -> bytes:
    """PNG from `views.me.picture`."""
    chips = _rows([f"{emoji} {title}" for emoji, title in data["badges"]], _CHIP)
    tags = _rows(data["tags"], _TAG)
    canvas = Canvas(WIDTH, _height(data, len(chips) + len(tags)))
    _head(canvas, data)
    y = float(_HEAD + _GAP)
    if "level" in data:
        y = _level(canvas, y, data)
    y = _figures(canvas, y, data["figures"])
    y = _chips(canvas, y, chips, _CHIP, GOLD_SOFT)
    y = _chips(canvas, y, tags, _TAG, ACCENT_SOFT)
    for course in data["courses"]:
        y = _course(canvas, y, course)
    if data["next"]:
        _next(canvas, y, data)
    return canvas.png()


def _height(data: Mapping[str, Any], chip_rows: int) -> int:
    height = _HEAD + _GAP + _FIGURES + _GAP + chip_rows * _ROW + len(data["courses"]) * (_COURSE + 16)
    height += _LEVEL + _GAP if "level" in data else 0
    return height + (_COURSE if data["next"] else 0) + _EDGE - 12


def _head(canvas: Canvas, data: Mapping[str, Any]) -> None:
    """The name on a dark band, the level's number in a ring on its right."""
    canvas.gradient((-40, -40, WIDTH + 40, _HEAD), "#3a8580", "#265a57", radius=36)
    room = _INSIDE - (190 if "level" in data else 0)
    canvas.text((_EDGE, 88), data["name"], _NAME, width=room)
    canvas.text((_EDGE, 152), data["community"], _COMMUNITY, width=room)
    if "level" not in data:
        return
    middle = WIDTH - _EDGE - 74
    canvas.ring((middle, _HEAD / 2), 78, "#5f9f9a", 10)
    canvas.arc((middle, _HEAD / 2), 78, (0, 360 * data["progress"]), "#f0c566", 10)
    canvas.text((middle, _HEAD / 2 + 16), str(data["level"]), _RANK, align="center", width=100)
    canvas.text((middle, _HEAD / 2 + 50), data["level_word"], _RANK_WORD, align="center", width=110)


def _level(canvas: Canvas, y: float, data: Mapping[str, Any]) -> float:
    """The title, what is missing to the next, and a bar."""
    left = canvas.text((_EDGE, y + 36), data["title"], _TITLE, width=_INSIDE * 0.5)
    canvas.text((WIDTH - _EDGE, y + 34), data["climb"], _SMALL, align="right", width=_INSIDE - left - 40)
    bar = (_EDGE, y + 62, WIDTH - _EDGE, y + 80)
    canvas.panel(bar, radius=9, fill=FAINT)
    filled = max(18.0, _INSIDE * float(data["progress"]))
    canvas.panel((_EDGE, y + 62, _EDGE + filled, y + 80), radius=9, fill=GOLD)
    return y + _LEVEL + _GAP


def _figures(canvas: Canvas, y: float, figures: Sequence[Sequence[str]]) -> float:
    """Beside each other on one panel, a number above its word."""
    canvas.panel((_EDGE, y, WIDTH - _EDGE, y + _FIGURES), fill=CARD, shadow=True)
    wide = _INSIDE / len(figures)
    for index, (number, word) in enumerate(figures):
        middle = _EDGE + wide * (index + 0.5)
        canvas.text((middle, y + 86), number, _FIGURE, align="center", width=wide - 32)
        canvas.text((middle, y + 132), word, _LABEL, align="center", width=wide - 24)
        if index:
            x = _EDGE + wide * index
            canvas.line([(x, y + 40), (x, y + _FIGURES - 40)], FAINT, 2)
    return y + _FIGURES + _GAP


def _rows(words: Sequence[str], style: Style) -> list[list[tuple[str, float]]]:
    """Chips with their widths, as many in a row as there is room for."""
    rows: list[list[tuple[str, float]]] = []
    room = 0.0
    for whole in words:
        word, _ = lettering.fit(whole, style, _INSIDE - 40, smallest=1)
        wide = lettering.measure(word, style) + 40
        if not rows or wide > room:
            rows.append([])
            room = _INSIDE
        rows[-1].append((word, wide))
        room -= wide + 14
    return rows


def _chips(
    canvas: Canvas, y: float, rows: Sequence[Sequence[tuple[str, float]]], style: Style, fill: str
) -> float:
    for row in rows:
        x = float(_EDGE)
        for word, wide in row:
            canvas.panel((x, y, x + wide, y + 52), radius=26, fill=fill)
            canvas.text((x + 20, y + 36), word, style)
            x += wide + 14
        y += _ROW
    return y


def _course(canvas: Canvas, y: float, course: Sequence[str]) -> float:
    """A script, the day, and below what comes next there."""
    title, day, following = course
    canvas.panel((_EDGE, y, WIDTH - _EDGE, y + _COURSE), fill=CARD)
    canvas.panel((_EDGE + 22, y + 22, _EDGE + 30, y + _COURSE - 22), radius=4, fill=ACCENT)
    base = y + (48 if following else 64)
    wide = canvas.text((WIDTH - _EDGE - 28, base), day, _TAG, align="right", width=240)
    canvas.text((_EDGE + 52, base), title, _COURSE_NAME, width=_INSIDE - wide - 110)
    if following:
        canvas.text((_EDGE + 52, y + 84), following, _LABEL, width=_INSIDE - 80)
    return y + _COURSE + 16


def _next(canvas: Canvas, y: float, data: Mapping[str, Any]) -> None:
    canvas.panel((_EDGE, y, WIDTH - _EDGE, y + _COURSE), fill=GOLD_SOFT)
    canvas.text((_EDGE + 28, y + 42), data["next_title"], _NEXT_WORD, width=_INSIDE - 56)
    canvas.text((_EDGE + 28, y + 82), data["next"], _NEXT, width=_INSIDE - 56)
