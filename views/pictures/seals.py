"""The seal of a certificate, with ribbons and words around it, and its QR code."""

from collections.abc import Mapping
from math import cos, pi, radians, sin

import segno

from views.pictures.canvas import Canvas, Point
from views.pictures.lettering import Style

RADIUS = 104
"""Pixels from the middle of a seal to its teeth."""


def seal(
    canvas: Canvas, centre: Point, data: Mapping[str, str], colours: Mapping[str, str], *, serif: bool
) -> None:
    """`data`: what stands in the middle (`seal`), below it (`year`), and around (`motto`)."""
    x, y = centre
    colour, paper = colours["seal"], colours["paper"]
    for side in (-1, 1):
        _ribbon(canvas, (x, y), side, colour)
    canvas.polygon(_teeth(centre, RADIUS, RADIUS - 9, 40), colour)
    canvas.ring(centre, RADIUS - 14, paper, 2)
    canvas.ring(centre, RADIUS - 46, paper, 2)
    style = Style(17, paper, bold=True, serif=serif)
    canvas.around(centre, RADIUS - 37, data["motto"], style)
    word = data["seal"]
    size = 40 if len(word) <= 2 else 30
    canvas.text((x, y + 8), word, Style(size, paper, bold=True, serif=serif), align="center", width=92)
    canvas.text((x, y + 34), data["year"], Style(19, paper, serif=serif), align="center")


def qr(canvas: Canvas, at: Point, size: int, link: str, dark: str, paper: str) -> None:
    """A QR code on a quiet ground; `at` is its upper left corner, `size` its side with the quiet zone."""
    matrix = segno.make(link, error="m", micro=False).matrix
    cells = len(matrix) + 4
    cell = size // cells
    x, y = at[0] + (size - cells * cell) / 2, at[1] + (size - cells * cell) / 2
    canvas.panel((at[0], at[1], at[0] + size, at[1] + size), radius=10, fill="#ffffff", outline=paper)
    for row, values in enumerate(matrix, 2):
        for column, value in enumerate(values, 2):
            if value:
                left, top = round(x + column * cell), round(y + row * cell)
                canvas.square((left, top), cell, dark)


def _teeth(centre: Point, outer: float, inner: float, count: int) -> list[Point]:
    points = []
    for step in range(count * 2):
        angle, radius = pi * step / count, outer if step % 2 else inner
        points.append((centre[0] + radius * sin(angle), centre[1] - radius * cos(angle)))
    return points


def _ribbon(canvas: Canvas, centre: Point, side: int, colour: str) -> None:
    """A tail that hangs from the seal, with a notch at its end."""
    x, y = centre

    def turned(across: float, down: float) -> Point:
        angle = radians(-18 * side)
        return x + across * cos(angle) - down * sin(angle), y + across * sin(angle) + down * cos(angle)

    tail = [turned(-30, 60), turned(30, 60), turned(30, 164), turned(0, 142), turned(-30, 164)]
    canvas.polygon(tail, colour)
    canvas.polygon(tail, "#00000026")
