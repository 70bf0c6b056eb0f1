"""What a picture looks like, in 64 bits: copies that were scaled, compressed or lightened differ in few of them."""

from io import BytesIO
from itertools import pairwise

from PIL import Image, UnidentifiedImageError

LARGEST = 40_000_000
"""Pixels; what claims to have more is not opened."""

_SIZE = 8


def picture_hash(content: bytes) -> str | None:
    """The difference hash (dHash) in hexadecimal: whether brightness grows from one field of 9x8 to the next.

    None for what is no picture, and for one of a single colour, which is like every other such.
    """
    try:
        with Image.open(BytesIO(content)) as image:
            if image.width * image.height > LARGEST:
                return None
            image.draft("L", (_SIZE * 16, _SIZE * 16))
            small = image.convert("L").resize((_SIZE + 1, _SIZE), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    shades = small.tobytes()
    if max(shades) - min(shades) < 4:
        return None
    bits = 0
    for row in range(_SIZE):
        line = shades[row * (_SIZE + 1) : (row + 1) * (_SIZE + 1)]
        for left, right in pairwise(line):
            bits = bits << 1 | (left < right)
    return f"{bits:016x}"
