"""The daily look at everybody: their stages and the rules of tags, at a local hour, page by page.

The database is asked first for whom anything can have changed: for most nothing has.

A schedule of the community's row remembers how far it has come, so that it goes on after a restart.
"""

from dataclasses import replace
from datetime import datetime

from community import selection, stages, tag_rules
from community.scope import Scope
from core.localtime import next_wall, parse_wall
from core.selection import Every, Selector
from storage.daily_round import Question, Rule, page
from storage.schedules import Schedule

KIND = "daily_round"

A_PAGE = 100
"""Members of one transaction: few enough that nobody waits for the database."""


def expect(scope: Scope, at: datetime | None = None) -> None:
    """Let the first round of a community come: at once, or at its hour."""
    uow, key = scope.uow, key_of(scope)
    due = next_due(scope) if at is None else at
    uow.schedules.put(Schedule(uow.new_id(), scope.community.id, key, KIND, due))


def key_of(scope: Scope) -> str:
    """The key of the community's schedule."""
    return f"{KIND}:{scope.community.id}"


def next_due(scope: Scope) -> datetime:
    """The first time after now."""
    return next_wall(scope.uow.now, parse_wall(scope.policies.stages.daily_at), scope.zone)


async def retime(scope: Scope) -> None:
    """The time zone has changed. A round that is due or under way goes on, and plans the next one by itself."""
    for row in (await scope.uow.schedules.by_keys([key_of(scope)])).values():
        if row.next_at is not None and row.next_at > scope.uow.now:
            scope.uow.schedules.put(replace(row, next_at=next_due(scope)))


async def go_on(scope: Scope, row: Schedule) -> None:
    """Look at the next members for whom something may change; after the last ones the next round is planned."""
    uow, after = scope.uow, int(row.data.get("after", 0))
    found, reached = await page(uow, await _question(scope), after, A_PAGE)
    if found:
        await stages.review(scope, found)
        await tag_rules.review(scope, [uow.members.known(member.id) for member in found])
    if reached is not None:
        uow.schedules.put(replace(row, data={"after": reached}))
    else:
        uow.schedules.put(replace(row, next_at=next_due(scope), data={}))


async def _question(scope: Scope) -> Question:
    """By what it is told for whom nothing can change."""
    policy = scope.policies.tags
    rules = [Rule(says.tag or name, tag_rules.source_of(name), says) for name, says in policy.rules.items()]
    asked = [
        one.selector for rule in rules for one in (rule.says.when, rule.says.off_when) if one is not None
    ]
    everything = Selector(Every(tuple(selector.root for selector in asked if selector is not None)))
    since, _ = await selection.streaks_since(scope)
    surely, perhaps = tag_rules.nights_of_late(scope)
    return Question(
        as_of=replace(await selection.moment(scope, everything), streaks_since=since),
        stages=scope.policies.stages,
        rules=rules,
        surely_nights=surely,
        perhaps_nights=perhaps,
        rests_long=scope.today - since >= selection.LOOK_BACK,
    )
