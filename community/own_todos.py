"""Whom the bot's own to-dos are about: the daily rules, page by page. Each concern has a key, so it comes once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from community import check_ins, staff
from community.scope import Scope
from config.todos import TodoRule
from core.localtime import instant_of
from storage import candidates
from storage.members import Member

_DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=3)
"""What a rule would have seen while the bot was away is seen so long afterwards."""

FIRST_TALK, NO_INTRODUCTION, STREAK_LOST = DAILY = ("first_talk", "no_introduction", "streak_lost")
UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Concern:
    """A to-do that a rule asks for. `days`: the length of the streak that was lost."""

    rule: TodoRule
    member: Member
    key: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What a rule asks for among some members. `after`: the last one looked at; None: that was all."""

    concerns: Sequence[Concern]
    after: int | None


async def page(scope: Scope, name: str, after: int, limit: int, owner_ids: frozenset[int]) -> Page:
    """What a daily rule asks for among the next members, by id."""
    rule: TodoRule = getattr(scope.policies.todos.rules, name)
    if not rule.enabled:
        return Page((), None)
    looked_at = await _candidates(scope, name, after, limit)
    await scope.uow.members.load_ids(looked_at)
    own = set(await staff.staff_member_ids(scope, owner_ids))
    members = [scope.uow.members.known(key) for key in looked_at if key not in own]
    found = await _PICKS[name](scope, members)
    fresh = await _not_opened_yet(scope, [Concern(rule, one, key, days) for one, key, days in found])
    return Page(fresh, looked_at[-1] if len(looked_at) == limit else None)


def key_of(name: str, member: Member, particular: str = "") -> str:
    """What a to-do of a rule is known by."""
    return f"own:{name}:{member.id}{':' if particular else ''}{particular}"


async def _not_opened_yet(scope: Scope, found: list[Concern]) -> list[Concern]:
    await scope.uow.todos.load_keys(one.key for one in found)
    return [one for one in found if await scope.uow.todos.by_key(one.key) is None]


async def _candidates(scope: Scope, name: str, after: int, limit: int) -> list[int]:
    uow, community_id, today = scope.uow, scope.community.id, scope.today
    rules = scope.policies.todos.rules
    if name == STREAK_LOST:
        first, last = today - _DAY - LOOK_BACK - _DAY * 7, today - _DAY * 2
        days = rules.streak_lost.days
        return await candidates.last_checked_in_between(uow, community_id, days, first, last, after, limit)
    ago = rules.no_introduction.after_days if name == NO_INTRODUCTION else 1
    last = today - _DAY * ago
    start, end = (instant_of(day, time(0), scope.zone) for day in (last - LOOK_BACK, last + _DAY))
    return await candidates.joined_between(uow, community_id, start, end, after, limit)


async def _not_spoken_with(scope: Scope, members: Sequence[Member]) -> list[tuple[Member, str, int]]:
    """Nobody of the staff has, and nobody has been asked to yet: a script sees to newcomers in its own way."""
    silent = [one for one in members if one.spoken_at is None and one.joined_at is not None]
    if not silent:
        return []
    since = min(one.joined_at for one in silent if one.joined_at is not None)
    asked = await scope.uow.todos.members_with_todos([one.id for one in silent], since)
    return [(one, key_of(FIRST_TALK, one), 0) for one in silent if one.id not in asked]


async def _not_introduced(scope: Scope, members: Sequence[Member]) -> list[tuple[Member, str, int]]:
    tag = scope.policies.todos.rules.no_introduction.tag
    await scope.uow.tags.load(one.id for one in members)
    return [
        (one, key_of(NO_INTRODUCTION, one), 0)
        for one in members
        if tag not in {held.tag for held in scope.uow.tags.known(one.id)}
    ]


async def _lost_streak(scope: Scope, members: Sequence[Member]) -> list[tuple[Member, str, int]]:
    """Days off break no streak: the rule of check-ins says whether it is broken."""
    lost = [one for one in members if await check_ins.current_streak(scope, one) == 0]
    return [(one, key_of(STREAK_LOST, one, f"{one.last_check_in:%Y%m%d}"), one.streak) for one in lost]


_PICKS = {FIRST_TALK: _not_spoken_with, NO_INTRODUCTION: _not_introduced, STREAK_LOST: _lost_streak}
