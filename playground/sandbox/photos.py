"""The photos that invented people send: a morning sky, in colours of the person's own."""

import io
from colorsys import hsv_to_rgb

from PIL import Image, ImageDraw

SIZE = (640, 420)


def photo(number: int) -> bytes:
    """A JPEG; the same number always gives the same picture."""
    hue = number * 137 % 360 / 360
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for y in range(SIZE[1]):
        high = 1 - y / SIZE[1]
        draw.line(((0, y), (SIZE[0], y)), fill=_colour(hue, 0.25 + 0.4 * high, 0.98 - 0.35 * high))
    sun = (180 + number % 7 * 45, 210 + number % 5 * 12)
    draw.ellipse((sun[0] - 48, sun[1] - 48, sun[0] + 48, sun[1] + 48), fill=_colour(hue, 0.08, 1))
    for layer in range(3):
        top = 280 + layer * 42
        draw.polygon(
            [(0, 420), (0, top), (160, top - 34), (340, top + 14), (520, top - 26), (640, top), (640, 420)],
            fill=_colour(hue + 0.08 * layer, 0.45, 0.62 - 0.16 * layer),
        )
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=82)
    return stored.getvalue()


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
