"""The words by which a message is a check-in, and what it says besides."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from community.check_ins import Source
from config.check_ins import CheckInPolicy

_DAY_COUNT = r"(?:第?\d{1,4}[天日]?|_?day_?\d{1,4}|d\d{1,4})?"
"""What may follow the word at once: 打卡第3天, 打卡3, checkin_day3."""


def recognise(text: str, policy: CheckInPolicy, more: tuple[str, ...] = ()) -> Source | None:
    """Whether a message is a check-in: by a keyword at its beginning, or by a hashtag anywhere.

    `more` are words of the community's own, which count as both.

    A keyword must end where a word ends and not in a question: 「打卡！早起」 is a check-in, 「打卡规则」,
    「打卡？」 and 「我昨天忘了打卡」 are none.
    """
    keywords, hashtags = policy.keywords + more, policy.hashtags + more
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not _anywhere(keywords, hashtags).search(plain):
        return None
    keyword, hashtag = _patterns(keywords, hashtags)
    if "#" in plain and hashtag.search(plain):
        return Source.HASHTAG
    return Source.KEYWORD if keyword.match(_without_ornaments(plain)) else None


@lru_cache(maxsize=16)
def _anywhere(keywords: tuple[str, ...], hashtags: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words: hardly a message has one."""
    return re.compile(_any_of((*keywords, *hashtags)))


@lru_cache(maxsize=16)
def _patterns(
    keywords: tuple[str, ...], hashtags: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    keyword = rf"(?:{_any_of(keywords)}){_DAY_COUNT}(?![\w?-])(?!\s*\?+\s*$)"
    hashtag = rf"(?<!\w)#(?:{_any_of(hashtags)}){_DAY_COUNT}(?!\w)"
    return re.compile(keyword, re.IGNORECASE), re.compile(hashtag, re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    plain = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    return "|".join(re.escape(word) for word in sorted(plain, key=len, reverse=True))


def _without_ornaments(text: str) -> str:
    """Without spaces, emoji and brackets in front: 「✅ 打卡」, 「【打卡】」."""
    for place, char in enumerate(text):
        if not (char.isspace() or char in "[【(" or unicodedata.category(char) in ("So", "Sk", "Mn", "Cf")):
            return text[place:]
    return ""


def besides(text: str, policy: CheckInPolicy, more: tuple[str, ...] = ()) -> str:
    """What a message says besides the word for checking in."""
    keyword, hashtag = _patterns(policy.keywords + more, policy.hashtags + more)
    plain = unicodedata.normalize("NFKC", text)
    begun = _without_ornaments(plain)
    found = keyword.match(begun)
    rest = begun[found.end() :] if found else plain
    return hashtag.sub("", rest).strip(" \n\t:,.!;、。】)]~-")
