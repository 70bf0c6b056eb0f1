"""Check-ins: once a local day, however it is said; staff enters those that were missed, and takes some back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from community import days_off, make_up_cards, points, streaks
from community.points import Grounds
from community.scope import Scope
from core.changing import changed
from core.errors import Refused
from core.facts import Fact, FactKind
from core.frozen import quickly_made
from core.localtime import instant_of
from storage.audit import AuditEntry
from storage.check_ins import CheckIn
from storage.members import Member
from storage.users import User

LOOK_BACK = timedelta(days=31)
"""Leave further back than this is read only for who has a longer gap to bridge."""

NOON = time(12)


class Source(StrEnum):
    """How a check-in was made."""

    COMMAND = "command"
    BUTTON = "button"
    KEYWORD = "keyword"
    HASHTAG = "hashtag"
    PHOTO = "photo"
    MAKE_UP = "make_up"
    """By a card, for a day that was missed."""
    STAFF = "staff"
    """Entered by an assistant or the owner, because it was not seen."""


@quickly_made
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
    card: bool = False
    """It has earned a make-up card."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a check-in that staff entered, and the entry of the audit log by which it is undone."""

    done: CheckedIn
    entry: AuditEntry


class Streak(NamedTuple):
    """Streaks once a day counts: the one it belongs to, the longer part of that without it, the present one."""

    whole: int
    before: int
    now: int


class Reward(NamedTuple):
    """What is rewarded, and as of when. `for_day`: not only the streak."""

    day: date
    at: datetime
    check_in_id: int
    for_day: bool


async def check_in(scope: Scope, member: Member, day: date, at: datetime, source: Source) -> CheckedIn:
    """The member shows up on `day`, judged by `at`: the message's date, or now for a press.

    Refused: `check_in_day_over` (day) for the button of another day than the present one.
    """
    require_day(scope, day, at)
    done = await standing(scope, member, day)
    return done or await _enter(scope, member, day, at, source)


def require_day(scope: Scope, day: date, at: datetime) -> None:
    """Refused, `check_in_day_over` (day), unless the instant falls on that day."""
    if day != scope.day(at):
        raise Refused("check_in_day_over", day=day)


async def make_up(scope: Scope, member: Member, day: date) -> CheckedIn:
    """A missed day counts after all. It earns nothing but the extra points of the streaks it joins.

    The caller has taken a card for it, and knows that the day is free.
    """
    return await _enter(scope, member, day, scope.uow.now, Source.MAKE_UP)


async def repair(scope: Scope, member: Member, day: date, by: User) -> Repaired:
    """Staff enters a check-in that was not seen; it earns what it would have earned.

    Refused: `day_to_come` (day), `day_too_long_ago` (day, limit), `checked_in_already` (day).
    """
    limit = scope.policies.check_in.repair_days
    if day > scope.today:
        raise Refused("day_to_come", day=day)
    if (scope.today - day).days > limit:
        raise Refused("day_too_long_ago", day=day, limit=limit)
    if await standing(scope, member, day) is not None:
        raise Refused("checked_in_already", day=day)
    done = await _enter(scope, member, day, scope.uow.now, Source.STAFF)
    entry = scope.uow.audit.record(by.id, "repair", member.community_id, member.id, day=day.isoformat())
    return Repaired(done, entry)


async def take_back(scope: Scope, member: Member, day: date) -> Member:
    """A check-in does not count any more; what it earned is taken again, streaks are counted anew.

    Scripts that went on because of it are not called back. Refused: `no_check_in` (day).
    """
    made = await _all_days(scope, member)
    if day not in made:
        raise Refused("no_check_in", day=day)
    scope.uow.check_ins.take_back(member.id, day)
    await _take_points_back(scope, member, day)
    counted = await recount(scope, member)
    return scope.uow.members.put(replace(counted, check_ins=counted.check_ins - 1))


async def recount(scope: Scope, member: Member) -> Member:
    """Count the member's streaks anew: check-ins or days off that are past have changed."""
    made = await _all_days(scope, member)
    member = await scope.uow.members.get(member.id)
    off = await days_off.of(scope, member, min(made, default=scope.today))
    last = max(made, default=None)
    return scope.uow.members.put(
        replace(
            member,
            streak=0 if last is None else streaks.up_to(last, made, off),
            best_streak=streaks.longest(made, off),
            last_check_in=last,
        )
    )


async def current_streak(scope: Scope, member: Member) -> int:
    """The member's streak as it stands today: 0 once a day was missed, today's may still come."""
    last = member.last_check_in
    return 0 if last is None or not await _bridged(scope, member, last, scope.today) else member.streak


async def standing(scope: Scope, member: Member, day: date) -> CheckedIn | None:
    """How the member stands, if the day has its check-in already."""
    uow = scope.uow
    member = await uow.members.get(member.id)
    if not uow.check_ins.has_loaded(member.id, day):
        await _preload(scope, uow.members.at_hand(member.community_id), day)
    if await uow.check_ins.on(member.id, day) is None:
        return None
    return CheckedIn(day, await current_streak(scope, member), 0, member.points, already=True)


