"""Whom a selector means in a community: how many, and page by page."""

from collections.abc import Collection
from datetime import date, timedelta

from community import cohorts, days_off, streaks
from community.scope import Scope
from core.selection import Every, Node, Opposite, Selector, Some, Test, Trait
from core.tags import STAFF
from storage.selectors import AsOf

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=62)
"""How far back days off are looked for: a streak that rested longer than that is taken as broken."""

_STAFF = Test(Trait.TAG, STAFF)


async def count(scope: Scope, selector: Selector) -> int:
    """How many present members it means. Refused: `cohort_unknown` (name)."""
    as_of = await moment(scope, selector)
    return await scope.uow.selections.count(_members(selector), as_of)


async def page(scope: Scope, selector: Selector, after: int, limit: int) -> list[int]:
    """Ids above `after` of members it means, in order, for work in small steps. Refused like `count`."""
    as_of = await moment(scope, selector)
    return await scope.uow.selections.page(_members(selector), as_of, after, limit)


async def page_before(scope: Scope, selector: Selector, before: int, limit: int) -> list[int]:
    """The last ids below `before`, in order, for leafing back. Refused like `count`."""
    as_of = await moment(scope, selector)
    return await scope.uow.selections.page_before(_members(selector), as_of, before, limit)


async def among(scope: Scope, selector: Selector, member_ids: Collection[int]) -> list[int]:
    """Those of these members for whom it holds, staff or not, in order of id. Refused like `count`."""
    as_of = await moment(scope, selector)
    return await scope.uow.selections.among(selector.root, as_of, member_ids)


async def moment(scope: Scope, selector: Selector) -> AsOf:
    """What the words of the selector mean in this community today."""
    asked = {test.trait for test in selector.tests()}
    since, rested = scope.today, frozenset[int]()
    if Trait.STREAK in asked:
        since, rested = await _streaks(scope)
    names = {str(test.value) for test in selector.tests() if test.trait is Trait.COHORT}
    return AsOf(
        community_id=scope.community.id,
        today=scope.today,
        zone=scope.zone,
        streaks_since=since,
        rested=rested,
        levels=tuple(level.points for level in scope.policies.levels.levels),
        cohorts={name: (await cohorts.find(scope, name)).id for name in names},
    )


def _members(selector: Selector) -> Node:
    """Staff are meant only where the selector speaks of staff, or names somebody."""
    if _STAFF in selector.tests() or _names_somebody(selector.root):
        return selector.root
    return Every((selector.root, Opposite(_STAFF)))


def _names_somebody(node: Node) -> bool:
    """Whether somebody is meant by name; who is excepted by name is not."""
    match node:
        case Test(trait):
            return trait is Trait.PERSON
        case Every(parts) | Some(parts):
            return any(map(_names_somebody, parts))
        case Opposite():
            return False


async def streaks_since(scope: Scope) -> tuple[date, days_off.DaysOff]:
    """From which last check-in on a streak stands without any leave; and the days off of everybody."""
    off = await days_off.of_community(scope, scope.today - LOOK_BACK)
    since = scope.today - DAY
    while since in off and scope.today - since < LOOK_BACK:
        since -= DAY
    return since, off


async def _streaks(scope: Scope) -> tuple[date, frozenset[int]]:
    """From which last check-in on a streak stands, and who keeps an older one because they were on leave."""
    since, off = await streaks_since(scope)
    away = await scope.uow.selections.on_leave(scope.community.id, since)
    await days_off.load(scope.uow, away, scope.today - LOOK_BACK)
    kept = (
        member.id
        for member in away
        if member.last_check_in is not None
        and streaks.kept(member.last_check_in, scope.today, days_off.known(scope, member, off.down))
    )
    return since, frozenset(kept)
