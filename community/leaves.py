"""Leave from checking in: nobody reminds, the streak is kept. Members take it, staff gives and excuses."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from community import check_ins, days_off
from community.scope import Scope
from core.errors import Refused
from storage.audit import AuditEntry
from storage.leaves import Leave
from storage.members import Member
from storage.users import User

DAY = timedelta(days=1)
EVER = date(1970, 1, 1)

_LENGTH = re.compile(r"(\d{1,3})\s*(?:d|days?|天|日)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """Leave that was taken, and, if staff gave it, the entry of the audit log by which it is undone."""

    leave: Leave
    entry: AuditEntry | None


def parse_length(text: str) -> int:
    """Days as a person types them: `3d`, `3天`, `3`. Refused: `leave_length_bad` (text)."""
    written = _LENGTH.fullmatch(text.strip())
    if written is None or int(written[1]) == 0:
        raise Refused("leave_length_bad", text=text.strip()[:32])
    return int(written[1])


async def take(
    scope: Scope, member: Member, days: int, first: date | None = None, by: User | None = None
) -> Given:
    """Leave for so many days, from today on; from tomorrow, if today has its check-in.

    Refused: `leave_too_long` (limit), `leave_overlaps` (first, last); for members also `leave_used_up` (left,
    limit), `leave_past` and `leave_too_far` (limit). Staff may excuse days that are past.
    """
    member = await scope.uow.members.get(member.id)
    policy = scope.policies.check_in.leave
    if days > policy.longest_days:
        raise Refused("leave_too_long", limit=policy.longest_days)
    begins = first or await _next_free(scope, member)
    leave = Leave(
        scope.uow.new_id(),
        member.community_id,
        member.id,
        begins,
        begins + DAY * (days - 1),
        scope.uow.now,
        None if by is None else by.id,
    )
    await _check_overlap(scope, leave, member)
    if by is None:
        await _check_own(scope, leave)
    entry = _write(scope, member, leave, by)
    await _recount(scope, leave)
    return Given(leave, entry)


async def of(scope: Scope, member: Member, since: date) -> list[Leave]:
    """A member's leave that lasts until a local day or longer."""
    await days_off.load(scope.uow, [await scope.uow.members.get(member.id)], since)
    return scope.uow.leaves.known(member.id)


async def cancel(scope: Scope, member: Member, leave_id: int, by: User | None = None) -> Leave:
    """The rest of a leave is not wanted any more; what is past of it stays. `by`: staff, for their own mistake,
    who take back all of it. Refused: `leave_over`.
    """
    standing = next((one for one in await of(scope, member, EVER) if one.id == leave_id), None)
    if standing is None or (by is None and standing.last_day < scope.today):
        raise Refused("leave_over")
    first = standing.first_day if by is not None else max(standing.first_day, scope.today)
    entry = Leave(
        scope.uow.new_id(),
        member.community_id,
        member.id,
        first,
        standing.last_day,
        scope.uow.now,
        None if by is None else by.id,
        leave_id,
    )
    scope.uow.leaves.add(entry)
    await _recount(scope, entry)
    return replace(standing, last_day=first - DAY)


def _write(scope: Scope, member: Member, leave: Leave, by: User | None) -> AuditEntry | None:
    scope.uow.leaves.add(leave)
    lasts = max(leave.last_day, member.leave_until or leave.last_day)
    scope.uow.members.put(replace(member, leave_until=lasts))
    day = leave.first_day
    while day <= leave.last_day:
        scope.uow.check_ins.excuse(member.id, day)
        day += DAY
    if by is None:
        return None
    return scope.uow.audit.record(
        by.id, "give_leave", member.community_id, member.id, leave=leave.id, days=leave.days
    )


async def _recount(scope: Scope, changed: Leave) -> None:
    """Days before the last check-in join or part streaks that were counted already."""
    member = await scope.uow.members.get(changed.member_id)
    if member.last_check_in is not None and changed.first_day < member.last_check_in:
        await check_ins.recount(scope, member)


async def _next_free(scope: Scope, member: Member) -> date:
    """Today, or tomorrow for who has checked in already."""
    checked_in = await scope.uow.check_ins.on(member.id, scope.today) is not None
    return scope.today + DAY if checked_in else scope.today


async def _check_overlap(scope: Scope, leave: Leave, member: Member) -> None:
    for other in await of(scope, member, leave.first_day):
        if other.first_day <= leave.last_day and leave.first_day <= other.last_day:
            raise Refused("leave_overlaps", first=other.first_day, last=other.last_day)


async def _check_own(scope: Scope, leave: Leave) -> None:
    """What members may take themselves."""
    policy = scope.policies.check_in.leave
    if leave.first_day < scope.today:
        raise Refused("leave_past")
    if (leave.first_day - scope.today).days > policy.ahead_days:
        raise Refused("leave_too_far", limit=policy.ahead_days)
    month, last = leave.first_day.replace(day=1), leave.last_day
    await scope.uow.leaves.load([leave.member_id], month)
    while month <= last:
        end = month.replace(day=monthrange(month.year, month.month)[1])
        wanted = _days_within(leave, month, end)
        taken = sum(
            _days_within(one, month, end)
            for one in scope.uow.leaves.known(leave.member_id)
            if one.by_user_id is None
        )
        if taken + wanted > policy.a_month:
            raise Refused("leave_used_up", left=max(0, policy.a_month - taken), limit=policy.a_month)
        month = end + DAY


def _days_within(leave: Leave, first: date, last: date) -> int:
    return max(0, (min(leave.last_day, last) - max(leave.first_day, first)).days + 1)