async def _preload(scope: Scope, member_ids: Collection[int], day: date) -> None:
    """Read in a few reads what the check-ins of these members on a day would ask for one by one.

    When many write at once, one check-in is seldom the only one.
    """
    uow = scope.uow
    await uow.check_ins.load(member_ids, day)
    await uow.points.load_earned(member_ids, day)
    await uow.tags.load(member_ids)
    await uow.points.load_sources(_source(key, day) for key in member_ids)
    members = [uow.members.known(key) for key in member_ids]
    await days_off.load(uow, members, day - LOOK_BACK)
    await uow.make_up_cards.load(
        one.id for one in members if make_up_cards.is_earned(scope, one.check_ins + 1)
    )


async def _enter(scope: Scope, member: Member, day: date, at: datetime, source: Source) -> CheckedIn:
    """Write a check-in, count the streak, tell of it, reward it."""
    uow = scope.uow
    member = await uow.members.get(member.id)
    streak = await _streak_with(scope, member, day)
    key = uow.new_id()
    uow.check_ins.add(CheckIn(key, member.community_id, member.id, day, at, source, streak.whole))
    counted = uow.members.put(
        changed(
            member,
            streak=streak.now,
            best_streak=max(member.best_streak, streak.whole),
            check_ins=member.check_ins + 1,
            last_check_in=max(day, member.last_check_in or day),
        )
    )
    data = {"day": day.isoformat(), "streak": streak.now, "source": source.value}
    uow.record(Fact(FactKind.CHECK_IN, member.community_id, at, member_id=member.id, data=data))
    card = False
    if source is not Source.MAKE_UP:
        card = await make_up_cards.earn(scope, counted)
    at = at if day == scope.day(at) else instant_of(day, NOON, scope.zone)
    rewarded = source is not Source.MAKE_UP
    given = await _reward(scope, counted, Reward(day, at, key, rewarded), streak)
    return changed(given, card=card)


async def _reward(scope: Scope, member: Member, reward: Reward, streak: Streak) -> CheckedIn:
    """Points for the day, and for each length of streak that was reached with it."""
    awarded, balance, bonus_days = 0, member.points, None
    if reward.for_day:
        source = _source(member.id, reward.day)
        if await scope.uow.points.known_sources([source]):  # that one was taken back
            source = f"{source}:{reward.check_in_id}"
        booked = await points.award_by_rule(scope, member, points.CHECK_IN, source, reward.at)
        awarded, balance = booked.amount, booked.balance
    for bonus in scope.policies.points.streaks:
        if streak.before < bonus.days <= streak.whole:
            reason = bonus.reason.in_locale(scope.community.locale)
            source = _bonus_source(member.id, bonus.days, reward.day)
            extra = await points.award(
                scope, member, bonus.points, Grounds(reason, points.STREAK, source, at=reward.at)
            )
            awarded, balance, bonus_days = awarded + extra.amount, extra.balance, bonus.days
    return CheckedIn(reward.day, streak.now, awarded, balance, already=False, bonus_days=bonus_days)


async def _take_points_back(scope: Scope, member: Member, day: date) -> None:
    """By the reverse of each entry; a balance never goes below zero."""
    bonuses = [_bonus_source(member.id, bonus.days, day) for bonus in scope.policies.points.streaks]
    first = _source(member.id, day)
    again = [f"{first}:{key}" for key in await scope.uow.check_ins.ids_on(member.id, day)]
    booked = await scope.uow.points.of_sources([first, *again, *bonuses])
    undone = await scope.uow.points.undone(entry.id for entry in booked)
    for entry in booked:
        if entry.amount and entry.id not in undone:
            await points.take_back(scope, entry)


def _source(member_id: int, day: date) -> str:
    return f"check_in:{member_id}:{day}"


def _bonus_source(member_id: int, days: int, day: date) -> str:
    return f"streak:{member_id}:{days}:{day}"


async def _streak_with(scope: Scope, member: Member, day: date) -> Streak:
    """The member's streaks once the day counts."""
    last = member.last_check_in
    if last is None:
        return Streak(1, 0, 1)
    if day > last:
        before = member.streak if await _bridged(scope, member, last, day) else 0
        return Streak(before + 1, before, before + 1)
    # A message of yesterday that arrives after one of today may join two streaks: count them anew.
    made = {*await _all_days(scope, member), day}
    off = await days_off.of(scope, member, min(made))
    around = streaks.around(day, made, off)
    return Streak(around.whole, around.before, streaks.up_to(last, made, off))


async def _all_days(scope: Scope, member: Member) -> set[date]:
    """Every day on which the member has checked in."""
    await scope.uow.check_ins.load([member.id], date.min)
    return {day for day, _ in scope.uow.check_ins.known(member.id)}


async def _bridged(scope: Scope, member: Member, last: date, day: date) -> bool:
    """Whether no day between `last` and `day` was missed."""
    if (day - last).days <= 1:
        return True
    return streaks.kept(last, day, await days_off.of(scope, member, last))
