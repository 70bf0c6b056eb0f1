"""Copies of a picture look alike, other pictures don't, and what is no picture harms nobody."""

from io import BytesIO

import pytest
from PIL import Image, ImageEnhance

from bot.picture_hash import picture_hash


def motif(seed: int) -> Image.Image:
    """Large soft fields of light and shade, as photos have them."""
    fields = Image.new("L", (6, 5))
    fields.putdata([(n * seed * 97 + n * n * 31) % 256 for n in range(30)])
    return fields.resize((320, 240), Image.Resampling.BICUBIC).convert("RGB")


def saved(image: Image.Image, kind: str = "JPEG", **options: int) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def distance(one: bytes, other: bytes) -> int:
    first, second = picture_hash(one), picture_hash(other)
    assert first is not None
    assert second is not None
    return (int(first, 16) ^ int(second, 16)).bit_count()


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_a_copy_that_was_scaled_compressed_or_lightened_looks_the_same(seed: int) -> None:
    image = motif(seed)
    original = saved(image, quality=95)
    assert distance(original, saved(image.resize((160, 120)), quality=60)) <= 5
    assert distance(original, saved(ImageEnhance.Brightness(image).enhance(1.1), quality=90)) <= 5
    assert distance(original, saved(image, "PNG")) <= 5


def test_other_pictures_look_different() -> None:
    assert distance(saved(motif(1)), saved(motif(2))) > 10


@pytest.mark.parametrize(
    "content", [b"", b"no picture", saved(motif(1))[:200], saved(Image.new("RGB", (50, 50)))]
)
def test_what_has_no_looks_has_no_hash(content: bytes) -> None:
    assert picture_hash(content) is None
