"""After a backup was put back: what was held until an owner decides is let go, in the way they chose."""

from dataclasses import replace

from community import daily_round, digest_hour, shift_hours
from community.scope import Scope
from community.shift_hours import Hour
from config.policies import Policies
from storage.audit import COMMAND_LINE
from storage.restores import Held, Restore, Verdict
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork
from storage.users import User

_HOURLY = (digest_hour.KIND, daily_round.KIND, *Hour)
"""What comes once a day to each community."""

_ROWS = 1000 * len(_HOURLY)
"""Rows at most that are passed over: of more communities than one instance has."""


async def release(
    uow: UnitOfWork, policies: Policies, restore: Restore, verdict: Verdict, by: User | None
) -> Held:
    """Let everything go; returns what had waited for that. `by` None: by the command line."""
    held = await uow.restores.held(restore)
    if verdict is Verdict.SKIP:
        await uow.restores.expire(restore)
        await _pass_over_hours(uow, policies, restore)
    else:
        await uow.restores.prolong(restore)
    who = None if by is None else by.id
    uow.restores.put(replace(restore, released_at=uow.now, verdict=verdict, released_by=who))
    actor = COMMAND_LINE if who is None else who
    messages = sum(held.messages.values())
    uow.audit.record(
        actor, "release_restore", None, verdict=verdict.value, messages=messages, steps=held.steps
    )
    return held


async def _pass_over_hours(uow: UnitOfWork, policies: Policies, restore: Restore) -> None:
    """The former life may have done and sent what was due. What had come halfway begins anew the next time."""
    for row in await uow.schedules.claim_due(restore.restored_at, _ROWS, _HOURLY):
        scope = await Scope.of(uow, row.community_id, policies)
        uow.schedules.put(_passed_over(scope, row))


def _passed_over(scope: Scope, row: Schedule) -> Schedule:
    if row.kind == digest_hour.KIND:
        return replace(row, next_at=digest_hour.next_due(scope.community, scope.uow.now))
    if row.kind == daily_round.KIND:
        return replace(row, next_at=daily_round.next_due(scope), data={})
    return shift_hours.passed_over(scope, row)
