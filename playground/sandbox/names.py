"""Names for newcomers: believable ones that nobody in the sandbox has yet."""

from collections.abc import Collection
from random import Random

LANGUAGES = {"zh": "zh-hans", "en": "en"}
"""What people's Telegram is set to, by the community's language."""

_SURNAMES = (
    "林陈苏何唐罗吴高江叶程许沈韩顾宋梁方田孟袁邓傅白秦尹余潘杜夏钟汪任姜范石姚谭廖邹熊金陆郝孔崔康毛邱"
)
_GIVEN = (
    "晓", "静", "默", "果", "桐", "帆", "悦", "子轩", "雨晴", "一诺", "思远", "可欣", "小雨", "宇航", "佳怡", "梦琪",
    "文博", "嘉禾", "若溪", "明轩", "安然", "书瑶", "浩然", "知夏", "乐言", "清扬", "星河", "念念", "景行", "望舒",
)  # fmt: skip
_FIRST = (
    "Lin", "Hedy", "Sue", "Gus", "Tess", "Noel", "Will", "Abe", "Maya", "Ivo", "Nora", "Theo", "Priya", "Owen",
    "Zoe", "Marek", "Aisha", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kim", "Leila", "Mateo", "Nadia", "Otto",
    "Paula", "Quinn", "Rosa", "Sami", "Tara", "Uma", "Vera", "Wanda", "Yusuf",
)  # fmt: skip
_LAST = (
    "Hart", "Moss", "Lane", "Fox", "Reed", "Stone", "Banks", "Cole", "Dunn", "Ellis", "Finch", "Grant", "Hale",
    "Iqbal", "Jones", "Kerr", "Lowe", "Marsh", "Nash", "Okafor", "Patel", "Quist", "Rossi", "Silva", "Turner",
)  # fmt: skip


def invented_name(locale: str, taken: Collection[str], dice: Random) -> str:
    """A new name; with thousands taken it gets a number."""
    for _ in range(200):
        name = _name(locale, dice)
        if name not in taken:
            return name
    return f"{_name(locale, dice)} {len(taken)}"


def _name(locale: str, dice: Random) -> str:
    if locale == "zh":
        return dice.choice(_SURNAMES) + dice.choice(_GIVEN)
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"
