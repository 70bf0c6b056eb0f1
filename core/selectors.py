"""Reading selectors: `tag:python points>100 inactive>7d`, `标签:python 积分>100 沉默>7天`. Pure.

Several words must all hold; `or` and parentheses, `-` or `not` in front. One language for commands, scripts, rules.
"""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.errors import Refused
from core.selection import CLOSED, DAYS, NUMBERS, OPEN, Every, Node, Op, Opposite, Selector, Some, Test, Trait
from core.tags import TAG_PATTERN

LONGEST = 400
"""Characters of a selector."""
MOST_TESTS = 40
LARGEST = 1_000_000_000
LONGEST_AGO = 3660
"""Days."""

KEYS: dict[str, Trait] = {
    **{trait.value: trait for trait in Trait if trait is not Trait.PERSON},
    "checkins": Trait.CHECK_INS,
    "check-ins": Trait.CHECK_INS,
    "silent": Trait.INACTIVE,
    "标签": Trait.TAG,
    "积分": Trait.POINTS,
    "连续": Trait.STREAK,
    "连续打卡": Trait.STREAK,
    "打卡": Trait.CHECK_INS,
    "打卡次数": Trait.CHECK_INS,
    "沉默": Trait.INACTIVE,
    "不活跃": Trait.INACTIVE,
    "加入": Trait.JOINED,
    "入群": Trait.JOINED,
    "阶段": Trait.STAGE,
    "等级": Trait.LEVEL,
    "徽章": Trait.BADGE,
    "期": Trait.COHORT,
    "流程": Trait.SOP,
    "完成": Trait.DONE,
    "私聊": Trait.REACH,
}
"""The words before `:`, `>` … and what they ask."""

STAGES = {
    **{name: name for name in ("new", "active", "core", "at_risk", "gone")},
    "at-risk": "at_risk",
    "新人": "new",
    "活跃": "active",
    "核心": "core",
    "铁粉": "core",
    "快流失": "at_risk",
    "已流失": "gone",
    "流失风险": "at_risk",
    "风险": "at_risk",
    "流失": "gone",
    "沉睡": "gone",
}
REACHES = {OPEN: OPEN, CLOSED: CLOSED, "开": OPEN, "通": OPEN, "关": CLOSED, "不通": CLOSED}

