"""Check-ins: once a local day, however it is said; streaks, which bridge the days when the bot was down."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from community import points
from community.points import Grounds
from community.scope import Scope
from config.policies import CheckInPolicy
from core.errors import Refused
from core.facts import Fact, FactKind
from core.localtime import instant_of, local_day
from storage.check_ins import CheckIn
from storage.members import Member
from storage.unit_of_work import UnitOfWork

DAY = timedelta(days=1)
DOWN_AFTER = timedelta(hours=3)
"""A day is down when the bot was away for longer than this between 08:00 and midnight."""

_DAY_BEGINS = time(8)
_DAY_COUNT = r"(?:第?\d{1,4}[天日]?|_?day_?\d{1,4}|d\d{1,4})?"
"""What may follow the word at once: 打卡第3天, 打卡3, checkin_day3."""


class Source(StrEnum):
    """How a check-in was made."""

    COMMAND = "command"
    BUTTON = "button"
    KEYWORD = "keyword"
    HASHTAG = "hashtag"


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What came of a check-in. `already`: the day had one, nothing was added."""

    day: date
    streak: int
    awarded: int
    """Points for the check-in and for the streak."""
    balance: int
    already: bool
    bonus_days: int | None = None
    """The length of streak that earned extra points just now."""


def recognise(text: str, policy: CheckInPolicy) -> Source | None:
    """Whether a message is a check-in: by a keyword at its beginning, or by a hashtag anywhere.

    A keyword must end where a word ends and not in a question: 「打卡！早起」 is a check-in, 「打卡规则」,
    「打卡？」 and 「我昨天忘了打卡」 are none.
    """
    keyword, hashtag = _patterns(policy.keywords, policy.hashtags)
    plain = unicodedata.normalize("NFKC", text).casefold()
    if "#" in plain and hashtag.search(plain):
        return Source.HASHTAG
    return Source.KEYWORD if keyword.match(_without_ornaments(plain)) else None


