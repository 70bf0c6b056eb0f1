"""A person is forgotten: the account stands for nobody any more; what was counted stays, so that sums stay."""

from collections.abc import Collection
from dataclasses import replace

from community import staff
from community.scope import Scope
from config.policies import Policies
from core.errors import Refused
from core.permissions import Role
from storage.members import Change, Member, Status
from storage.personal import Person, make_nobodys
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

NOBODY = "—"
"""Instead of a name."""


async def whole(uow: UnitOfWork, user: User) -> Person:
    """The person with all their memberships."""
    mine = await uow.members.of_user(user.id)
    return Person(user.id, user.telegram_id, [member.id for member in mine])


async def check_may_be_forgotten(
    uow: UnitOfWork, policies: Policies, user: User, owner_ids: Collection[int]
) -> None:
    """Refused `forget_staff` (title) for owners and assistants: they answer for what they did."""
    if user.telegram_id in owner_ids:
        raise Refused("forget_owner")
    for community_id in await uow.staff.communities_of(user.id):
        scope = await Scope.of(uow, community_id, policies)
        if await staff.role_of(scope, user, owner_ids) >= Role.ASSISTANT:
            raise Refused("forget_staff", title=scope.community.title)


async def forget(uow: UnitOfWork, policies: Policies, user: User) -> None:
    """Make the account nobody's, in every community. Their runs must have ended. Should they come back, they are new.

    The audit log notes in each community that it was done, by whose number, without a name.
    """
    person = await whole(uow, user)
    for member in await uow.members.of_user(user.id):
        await _leave(uow, policies, member)
        uow.audit.record(user.id, "forget", member.community_id, member.id)
    await uow.flush()
    await make_nobodys(uow, person)
    uow.users.put(
        User(
            id=user.id,
            telegram_id=-user.id,
            first_name=NOBODY,
            reach=Reach.GONE,
            opted_out=True,
        )
    )


async def _leave(uow: UnitOfWork, policies: Policies, member: Member) -> None:
    """They are counted among those who left; no script says goodbye to nobody."""
    if not member.present:
        return
    scope = await Scope.of(uow, member.community_id, policies)
    gone = uow.members.put(replace(member, status=Status.LEFT, left_at=uow.now))
    uow.members.record_change(gone, Change.LEFT, uow.now, scope.day(uow.now))