_AND, _OR, _NOT = (
    frozenset({"and", "且", "并且"}),
    frozenset({"or", "或", "或者"}),
    frozenset({"not", "非", "不是"}),
)
_ALL = frozenset({"all", "everyone", "全部", "所有人", "全体"})
_PLAIN = str.maketrans("：＞＜＝（）－！＠＃　≥≤“”「」", ':><=()-!@# ≥≤""""')
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<sign>[()!]|-(?=\S))
    | (?P<person>@\w+)
    | \#(?P<hashtag>[\w-]+)
    | (?P<key>[^\s()<>=:"@#!-][^\s()<>=:"]*)\s*(?P<op>>=|<=|≥|≤|>|<|=|:)\s*(?P<value>"[^"]*"|[^\s()"]*)
    | (?P<word>[^\s()]+)
    )""",
    re.VERBOSE,
)
_DAY_COUNT = re.compile(r"(\d{1,5})\s*(d|w|天|日|周)?")
_OPS = {"≥": Op.AT_LEAST, "≤": Op.AT_MOST, ":": Op.IS}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int
    match: re.Match[str]


@lru_cache(maxsize=512)
def parse(text: str) -> Selector:
    """The selector that a text means.

    Refused `selector_bad` (text; word: the one that is not understood; place: where it begins; why: `empty`,
    `long`, `word`, `number`, `days`, `value`, `compare`, `stage`, `reach`, `tag`, `parenthesis`; near: what was
    probably meant, or empty).
    """
    if len(text) > LONGEST:
        raise _bad(text[:LONGEST], "", 0, "long")
    reader = _Reader(text, _tokens(text))
    if not reader.tokens:
        raise _bad(text, "", 0, "empty")
    root = reader.either()
    if reader.here is not None:
        raise _bad(text, reader.here.text, reader.here.place, "parenthesis")
    selector = Selector(root)
    if len(selector.tests()) > MOST_TESTS:
        raise _bad(text, "", 0, "long")
    return selector


def looks_like(text: str) -> bool:
    """Whether this is probably meant as a selector, or as its beginning: a known key, `#tag`, `all`, `not`, `(`."""
    plain = text.translate(_PLAIN).strip().lower()
    if plain in _ALL or plain in _NOT or plain == "(":
        return True
    found = list(_TOKEN.finditer(plain))
    return any(one["hashtag"] or (one["key"] or "") in KEYS for one in found)


def _tokens(text: str) -> tuple[_Token, ...]:
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    found = [match for match in _TOKEN.finditer(plain) if match.lastgroup]
    return tuple(_token(match) for match in found)


def _token(match: re.Match[str]) -> _Token:
    kind = "key" if match["key"] else str(match.lastgroup)
    return _Token(kind, match[0].strip(), match.start() + len(match[0]) - len(match[0].lstrip()), match)


class _Reader:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def here(self) -> _Token | None:
        """The token that is next."""
        return self.tokens[self._at] if self._at < len(self.tokens) else None

    def either(self) -> Node:
        """Parts with `or` between them."""
        parts = [self._both()]
        while self._takes(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self) -> Node:
        parts = [self._unary()]
        while self.here is not None and self.here.text != ")" and not self._is(_OR):
            self._takes(_AND)
            parts.append(self._unary())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _unary(self) -> Node:
        token = self.here
        if token is None:
            raise _bad(self.text, "", len(self.text), "empty")
        self._depth += 1
        if self._depth > MOST_TESTS:
            raise _bad(self.text, "", token.place, "long")
        self._at += 1
        node = self._after(token)
        self._depth -= 1
        return node

    def _after(self, token: _Token) -> Node:
        if token.text in ("-", "!") or (token.kind == "word" and token.text.lower() in _NOT):
            return Opposite(self._unary())
        if token.text == "(":
            inner = self.either()
            if self.here is None or self.here.text != ")":
                raise _bad(self.text, "(", token.place, "parenthesis")
            self._at += 1
            return inner
        return self._single(token)

    def _single(self, token: _Token) -> Node:
        match token.kind:
            case "person":
                return Test(Trait.PERSON, token.text[1:].lower())
            case "hashtag":
                return self._test(token, Trait.TAG, ":", token.match["hashtag"])
            case "key":
                trait = KEYS.get(token.match["key"].lower())
                if trait is None:
                    raise _bad(
                        self.text, token.match["key"], token.place, "word", near=_near(token.match["key"])
                    )
                return self._test(token, trait, token.match["op"], token.match["value"].strip('"'))
        if token.text.lower() in _ALL:
            return Every(())
        why = "parenthesis" if token.text == ")" else "word"
        raise _bad(self.text, token.text, token.place, why, near=_near(token.text))

    def _test(self, token: _Token, trait: Trait, sign: str, value: str) -> Test:
        op = _OPS.get(sign) or Op(sign)
        if not value:
            raise _bad(self.text, token.text, token.place, "value")
        if trait in NUMBERS:
            return Test(trait, self._number(token, trait, value), op)
        if op is not Op.IS:
            raise _bad(self.text, token.text, token.place, "compare", near=f"{token.match['key']}:{value}")
        return Test(trait, self._word(token, trait, value))

    def _number(self, token: _Token, trait: Trait, value: str) -> int:
        found = _DAY_COUNT.fullmatch(value.lower())
        if trait in DAYS:
            days = int(found[1]) * (7 if found[2] in ("w", "周") else 1) if found else -1
            if not 0 <= days <= LONGEST_AGO:
                raise _bad(self.text, token.text, token.place, "days")
            return days
        if not (value.isascii() and value.isdigit() and int(value[:12]) <= LARGEST):
            raise _bad(self.text, token.text, token.place, "number")
        return int(value)

    def _word(self, token: _Token, trait: Trait, value: str) -> str:
        if trait is Trait.TAG:
            tag = value.removeprefix("#")
            if not re.fullmatch(TAG_PATTERN, tag):
                raise _bad(self.text, token.text, token.place, "tag")
            return tag
        known = {Trait.STAGE: STAGES, Trait.REACH: REACHES}.get(trait)
        if known is None:
            return value
        if value.lower() not in known:
            near = next(iter(difflib.get_close_matches(value.lower(), known, n=1)), "")
            raise _bad(self.text, token.text, token.place, str(trait), near=near)
        return known[value.lower()]

    def _is(self, words: frozenset[str]) -> bool:
        return self.here is not None and self.here.kind == "word" and self.here.text.lower() in words

    def _takes(self, words: frozenset[str]) -> bool:
        if not self._is(words):
            return False
        self._at += 1
        return True


def _near(word: str) -> str:
    """The word of the language that was probably meant."""
    known = [*KEYS, *_ALL, *_NOT, *_OR]
    return next(iter(difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)), "")


def _bad(text: str, word: str, place: int, why: str, near: str = "") -> Refused:
    """The refusal of a text; see `parse`."""
    return Refused("selector_bad", text=text, word=word[:64], place=place, why=why, near=near)
