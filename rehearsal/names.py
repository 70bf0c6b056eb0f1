"""Names for any number of invented people."""

_SURNAMES = (
    "林陈苏何唐罗吴高江叶程许沈韩顾宋梁方田孟袁邓傅白秦尹余潘杜夏钟汪任姜范石姚谭廖邹熊金陆郝孔崔康毛邱"
)
_GIVEN = (
    "晓", "静", "默", "果", "桐", "帆", "悦", "子轩", "雨晴", "一诺", "思远", "可欣", "小雨", "宇航", "佳怡", "梦琪",
    "文博", "嘉禾", "若溪", "明轩", "安然", "书瑶", "浩然", "知夏", "乐言", "清扬", "星河", "念念", "景行", "望舒",
    "长安",
)  # fmt: skip
_FIRST = (
    "Lin", "Hedy", "Sue", "Gus", "Tess", "Noel", "Will", "Abe", "Maya", "Ivo", "Nora", "Theo", "Priya", "Owen",
    "Zoe", "Marek", "Aisha", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kim", "Leila", "Mateo", "Nadia", "Otto",
    "Paula", "Quinn", "Rosa", "Sami", "Tara", "Uma", "Vera", "Wanda", "Yusuf", "Zara",
)  # fmt: skip
_LAST = (
    "Hart", "Moss", "Lane", "Fox", "Reed", "Stone", "Banks", "Cole", "Dunn", "Ellis", "Finch", "Grant", "Hale",
    "Iqbal", "Jones", "Kerr", "Lowe", "Marsh", "Nash", "Okafor", "Patel", "Quist", "Rossi", "Silva", "Turner",
)  # fmt: skip


def name_of(number: int, locale: str) -> str:
    """The name of the person of this number, from 0; nobody else of that language has it."""
    before, after, space = (_SURNAMES, _GIVEN, "") if locale == "zh" else (_FIRST, _LAST, " ")
    every, place = divmod(number, len(before) * len(after))
    # Lists whose lengths have no common divisor, gone through side by side: every pair comes up once.
    name = f"{before[place % len(before)]}{space}{after[place % len(after)]}"
    return name if every == 0 else f"{name} {every + 1}"
