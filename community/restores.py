"""After a backup was put back: what was held until an owner decides is let go, in the way they chose."""

from dataclasses import replace

from community import digest_hour
from storage.audit import COMMAND_LINE
from storage.restores import Held, Restore, Verdict
from storage.unit_of_work import UnitOfWork
from storage.users import User

_DIGESTS = 1000
"""Communities at most whose digest is passed over; more than one instance has."""


async def release(uow: UnitOfWork, restore: Restore, verdict: Verdict, by: User | None) -> Held:
    """Let everything go; returns what had waited for that. `by` None: by the command line."""
    held = await uow.restores.held(restore)
    if verdict is Verdict.SKIP:
        await uow.restores.expire(restore)
        await _pass_over_digests(uow, restore)
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


async def _pass_over_digests(uow: UnitOfWork, restore: Restore) -> None:
    """The former life may have sent those that were due."""
    for row in await uow.schedules.claim_due(restore.restored_at, _DIGESTS, (digest_hour.KIND,)):
        community = await uow.communities.get(row.community_id)
        uow.schedules.put(replace(row, next_at=digest_hour.next_due(community, uow.now)))
