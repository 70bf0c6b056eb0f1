"""A certificate, on landscape paper: for whom, for what, by whom, when, with a seal and a code to verify it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from views.pictures import frames, lettering, seals
from views.pictures.canvas import Canvas
from views.pictures.lettering import Align, Style

WIDTH, HEIGHT = 1600, 1130
_QR = 148


@dataclass(frozen=True)
class _Column:
    """Where the words stand: the edge or middle they are aligned to, and how wide they may be."""

    x: float
    align: Align
    width: float
    top: float


_COLUMNS = {
    "ornate": _Column(WIDTH / 2, "center", 1180, 168),
    "festive": _Column(WIDTH / 2, "center", 1080, 176),
    "plain": _Column(208, "left", 1180, 170),
}


def draw(data: Mapping[str, Any]) -> bytes:
    """`data` as `views.certificates.picture` makes it; `bot` is the bot's username, for the link in the code."""
    colours, serif = data["colours"], data["serif"]
    canvas = Canvas(WIDTH, HEIGHT, colours["paper"])
    frames.FRAMES[data["frame"]](canvas, colours)
    column = _COLUMNS[data["frame"]]
    _above(canvas, data, column)
    below = _name(canvas, data, column)
    _what_for(canvas, data, column, below)
    _signature(canvas, data)
    middle = (WIDTH / 2 if column.align == "center" else WIDTH - 520, HEIGHT - 268)
    seals.seal(canvas, middle, data, colours, serif=serif)
    _code(canvas, data)
    return canvas.png()


def _above(canvas: Canvas, data: Mapping[str, Any], column: _Column) -> None:
    colours, serif = data["colours"], data["serif"]
    spaced = 0.08 if _is_cased(data["issuer"]) else 0.12
    canvas.text(
        (column.x, column.top),
        data["issuer"],
        Style(34, colours["accent"], bold=not serif, serif=serif, spacing=spaced),
        align=column.align,
        width=column.width,
    )
    wide = 0.3 if not _is_cased(data["heading"]) else 0.02
    canvas.text(
        (column.x + (0.15 * 92 if column.align == "center" and wide > 0.1 else 0), column.top + 122),
        data["heading"],
        Style(92, colours["ink"], bold=True, serif=serif, spacing=wide),
        align=column.align,
        width=column.width,
    )
    if column.align == "center":
        _rule(canvas, (column.x, column.top + 164), colours["accent"])
    else:
        canvas.panel(
            (column.x, column.top + 156, column.x + 120, column.top + 164), radius=4, fill=colours["seal"]
        )


def _name(canvas: Canvas, data: Mapping[str, Any], column: _Column) -> float:
    """The line for whom; gives the baseline of the name."""
    colours, serif = data["colours"], data["serif"]
    y = column.top + 226
    canvas.text(
        (column.x, y),
        data["intro"],
        Style(34, colours["soft_ink"], serif=serif),
        align=column.align,
        width=900,
    )
    y += 116
    style = Style(84, colours["accent"], bold=True, serif=serif)
    name, style = lettering.fit(data["name"], style, column.width - 120, smallest=0.5)
    wide = canvas.text((column.x, y), name, style, align=column.align)
    half = max(wide, 420) / 2 + 40
    if column.align == "center":
        canvas.line([(column.x - half, y + 46), (column.x + half, y + 46)], colours["accent_soft"], 3)
    return y


def _what_for(canvas: Canvas, data: Mapping[str, Any], column: _Column, y: float) -> None:
    colours, serif = data["colours"], data["serif"]
    style = Style(36, colours["ink"], serif=serif)
    below = y + 100
    for line in lettering.balanced(data["sentence"], style, column.width - 60, 2):
        canvas.text((column.x, below), line, style, align=column.align)
        below += style.size * 1.45
    about = [data["cohort"], *data["facts"]] if data["cohort"] else data["facts"]
    canvas.text(
        (column.x, below + 10),
        "   ·   ".join(about),
        Style(27, colours["soft_ink"], serif=serif),
        align=column.align,
        width=column.width,
    )


def _signature(canvas: Canvas, data: Mapping[str, Any]) -> None:
    """At the lower left: by whom, and when."""
    colours, serif = data["colours"], data["serif"]
    left, y = (208.0 if data["frame"] == "plain" else 190.0), HEIGHT - 190.0
    canvas.text((left, y - 22), data["issuer"], Style(36, colours["ink"], serif=serif), width=360)
    canvas.line([(left, y), (left + 360, y)], colours["soft_ink"], 1.5)
    canvas.text(
        (left, y + 38),
        f"{data['signature']}  ·  {data['date']}",
        Style(25, colours["soft_ink"], serif=serif),
        width=360,
    )


def _code(canvas: Canvas, data: Mapping[str, Any]) -> None:
    """At the lower right: what anyone can scan or type to verify it."""
    colours, serif = data["colours"], data["serif"]
    right, top = WIDTH - 172, HEIGHT - 346
    link = f"https://t.me/{data.get('bot', '')}?start={data['start']}"
    seals.qr(canvas, (right - _QR, top), _QR, link, colours["ink"], colours["accent_soft"])
    middle = right - _QR / 2
    canvas.text(
        (middle, top + _QR + 34),
        data["number"],
        Style(25, colours["ink"], bold=True, serif=False),
        align="center",
    )
    canvas.text(
        (middle, top + _QR + 64),
        data["scan"],
        Style(21, colours["soft_ink"], serif=serif),
        align="center",
        width=220,
    )


def _rule(canvas: Canvas, centre: tuple[float, float], colour: str) -> None:
    """A thin line with a diamond in its middle."""
    x, y = centre
    for side in (-1, 1):
        canvas.line([(x + side * 22, y), (x + side * 190, y)], colour, 2)
    canvas.polygon([(x - 9, y), (x, y - 9), (x + 9, y), (x, y + 9)], colour)


def _is_cased(text: str) -> bool:
    return text.lower() != text.upper()
