"""Who runs a community: owners by the settings, assistants named by them; and where work for them goes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial

from community import members, tags
from community.scope import Scope
from core.errors import Refused
from core.message import Target
from core.permissions import Role
from core.tags import STAFF
from storage.audit import AuditEntry
from storage.members import Member
from storage.staff import Assistant
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

_SOURCE = "staff"


async def role_of(scope: Scope, user: User, owner_ids: Collection[int]) -> Role:
    """What the person is in this community. Bots and accounts that stand for nobody are strangers."""
    if user.is_bot:
        return Role.STRANGER
    if user.telegram_id in owner_ids:
        return Role.OWNER
    assistant = await scope.uow.staff.find(scope.community.id, user.id)
    if assistant is not None and assistant.removed_at is None:
        return Role.ASSISTANT
    member = await scope.uow.members.of(scope.community.id, user.id)
    return Role.MEMBER if member is not None and member.present else Role.STRANGER


async def owners(uow: UnitOfWork, owner_ids: Collection[int]) -> list[User]:
    """The owners' accounts, as far as the bot has seen them."""
    await uow.users.load(owner_ids)
    found = [await uow.users.by_telegram_id(key) for key in sorted(owner_ids)]
    return [owner for owner in found if owner is not None]


async def assistants(uow: UnitOfWork, community_id: int) -> list[User]:
    """The accounts of a community's assistants, in the order they were named."""
    present = await uow.staff.of_community(community_id)
    await uow.users.load_ids(one.user_id for one in present)
    return [uow.users.known(one.user_id) for one in present]


async def name_assistant(scope: Scope, user: User, by: User) -> AuditEntry | None:
    """An owner names an assistant; None if they were one. Refused: `member_is_bot` (name)."""
    uow = scope.uow
    if user.is_bot:
        raise Refused("member_is_bot", name=user.name)
    former = await uow.staff.find(scope.community.id, user.id)
    if former is not None and former.removed_at is None:
        return None
    key = uow.new_id() if former is None else former.id
    uow.staff.put(Assistant(key, scope.community.id, user.id, by.id, uow.now))
    member = await mark_as_staff(scope, user)
    return uow.audit.record(by.id, "name_assistant", scope.community.id, member.id if member else None)


async def remove_assistant(scope: Scope, user: User, by: User) -> AuditEntry | None:
    """An owner takes the role away; None if they had none."""
    if not await _dismiss(scope, user):
        return None
    member = await scope.uow.members.of(scope.community.id, user.id)
    whom = None if member is None else member.id
    return scope.uow.audit.record(by.id, "remove_assistant", scope.community.id, whom)


async def take_back_naming(scope: Scope, user: User) -> None:
    """Who was named is no assistant after all. Refused: `undo_overtaken`."""
    if not await _dismiss(scope, user):
        raise Refused("undo_overtaken")


async def take_back_removal(scope: Scope, user: User) -> None:
    """Who was removed is an assistant as before. Refused: `undo_overtaken`."""
    former = await scope.uow.staff.find(scope.community.id, user.id)
    if former is None or former.removed_at is None:
        raise Refused("undo_overtaken")
    scope.uow.staff.put(replace(former, removed_at=None))
    await mark_as_staff(scope, user)


async def _dismiss(scope: Scope, user: User) -> bool:
    """No role and no tag of the staff any more; False if they had no role."""
    uow = scope.uow
    present = await uow.staff.find(scope.community.id, user.id)
    if present is None or present.removed_at is not None:
        return False
    uow.staff.put(replace(present, removed_at=uow.now))
    member = await uow.members.of(scope.community.id, user.id)
    if member is not None:
        await tags.remove(scope, member, STAFF, _SOURCE)
    return True


async def mark_as_staff(scope: Scope, user: User, at: datetime | None = None) -> Member | None:
    """Give an owner or assistant the tag `staff`, by which scripts pass them over; None for bots."""
    member = await members.known_or_new(scope, user, at or scope.uow.now)
    if member is not None:
        await tags.add(scope, member, STAFF, _SOURCE, at=at)
    return member


async def staff_places(scope: Scope, owner_ids: Collection[int], role: Role = Role.ASSISTANT) -> list[Target]:
    """Where work for staff goes: the staff chat, else those of this role in private, else the other staff.

    Never to the members. Empty if nobody can be reached; then it waits in `/todo` and the digest.
    """
    chat = await scope.uow.chats.staff(scope.community.id)
    if chat is not None:
        return [Target.chat(chat.id)]
    ways = [partial(_assistant_places, scope), partial(owner_places, scope, owner_ids)]
    if role is Role.OWNER:
        ways.reverse()
    return await ways[0]() or await ways[1]()


async def _assistant_places(scope: Scope) -> list[Target]:
    places = [_private(one) for one in await assistants(scope.uow, scope.community.id)]
    return [place for place in places if place is not None]


async def owner_places(scope: Scope, owner_ids: Collection[int]) -> list[Target]:
    """The owners' private chats that are open."""
    places = [_private(owner) for owner in await owners(scope.uow, owner_ids)]
    return [place for place in places if place is not None]


async def staff_member_ids(scope: Scope, owner_ids: Collection[int]) -> list[int]:
    """Members who are owners or assistants: they are kept off the rank."""
    user_ids = [owner.id for owner in await owners(scope.uow, owner_ids)]
    user_ids += [one.user_id for one in await scope.uow.staff.of_community(scope.community.id)]
    pairs = [(scope.community.id, user_id) for user_id in dict.fromkeys(user_ids)]
    await scope.uow.members.load(pairs)
    found = [await scope.uow.members.of(*pair) for pair in pairs]
    return [member.id for member in found if member is not None]


def _private(user: User) -> Target | None:
    return Target.user(user.id) if user.reach == Reach.OPEN else None
