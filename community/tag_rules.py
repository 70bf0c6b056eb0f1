"""Tags that the bot sets by rule (`config/tags.yaml`): each day for everybody, page by page, and upon what people do.

A rule puts its tag on, prolongs it and takes it off; what a person or a script has set it leaves alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from operator import and_, or_
from zoneinfo import ZoneInfo

from community import selection, tags
from community.scope import Scope
from config.tags import Pattern, TagRule
from core.localtime import instant_of, local_day
from storage.daily_round import NightBits
from storage.members import Member

DAY = timedelta(days=1)
HANDS_OFF = timedelta(days=30)
"""For how long a rule respects that a person took its tag off."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a member: `when` holds, `off_when` holds."""

    meant: bool
    off: bool


def source_of(name: str) -> str:
    """The source of a tag that a rule has put on."""
    return f"rule:{name}"


async def review(scope: Scope, members: Sequence[Member]) -> None:
    """Apply all rules to these members, in a few reads: the daily round."""
    policy = scope.policies.tags
    if not policy.rules or not members:
        return
    ids = [member.id for member in members]
    await scope.uow.tags.load(ids)
    seen = _Seen(scope, await _activity(scope, ids))
    for name, rule in policy.rules.items():
        meant = await _meant(scope, rule.when, ids, seen)
        off = await _meant(scope, rule.off_when, ids, seen) if rule.off_when is not None else frozenset()
        for member in members:
            await apply(scope, member, name, rule, Verdict(member.id in meant, member.id in off))


async def apply(scope: Scope, member: Member, name: str, rule: TagRule, verdict: Verdict) -> None:
    """Put the rule's tag on a member, prolong it or take it off, as the verdict says."""
    tag, source = rule.tag or name, source_of(name)
    known = await scope.uow.tags.find(member.id, tag)
    held = known is not None and known.held
    if held and (known is None or known.source != source):
        return
    now = scope.uow.now
    if held and known is not None:
        if verdict.off or (not verdict.meant and rule.off_when is None and rule.for_days is None):
            await tags.remove(scope, member, tag, source)
        elif verdict.meant and rule.for_days is not None:
            scope.uow.tags.prolong(known, now + DAY * rule.for_days)
        return
    by_hand = known is not None and known.source == tags.HAND and now - known.since < HANDS_OFF
    if verdict.meant and not verdict.off and not by_hand:
        expires_at = now + DAY * rule.for_days if rule.for_days is not None else None
        await tags.add(scope, member, tag, source, expires_at=expires_at)


async def _meant(scope: Scope, pattern: Pattern, ids: Collection[int], seen: "_Seen") -> frozenset[int]:
    """Those of these members whom a pattern means."""
    found: Collection[int] = ids
    if pattern.selector is not None:
        found = await selection.among(scope, pattern.selector, ids)
    if pattern.active_days is not None:
        found = [key for key in found if seen.active_days(key, pattern.within) >= pattern.active_days]
    if pattern.nights is not None:
        found = [key for key in found if seen.nights(key, pattern.within) >= pattern.nights]
    return frozenset(found)


async def _activity(scope: Scope, ids: Collection[int]) -> Mapping[int, Mapping[date, int]]:
    back = scope.policies.tags.looks_back
    return await scope.uow.activity.hours_since(ids, scope.today - DAY * back) if back else {}


@dataclass(frozen=True, slots=True)
class _Seen:
    """When some members were active: the hours of each of their days."""

    scope: Scope
    hours: Mapping[int, Mapping[date, int]]

    def active_days(self, member_id: int, within: int) -> int:
        """Of the last local days, up to yesterday, on how many they were active."""
        first = self.scope.today - DAY * within
        return sum(first <= day < self.scope.today for day in self.hours.get(member_id, ()))

    def nights(self, member_id: int, within: int) -> int:
        """Of the last nights, up to the one just over, in how many they were active."""
        first, nights = self.scope.today - DAY * within, set[date]()
        for day, hours in self.hours.get(member_id, {}).items():
            bits = night_bits(day, self.scope.policies.tags.night_hours, self.scope.zone)
            nights |= {day} if hours & bits.late else set()
            nights |= {day - DAY} if hours & bits.early else set()
        return sum(first <= night < self.scope.today for night in nights)


def nights_of_late(scope: Scope) -> tuple[NightBits, NightBits]:
    """The bits that lie in a night on all days that the rules look back to, and those that do on any of them."""
    policy = scope.policies.tags
    days = [scope.today - DAY * n for n in range(policy.looks_back + 1)]
    bits = [night_bits(day, policy.night_hours, scope.zone) for day in days]
    late, early = [one.late for one in bits], [one.early for one in bits]
    return NightBits(reduce(and_, late), reduce(and_, early)), NightBits(
        reduce(or_, late), reduce(or_, early)
    )


@lru_cache(maxsize=1024)
def night_bits(day: date, night_hours: tuple[int, int], zone: ZoneInfo) -> NightBits:
    """Which bits of the hours of a local day lie in the night that begins then, or in the one that ends."""
    begins, ends = night_hours
    local = {1 << n: local_hours(day, 1 << n, zone) for n in range(24)}
    late = sum(bit for bit, hours in local.items() if any(hour >= begins for hour in hours))
    return NightBits(late, sum(bit for bit, hours in local.items() if any(hour < ends for hour in hours)))


def local_hours(day: date, hours: int, zone: ZoneInfo) -> frozenset[int]:
    """The local hours of a local day, of which `hours` has a bit for each hour of UTC.

    Where clocks differ from UTC by half an hour, an hour is taken for the one in which it began.
    """
    begins = instant_of(day, time(0), zone).replace(minute=0)
    there: set[int] = set()
    for n in range(25):
        instant: datetime = begins + timedelta(hours=n)
        if hours >> instant.hour & 1 and local_day(instant, zone) == day:
            there.add(instant.astimezone(zone).hour)
    return frozenset(there)
