"""The sheet that pictures are drawn on: shapes with soft edges, panels with shadows, lettering, PNG.

Coordinates are pixels of the finished picture from its upper left corner; a box is (left, top, right, bottom).
Shapes are drawn four times as large and scaled down, since Pillow draws their edges hard; letters are
smooth by themselves. The same calls give the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from math import ceil, cos, degrees, floor, pi, sin

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from views.pictures import lettering
from views.pictures.lettering import Align, Style

Box = tuple[float, float, float, float]
Point = tuple[float, float]

PAPER = "#f6f5f1"
CARD = "#ffffff"
INK = "#1f2a37"
MUTED = "#6b7684"
FAINT = "#dfe3e8"
ACCENT = "#2f6f6b"
ACCENT_SOFT = "#dcebe8"
GOLD = "#b98a2f"
GOLD_SOFT = "#f5ead0"
WARNING = "#c4703a"
SERIES = ("#2f6f6b", "#d39a3c", "#5b7fb5", "#b5604f", "#8a73ad", "#6f9a57")
"""Colours for lines and bars beside each other, told apart by the colour-blind as well."""

_FINER = 4


class Canvas:
    """One picture in the making."""

    def __init__(self, width: int, height: int, background: str = PAPER) -> None:
        self.width = width
        self.height = height
        self._image = Image.new("RGB", (width, height), background)
        self._surface = ImageDraw.Draw(self._image)

    def panel(
        self,
        box: Box,
        *,
        radius: float = 24,
        fill: str | None = CARD,
        outline: str | None = None,
        line: float = 2,
        shadow: bool = False,
    ) -> None:
        """A rounded rectangle, with a soft shadow below it if wanted."""
        if shadow:
            self._shadow(box, radius)
        if fill is not None:
            self._shape(box, fill, lambda pen, scaled: pen.rounded_rectangle(scaled, radius * _FINER, 255))
        if outline is not None:
            width = round(line * _FINER)
            self._shape(
                box,
                outline,
                lambda pen, scaled: pen.rounded_rectangle(scaled, radius * _FINER, None, 255, width),
            )

    def gradient(self, box: Box, top: str, bottom: str, *, radius: float = 24) -> None:
        """A rounded rectangle whose colour goes from top to bottom."""
        left, upper, right, lower = (round(side) for side in box)
        size = (right - left, lower - upper)
        blend = Image.linear_gradient("L").resize(size)
        colours = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), blend)
        mask = Image.new("L", (size[0] * _FINER, size[1] * _FINER))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius * _FINER, 255)
        self._image.paste(colours, (left, upper), mask.reduce(_FINER))

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        """A filled circle."""
        self._shape(_around(centre, radius), fill, lambda pen, scaled: pen.ellipse(scaled, 255))

    def ring(self, centre: Point, radius: float, colour: str, line: float = 2) -> None:
        """A circle's line; `radius` is its outer edge."""
        width = round(line * _FINER)
        self._shape(_around(centre, radius), colour, lambda pen, box: pen.ellipse(box, None, 255, width))

    def arc(
        self, centre: Point, radius: float, degrees: tuple[float, float], colour: str, line: float
    ) -> None:
        """A part of a ring, from one angle to another; 0 is at the top, clockwise."""
        width, (start, end) = round(line * _FINER), (angle - 90 for angle in degrees)
        self._shape(_around(centre, radius), colour, lambda pen, box: pen.arc(box, start, end, 255, width))

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        """A filled shape with straight sides."""
        self._by_points(points, 0, fill, lambda pen, scaled: pen.polygon(scaled, 255))

    def line(self, points: Sequence[Point], colour: str, width: float = 2) -> None:
        """A line through points, with round joints."""
        thick = round(width * _FINER)
        self._by_points(
            points, width, colour, lambda pen, scaled: pen.line(scaled, 255, thick, joint="curve")
        )

    def text(
        self, at: Point, text: str, style: Style, *, align: Align = "left", width: float | None = None
    ) -> float:
        """One line on a baseline, made to fit a width if there is one; gives how wide it became.

        `at` is the left end, the middle or the right end of the baseline, as `align` says.
        """
        if width is not None:
            text, style = lettering.fit(text, style, width)
        wide = lettering.measure(text, style)
        left = at[0] - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * wide
        lettering.draw(self._surface, (left, at[1]), text, style)
        return wide

    def paragraph(
        self,
        at: Point,
        text: str,
        style: Style,
        width: float,
        *,
        lines: int = 100,
        align: Align = "left",
        leading: float = 1.5,
    ) -> float:
        """Lines of a width, from the first baseline down; gives the baseline that would be next."""
        x, y = at
        for line in lettering.wrap(text, style, width, lines):
            self.text((x, y), line, style, align=align)
            y += style.size * leading
        return y

    def square(self, at: tuple[int, int], side: int, fill: str) -> None:
        """A square of whole pixels, with hard edges; `at` is its upper left corner."""
        self._surface.rectangle((*at, at[0] + side - 1, at[1] + side - 1), fill)

    def around(self, centre: Point, radius: float, text: str, style: Style) -> None:
        """Letters on a circle, from the top clockwise, spread over all of it; for writing that stands apart."""
        for number, letter in enumerate(text):
            tile = Image.new("L", (round(style.size * 3),) * 2)
            half = tile.width / 2
            wide = lettering.measure(letter, style)
            white = replace(style, colour="white")
            lettering.draw(ImageDraw.Draw(tile), (half - wide / 2, half), letter, white)
            angle = 2 * pi * number / len(text)
            turned = tile.rotate(-degrees(angle), Image.Resampling.BICUBIC)
            x, y = centre[0] + radius * sin(angle), centre[1] - radius * cos(angle)
            self._stain(turned, (round(x - half), round(y - half)), style.colour)

    def paste(self, image: Image.Image, at: tuple[int, int]) -> None:
        """Another picture, its upper left corner at a point; what it has transparent stays as it is."""
        self._image.paste(image, at, image if "A" in image.getbands() else None)

    def png(self) -> bytes:
        """The finished picture."""
        buffer = BytesIO()
        self._image.save(buffer, "PNG")
        return buffer.getvalue()

    def _shape(self, box: Box, colour: str, draw: Callable[[ImageDraw.ImageDraw, Box], None]) -> None:
        left, top = floor(box[0]), floor(box[1])
        mask = _mask(left, top, ceil(box[2]), ceil(box[3]))
        scaled = _scaled(box, left, top)
        draw(ImageDraw.Draw(mask), (scaled[0], scaled[1], scaled[2] - 1, scaled[3] - 1))
        self._stain(mask.reduce(_FINER), (left, top), colour)

    def _by_points(
        self,
        points: Sequence[Point],
        margin: float,
        colour: str,
        draw: Callable[[ImageDraw.ImageDraw, list[Point]], None],
    ) -> None:
        across, down = [x for x, _ in points], [y for _, y in points]
        left, top = floor(min(across) - margin), floor(min(down) - margin)
        mask = _mask(left, top, ceil(max(across) + margin) + 1, ceil(max(down) + margin) + 1)
        draw(ImageDraw.Draw(mask), [((x - left) * _FINER, (y - top) * _FINER) for x, y in points])
        self._stain(mask.reduce(_FINER), (left, top), colour)

    def _shadow(self, box: Box, radius: float) -> None:
        reach = 36
        left, top = floor(box[0]) - reach, floor(box[1]) - reach + 8
        size = (ceil(box[2]) - left + reach, ceil(box[3]) + 8 - top + reach)
        mask = Image.new("L", size)
        inner = (reach, reach, size[0] - reach - 1, size[1] - reach - 1)
        ImageDraw.Draw(mask).rounded_rectangle(inner, radius, 34)
        self._stain(mask.filter(ImageFilter.GaussianBlur(reach / 3)), (left, top), "#101828")

    def _stain(self, mask: Image.Image, at: tuple[int, int], colour: str) -> None:
        """Colour what a mask covers; a colour may say how opaque it is (#rrggbbaa)."""
        red, green, blue, *opacity = ImageColor.getrgb(colour)
        if opacity:
            mask = ImageChops.multiply(mask, Image.new("L", mask.size, opacity[0]))
        self._image.paste((red, green, blue), at, mask)


def _mask(left: int, top: int, right: int, bottom: int) -> Image.Image:
    return Image.new("L", (max(1, right - left) * _FINER, max(1, bottom - top) * _FINER))


def _scaled(box: Box, left: int, top: int) -> Box:
    return (
        (box[0] - left) * _FINER,
        (box[1] - top) * _FINER,
        (box[2] - left) * _FINER,
        (box[3] - top) * _FINER,
    )


def _around(centre: Point, radius: float) -> Box:
    return (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
