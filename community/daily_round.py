"""The daily look at everybody: their stages and the rules of tags, at a local hour, page by page.

A schedule of the community's row remembers how far it has come, so that it goes on after a restart.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from community import stages, tag_rules
from community.scope import Scope
from core.localtime import instant_of, parse_wall
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
    wall = parse_wall(scope.policies.stages.daily_at)
    due = instant_of(scope.today, wall, scope.zone)
    return due if due > scope.uow.now else instant_of(scope.today + timedelta(days=1), wall, scope.zone)


async def go_on(scope: Scope, row: Schedule) -> None:
    """Look at the next members; after the last ones the next round is planned."""
    uow, after = scope.uow, int(row.data.get("after", 0))
    page = await uow.members.page(scope.community.id, after, A_PAGE)
    if page:
        await stages.review(scope, page)
        await tag_rules.review(scope, [uow.members.known(member.id) for member in page])
    if len(page) == A_PAGE:
        uow.schedules.put(replace(row, data={"after": page[-1].id}))
    else:
        uow.schedules.put(replace(row, next_at=next_due(scope), data={}))
