"""The ranking by points. Staff is kept off it; equal points share a place."""

from collections.abc import Collection
from dataclasses import dataclass

from community.scope import Scope
from community.staff import staff_member_ids
from storage.members import Member

LAST_PLACE = 10_000
"""Places are counted up to this one, so that the answer takes no longer in a large community."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place, from 1."""

    place: int
    member: Member


async def top(scope: Scope, limit: int, owner_ids: Collection[int]) -> list[Standing]:
    """Present members with most points, the earlier member first among equals; their accounts are loaded."""
    staff = await staff_member_ids(scope, owner_ids)
    leaders = await scope.uow.members.top(scope.community.id, limit, staff)
    await scope.uow.users.load_ids(member.user_id for member in leaders)
    points = [member.points for member in leaders]
    return [Standing(points.index(member.points) + 1, member) for member in leaders]


async def place_of(scope: Scope, member: Member, owner_ids: Collection[int]) -> int | None:
    """The member's place, above LAST_PLACE for all who are behind it; None for staff, who left, and without points."""
    staff = await staff_member_ids(scope, owner_ids)
    if member.id in staff or not member.present or member.points <= 0:
        return None
    return 1 + await scope.uow.members.count_above(scope.community.id, member.points, staff, LAST_PLACE)
