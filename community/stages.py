"""Where a member stands in the relationship to the community: computed by stated rules, kept, and told when it changes.

Who rises does so at once, upon what they do. Who falls does so only after the rules have said so for some days
(`grace_days`), looked at once a day, so that nobody flaps. Who leaves is gone at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from community import days_off, streaks
from community.scope import Scope
from config.policies import Policies
from core.facts import Fact, FactKind
from core.stages import Stage
from storage.members import Member
from storage.stages import StageChange

LOOK_BACK = timedelta(days=62)
"""How far back days off are looked for: a streak that rested longer than that is taken as broken."""


RANKS = {Stage.GONE: 0, Stage.AT_RISK: 1, Stage.NEW: 2, Stage.ACTIVE: 3, Stage.CORE: 4}
"""Rising is to a higher one, falling to a lower."""

ASLEEP = frozenset({Stage.AT_RISK, Stage.GONE})
"""Where a member no longer stands once they have done anything; see `woken`."""

DEEDS = frozenset({FactKind.CHECK_IN, FactKind.POINTS_CHANGED})
"""Facts by which an active member may come to the core; see `lifted`."""

DAILY = "daily"
"""Why a stage has changed, if nobody did anything."""


def stage(
    joined_on: date | None,
    last_active_day: date | None,
    points: int,
    streak: int,
    present: bool,
    today: date,
    policies: Policies,
) -> Stage:
    """The first that holds: gone, new, at risk, core, active. All days are local.

    `last_active_day` is when they last wrote, pressed or checked in; without one, silence counts from the
    join, and whoever never joined and never spoke is at risk.
    """
    limits = policies.stages
    since = max((day for day in (joined_on, last_active_day) if day is not None), default=None)
    silent = limits.at_risk_days if since is None else (today - since).days
    if not present or silent >= limits.gone_days:
        return Stage.GONE
    if joined_on is not None and (today - joined_on).days < limits.new_days:
        return Stage.NEW
    if silent >= limits.at_risk_days:
        return Stage.AT_RISK
    if points >= limits.core_points or streak >= limits.core_streak:
        return Stage.CORE
    return Stage.ACTIVE


def woken(scope: Scope, member: Member, at: datetime) -> Member:
    """The member, who was at risk or gone, has done something. They rise to where that puts them."""
    after = _stage(scope, member, scope.day(at), streak=0)
    if RANKS[after] <= RANKS[Stage(member.stage)]:
        return member
    return _change(scope, member, after, "activity", at)


def lifted(scope: Scope, member: Member, deed: Fact) -> Member:
    """The member, who is active, has earned points or checked in (DEEDS): perhaps enough for the core."""
    limits = scope.policies.stages
    streak = member.streak if deed.kind is FactKind.CHECK_IN else 0
    if member.stage != Stage.ACTIVE or (member.points < limits.core_points and streak < limits.core_streak):
        return member
    return _change(scope, member, Stage.CORE, deed.kind, deed.at)


def came(scope: Scope, member: Member, at: datetime, *, returned: bool) -> Member:
    """The member has joined: everybody begins as new, which is no change to speak of; or has come back."""
    if not returned:
        return scope.uow.members.put(replace(member, stage=Stage.NEW, stage_since=at, wavers_since=None))
    after = _stage(scope, member, scope.day(at), streak=0)
    return member if after == member.stage else _change(scope, member, after, "returned", at)


def left(scope: Scope, member: Member, at: datetime) -> Member:
    """The member has left, and is gone at once."""
    return member if member.stage == Stage.GONE else _change(scope, member, Stage.GONE, "left", at)


async def review(scope: Scope, members: Sequence[Member]) -> None:
    """Look at these present members as they stand today, in a few reads: the daily round."""
    active_days = await scope.uow.activity.last_days([member.id for member in members])
    streak_of = await current_streaks(scope, members)
    for member in members:
        computed = _stage(scope, member, active_days.get(member.id), streak_of[member.id])
        _reviewed(scope, member, computed)


async def current_streaks(scope: Scope, members: Iterable[Member]) -> dict[int, int]:
    """The streak of each as it stands today: 0 once a day was missed; read for all at once."""
    members, since = list(members), scope.today - LOOK_BACK
    await days_off.load(scope.uow, members, since)
    down = await days_off.down_days(scope, since)

    def stands(member: Member) -> bool:
        last = member.last_check_in
        return last is not None and streaks.kept(last, scope.today, days_off.known(scope, member, down))

    return {member.id: member.streak if stands(member) else 0 for member in members}


def _reviewed(scope: Scope, member: Member, computed: Stage) -> None:
    if not member.stage:
        now = scope.uow.now
        scope.uow.members.put(replace(member, stage=computed, stage_since=now, wavers_since=None))
    elif RANKS[computed] > RANKS[Stage(member.stage)]:
        _change(scope, member, computed, DAILY, scope.uow.now)
    elif computed == member.stage:
        if member.wavers_since is not None:
            scope.uow.members.put(replace(member, wavers_since=None))
    elif (scope.today - (member.wavers_since or scope.today)).days >= scope.policies.stages.grace_days:
        _change(scope, member, computed, DAILY, scope.uow.now)
    elif member.wavers_since is None:
        scope.uow.members.put(replace(member, wavers_since=scope.today))


def _stage(scope: Scope, member: Member, last_active_day: date | None, streak: int) -> Stage:
    return stage(
        joined_on=scope.day(member.joined_at) if member.joined_at else None,
        last_active_day=last_active_day,
        points=member.points,
        streak=streak,
        present=member.present,
        today=scope.today,
        policies=scope.policies,
    )


def _change(scope: Scope, member: Member, after: Stage, why: str, at: datetime) -> Member:
    uow, before = scope.uow, member.stage
    changed = uow.members.put(replace(member, stage=after, stage_since=at, wavers_since=None))
    key, community_id = uow.new_id(), scope.community.id
    uow.stages.add(StageChange(key, community_id, member.id, before, after, why, at, scope.day(at)))
    rises = RANKS[after] > RANKS[Stage(before or Stage.ACTIVE)]
    for kind in (FactKind.STAGE_CHANGED, FactKind.PROMOTED if rises else FactKind.DEMOTED):
        data = {"before": before, "after": str(after)}
        uow.record(Fact(kind, community_id, at, member_id=member.id, data=data))
    return changed
