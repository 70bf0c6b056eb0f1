"""Members coming and going. A join is a step from outside to inside, counted once however often told."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from community import stages
from community.scope import Scope
from core.facts import Fact, FactKind
from core.stages import Stage
from storage.communities import Chat
from storage.members import Change, Member, Status
from storage.presences import Presence
from storage.users import User


class Coming(StrEnum):
    """What a join meant for the community."""

    FIRST = "first"
    RETURNED = "returned"
    NONE = "none"
    """Inside already (told twice, or through another group), or nobody who can be a member."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who arrived. `member` is None for bots and in chats that make no members."""

    member: Member | None
    coming: Coming


async def see(scope: Scope, user: User, at: datetime) -> Member | None:
    """Whoever writes or presses in a group of members is a member; None for bots and for nobody.

    Starts nothing. Somebody whose leaving was known is present again, if this was done later than that.
    """
    member = await known_or_new(scope, user, at)
    if member is None or member.present or (member.left_at is not None and at <= member.left_at):
        return member
    return scope.uow.members.put(replace(member, status=Status.SEEN))


async def known_or_new(scope: Scope, user: User, at: datetime) -> Member | None:
    """The person's membership, made if there is none; None for bots and for nobody."""
    if user.is_bot:
        return None
    known = await scope.uow.members.of(scope.community.id, user.id)
    if known is not None:
        return known
    key, stage = scope.uow.new_id(), Stage.ACTIVE
    fresh = Member(key, scope.community.id, user.id, Status.SEEN, first_seen_at=at, stage=stage)
    return scope.uow.members.put(fresh)


async def joined(scope: Scope, chat: Chat, user: User, at: datetime) -> Arrival:
    """The person stepped into a chat. The first step into the community is a fact, coming back another.

    Whoever was only seen so far has joined now. News older than what is known of that chat is ignored.
    """
    member = await known_or_new(scope, user, at) if chat.for_members else None
    if member is None:
        return Arrival(None, Coming.NONE)
    presence = await scope.uow.presences.of(chat.id, member.id)
    if presence is not None and (presence.inside or at < presence.since):
        return Arrival(member, Coming.NONE)
    _put_presence(scope, presence, chat, member, inside=True, at=at)
    if member.status == Status.INSIDE:
        return Arrival(member, Coming.NONE)
    returned = member.left_at is not None
    inside = replace(member, status=Status.INSIDE, joined_at=member.joined_at or at)
    scope.uow.members.put(inside)
    scope.uow.members.record_change(inside, Change.RETURNED if returned else Change.JOINED, at, scope.day(at))
    _tell(scope, FactKind.MEMBER_RETURNED if returned else FactKind.MEMBER_JOINED, inside, chat, at)
    inside = stages.came(scope, inside, at, returned=returned)
    return Arrival(inside, Coming.RETURNED if returned else Coming.FIRST)


async def left(scope: Scope, chat: Chat, user: User, at: datetime) -> Member | None:
    """The person stepped out of a chat; returns the member if that was the last one they were inside."""
    member = await known_or_new(scope, user, at) if chat.for_members else None
    if member is None:
        return None
    presence = await scope.uow.presences.of(chat.id, member.id)
    if presence is not None and (not presence.inside or at < presence.since):
        return None
    _put_presence(scope, presence, chat, member, inside=False, at=at)
    if not member.present or await _inside_elsewhere(scope, chat, member):
        return None
    gone = scope.uow.members.put(replace(member, status=Status.LEFT, left_at=at))
    scope.uow.members.record_change(gone, Change.LEFT, at, scope.day(at))
    _tell(scope, FactKind.MEMBER_LEFT, gone, chat, at)
    return stages.left(scope, gone, at)


async def _inside_elsewhere(scope: Scope, chat: Chat, member: Member) -> bool:
    inside = set(await scope.uow.presences.chats_inside(member.id)) - {chat.id}
    if not inside:
        return False
    chats = await scope.uow.chats.of_community(scope.community.id)
    return any(other.id in inside and other.active and other.for_members for other in chats)


def _put_presence(
    scope: Scope, known: Presence | None, chat: Chat, member: Member, *, inside: bool, at: datetime
) -> None:
    key = scope.uow.new_id() if known is None else known.id
    scope.uow.presences.put(Presence(key, chat.id, member.id, inside, since=at))


def _tell(scope: Scope, kind: FactKind, member: Member, chat: Chat, at: datetime) -> None:
    scope.uow.record(Fact(kind, scope.community.id, at, member_id=member.id, chat_id=chat.id))