@lru_cache(maxsize=16)
def _patterns(
    keywords: tuple[str, ...], hashtags: tuple[str, ...]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    keyword = rf"(?:{_any_of(keywords)}){_DAY_COUNT}(?![\w?-])(?!\s*\?+\s*$)"
    hashtag = rf"(?<!\w)#(?:{_any_of(hashtags)}){_DAY_COUNT}(?!\w)"
    return re.compile(keyword), re.compile(hashtag)


def _any_of(words: Iterable[str]) -> str:
    plain = {unicodedata.normalize("NFKC", word).casefold() for word in words}
    return "|".join(re.escape(word) for word in sorted(plain, key=len, reverse=True))


def _without_ornaments(text: str) -> str:
    """Without spaces, emoji and brackets in front: 「✅ 打卡」, 「【打卡】」."""
    for place, char in enumerate(text):
        if not (char.isspace() or char in "[【(" or unicodedata.category(char) in ("So", "Sk", "Mn", "Cf")):
            return text[place:]
    return ""


async def check_in(scope: Scope, member: Member, day: date, at: datetime, source: Source) -> CheckedIn:
    """The member shows up on `day`, judged by `at`: the message's date, or now for a press.

    Refused: `check_in_day_over` (day) for the button of another day than the present one.
    """
    if day != scope.day(at):
        raise Refused("check_in_day_over", day=day)
    uow = scope.uow
    member = await uow.members.get(member.id)
    if not uow.check_ins.has_loaded(member.id, day):
        await _preload(scope, uow.members.at_hand(member.community_id), day)
    if await uow.check_ins.on(member.id, day) is not None:
        return CheckedIn(day, await current_streak(scope, member), 0, member.points, already=True)
    before, streak = await _streak_with(scope, member, day)
    uow.check_ins.add(CheckIn(uow.new_id(), member.community_id, member.id, day, at, source, streak))
    uow.members.put(
        replace(
            member,
            streak=streak,
            best_streak=max(member.best_streak, streak),
            check_ins=member.check_ins + 1,
            last_check_in=max(day, member.last_check_in or day),
        )
    )
    data = {"day": day.isoformat(), "streak": streak}
    uow.record(Fact(FactKind.CHECK_IN, member.community_id, at, member_id=member.id, data=data))
    return await _reward(scope, member, day, at, before, streak)


async def _preload(scope: Scope, member_ids: Collection[int], day: date) -> None:
    """Read in three reads what the check-ins of these members on a day would ask for one by one.

    When many write at once, one check-in is seldom the only one.
    """
    await scope.uow.check_ins.load(member_ids, day)
    await scope.uow.points.load_earned(member_ids, day)
    await scope.uow.points.load_sources(_source(key, day) for key in member_ids)


async def current_streak(scope: Scope, member: Member) -> int:
    """The member's streak as it stands today: 0 once a day was missed, today's may still come."""
    last = member.last_check_in
    if last is None:
        return 0
    kept = await _bridged(scope, last, scope.today)
    return member.streak if kept else 0


async def down_days(uow: UnitOfWork, zone: ZoneInfo, since: date) -> frozenset[date]:
    """Local days from `since` on, on which the bot was away for over three hours of 08:00 to 24:00."""
    away: dict[date, timedelta] = {}
    for start, end in await uow.uptime.outages_since(instant_of(since, _DAY_BEGINS, zone)):
        day = max(since, local_day(start, zone))
        while day <= local_day(end, zone):
            begins, ends = instant_of(day, _DAY_BEGINS, zone), instant_of(day + DAY, time(0), zone)
            overlap = min(end, ends) - max(start, begins)
            away[day] = away.get(day, timedelta()) + max(overlap, timedelta())
            day += DAY
    return frozenset(day for day, gone in away.items() if gone > DOWN_AFTER)


async def _reward(
    scope: Scope, member: Member, day: date, at: datetime, before: int, streak: int
) -> CheckedIn:
    """Points for the day, and for each length of streak that was reached with it."""
    booked = await points.award_by_rule(scope, member, points.CHECK_IN, _source(member.id, day), at)
    awarded, balance, bonus_days = booked.amount, booked.balance, None
    for bonus in scope.policies.points.streaks:
        if before < bonus.days <= streak:
            reason = bonus.reason.in_locale(scope.community.locale)
            grounds = Grounds(reason, points.STREAK, f"streak:{member.id}:{bonus.days}:{day}", at=at)
            extra = await points.award(scope, member, bonus.points, grounds)
            awarded, balance, bonus_days = awarded + extra.amount, extra.balance, bonus.days
    return CheckedIn(day, streak, awarded, balance, already=False, bonus_days=bonus_days)


def _source(member_id: int, day: date) -> str:
    return f"check_in:{member_id}:{day}"


async def _streak_with(scope: Scope, member: Member, day: date) -> tuple[int, int]:
    """The streak before and after a check-in on `day`."""
    last = member.last_check_in
    if last is None:
        return 0, 1
    if day > last:
        streak = member.streak if await _bridged(scope, last, day) else 0
        return streak, streak + 1
    return await _streak_with_late(scope, member, day, last)


async def _streak_with_late(scope: Scope, member: Member, late: date, last: date) -> tuple[int, int]:
    """A message of yesterday that arrives after one of today may join two streaks: count them anew."""
    await scope.uow.check_ins.load([member.id], date.min)
    days = [day for day, _ in scope.uow.check_ins.known(member.id)]
    down = await down_days(scope.uow, scope.zone, days[0] if days else late)
    until_late = streak_on(late, {*days, late}, down) - 1
    after = streak_on(last, {*days, late}, down)
    return max(member.streak, until_late), after


def streak_on(day: date, days: Collection[date], down: Collection[date]) -> int:
    """Check-ins in a row up to `day`; down days without one are passed over, not counted."""
    streak, first = 0, min(days, default=day)
    while day >= first:
        if day in days:
            streak += 1
        elif day not in down:
            break
        day -= DAY
    return streak


async def _bridged(scope: Scope, last: date, day: date) -> bool:
    """Whether no day between `last` and `day` was missed; days when the bot was down do not count."""
    between = [last + DAY * n for n in range(1, (day - last).days)]
    if not between:
        return True
    return await down_days(scope.uow, scope.zone, between[0]) >= set(between)
