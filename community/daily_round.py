"""The daily look at everybody: their stages and the rules of tags, at a local hour, page by page.

A schedule of the community's row remembers how far it has come, so that it goes on after a restart.
"""

from dataclasses import replace
from datetime import datetime

from community import stages, tag_rules
from community.scope import Scope
from core.localtime import next_wall, parse_wall
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
