"""When a community's daily digest is due: a local hour, once a day, kept as a schedule."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.scope import Scope
from core.localtime import instant_of, local_day, next_wall, parse_wall
from storage.communities import Community
from storage.digests import Edition
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork

KIND = "digest"

_DAY = timedelta(days=1)


def expect(uow: UnitOfWork, community: Community) -> None:
    """Let the first digest of a new community come."""
    key = f"digest:{community.id}"
    uow.schedules.put(Schedule(uow.new_id(), community.id, key, KIND, next_due(community, uow.now)))


async def retime(scope: Scope) -> None:
    """The hour, or the time zone, has changed. The digest of a day that was sent already does not come again."""
    found = (await scope.uow.schedules.by_keys([f"digest:{scope.community.id}"])).values()
    for row in found:
        due = next_due(scope.community, scope.uow.now)
        while await _was_told(scope, due):
            due = next_due(scope.community, due)
        scope.uow.schedules.put(replace(row, next_at=due))


async def _was_told(scope: Scope, due: datetime) -> bool:
    day = reported_day(scope.community, due)
    return await scope.uow.digests.of(scope.community.id, day, Edition.DAY) is not None


def next_due(community: Community, after: datetime) -> datetime:
    """The first time at which a digest is due after an instant."""
    return next_wall(after, parse_wall(community.digest_at), ZoneInfo(community.timezone))


def reported_day(community: Community, now: datetime) -> date:
    """The local day that the digest due last is about: the one before it."""
    zone = ZoneInfo(community.timezone)
    today = local_day(now, zone)
    is_told = instant_of(today, parse_wall(community.digest_at), zone) <= now
    return today - (_DAY if is_told else 2 * _DAY)
