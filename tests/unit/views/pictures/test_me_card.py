"""The picture of a member's card, whatever people and communities are called."""

from io import BytesIO

import pytest
from PIL import Image

from views import me
from views.pictures import draw
from views.texts import texts_for

NAMES = ("小林", "A" * 64, "محمد عبد الرحمن", "🦄✨👩‍🚀", "ℌ𝔦", "Ω", "\u200b", "แสงดาว")


def whole(name: str, *, crowded: bool) -> me.Whole:
    standing = me.Standing(name, 123_456, 10_001, 365, 365, 400, 8, "Legend of the whole")
    if not crowded:
        return me.Whole(me.Standing(name, 0, None, 0, 0, 0))
    return me.Whole(
        standing,
        me.Climb(10, 500, "Legend of the whole"),
        me.Near("🔥", "七日不断", "streak", 4),
        [("💛", f"Badge number {number}") for number in range(20)],
        ["常客", "Night owl"] * 5,
        [me.Course("七天新人入门" * 8, 3, "自我介绍" * 12, "明天 20:00")] * 3,
    )


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("crowded", [True, False])
def test_every_name_is_drawn(locale: str, crowded: bool) -> None:
    for name in NAMES:
        recipe = me.picture(texts_for(locale), name, whole(name, crowded=crowded))
        drawn = Image.open(BytesIO(draw(recipe.kind, recipe.data)))

        assert drawn.format == "PNG"
        assert drawn.width == 1080
        assert drawn.height < 2000
