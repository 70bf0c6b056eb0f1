"""Levels and badges: what a member has earned in all, told once. Staff get none.

The level follows from the points earned in all and the policy, so it costs nothing to know; the member's row
keeps the highest one that was told of. Spending points costs no level.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from community import staff
from community.points import THANKED
from community.scope import Scope
from config.levels import Deeds, LevelPolicy
from core.facts import Fact, FactKind
from storage.badges import EarnedBadge
from storage.members import Member

DEEDS = frozenset({FactKind.CHECK_IN, FactKind.POINTS_CHANGED, FactKind.TAG_ADDED})
"""Facts by which a member may reach a level or earn a badge."""


@dataclass(frozen=True, slots=True)
class Honour:
    """A level that a member has reached, or a badge (by name) that they have earned."""

    member: Member
    at: datetime
    level: int | None = None
    before: int = 0
    """The highest level that was told of before."""
    badge: str | None = None


def level_of(scope: Scope, member: Member) -> int:
    """The member's level, from 1 on."""
    return scope.policies.levels.level_of(member.earned)


async def recognise(scope: Scope, deeds: Iterable[Fact], owner_ids: Collection[int]) -> list[Honour]:
    """Note what these facts about loaded members of the community have brought them.

    The facts LEVEL_REACHED and BADGE_EARNED tell of it. Of several levels at once only the highest is told.
    """
    policy, of_members = scope.policies.levels, dict[int, list[Fact]]()
    for fact in deeds:
        if fact.member_id is not None and _matters(policy, fact):
            of_members.setdefault(fact.member_id, []).append(fact)
    thanked = await _thanked(scope, of_members)
    brought = {
        key: honours
        for key, facts in of_members.items()
        if (honours := _honours(policy, scope.uow.members.known(key), facts, thanked.get(key, 0)))
    }
    if not brought:
        return []
    team = await staff.staff_member_ids(scope, owner_ids)
    return [
        honour
        for key, honours in brought.items()
        if key not in team
        for honour in _note(scope, honours, source=of_members[key][0].kind)
    ]


def deserved(when: Deeds, level: int, member: Member) -> bool:
    """Whether a member's own figures are what a badge takes."""
    return (
        (when.streak is None or member.best_streak >= when.streak)
        and (when.check_ins is None or member.check_ins >= when.check_ins)
        and (when.points is None or member.earned >= when.points)
        and (when.level is None or level >= when.level)
    )


@dataclass(frozen=True, slots=True)
class Nearest:
    """The badge, by name, that takes least: so many more of one deed (streak, check_ins or points)."""

    badge: str
    deed: str
    missing: int


def nearest(policy: LevelPolicy, member: Member, streak: int) -> Nearest | None:
    """What the member is nearest to by their own figures; None before they have begun. `streak`: today's."""
    found: list[tuple[float, Nearest]] = []
    figures = {"streak": streak, "check_ins": member.check_ins, "points": member.earned}
    for name, when in policy.by_deeds:
        deeds = when.model_dump(exclude_none=True)
        if name in member.badge_names or len(deeds) > 1 or not deeds.keys() <= figures.keys():
            continue
        ((deed, needed),) = deeds.items()
        if 0 < figures[deed] < needed:
            found.append((figures[deed] / needed, Nearest(name, deed, needed - figures[deed])))
    return max(found, key=lambda one: one[0])[1] if found else None


def _matters(policy: LevelPolicy, fact: Fact) -> bool:
    if fact.kind is FactKind.TAG_ADDED:
        return fact.data["tag"] in policy.by_tag
    return fact.kind in DEEDS


async def _thanked(scope: Scope, of_members: Mapping[int, Sequence[Fact]]) -> dict[int, int]:
    """By how many people those were thanked, so far, whom somebody thanks in these facts."""
    if not scope.policies.levels.by_thanks:
        return {}
    now = [key for key, facts in of_members.items() if any(one.data.get("rule") == THANKED for one in facts)]
    return await scope.uow.badges.givers(now, THANKED) if now else {}


def _honours(policy: LevelPolicy, member: Member, facts: Sequence[Fact], thanked: int) -> list[Honour]:
    """What is new. Who was here before there were levels is not told of the one they have already."""
    level, at = policy.level_of(member.earned), facts[-1].at
    gained = sum(max(0, int(fact.data.get("amount", 0))) for fact in facts)
    told = member.best_level or policy.level_of(member.earned - gained)
    found = [Honour(member, at, level=level, before=told)] if level > told else []
    held = member.badge_names
    names = [name for name, when in policy.by_deeds if name not in held and deserved(when, level, member)]
    for fact in facts:
        if fact.kind is FactKind.TAG_ADDED:
            names += policy.by_tag[fact.data["tag"]]
    names += [name for name, needed in policy.by_thanks.items() if thanked >= needed]
    fresh = dict.fromkeys(name for name in names if name not in held)
    return found + [Honour(member, at, badge=name) for name in fresh]


def _note(scope: Scope, honours: list[Honour], source: str) -> list[Honour]:
    """Write down what one member has earned, and tell of it."""
    uow, member = scope.uow, honours[0].member
    level = max((honour.level for honour in honours if honour.level is not None), default=member.best_level)
    badges = [honour.badge for honour in honours if honour.badge is not None]
    held = " ".join([*member.badge_names, *badges])
    uow.members.put(replace(member, best_level=level, badges=held))
    for honour in honours:
        data: dict[str, object]
        if honour.badge is None:
            kind, data = FactKind.LEVEL_REACHED, {"level": honour.level, "before": honour.before}
        else:
            kind, data = FactKind.BADGE_EARNED, {"badge": honour.badge}
            uow.badges.add(
                EarnedBadge(uow.new_id(), member.community_id, member.id, honour.badge, source, honour.at)
            )
        uow.record(Fact(kind, member.community_id, honour.at, member_id=member.id, data=data))
    return honours
