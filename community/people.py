"""Telegram accounts: the names they go by, and whether they want to and can be written to in private."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter

from community import tags
from community.scope import Scope
from config.policies import Policies
from core.facts import Fact, FactKind
from core.permissions import is_nobody
from core.tags import OPTED_OUT
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

_shown = attrgetter("first_name", "last_name", "username", "language", "is_bot")


async def see_user(
    uow: UnitOfWork,
    telegram_id: int,
    first_name: str,
    last_name: str = "",
    username: str | None = None,
    language: str | None = None,
    is_bot: bool = False,
) -> User:
    """The account, made or brought up to date with the names it shows now.

    The accounts that stand for nobody (anonymous admins, the service account) are kept as bots.
    """
    is_bot = is_bot or is_nobody(telegram_id)
    known = await uow.users.by_telegram_id(telegram_id)
    if known is None:
        fresh = User(uow.new_id(), telegram_id, first_name, last_name, username, language, is_bot)
        return uow.users.put(fresh)
    shown = (first_name, last_name, username, language or known.language, is_bot)
    if shown == _shown(known):
        return known
    return uow.users.put(
        replace(
            known,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language=language or known.language,
            is_bot=is_bot,
        )
    )


def heard_in_private(uow: UnitOfWork, user: User) -> User:
    """The person wrote to the bot or unblocked it: private messages arrive again."""
    return _reach(uow, user, Reach.OPEN)


async def started_private(uow: UnitOfWork, user: User, at: datetime) -> User:
    """The person pressed Start: a fact in every community they take part in."""
    reached = heard_in_private(uow, user)
    if reached.started_at is None:
        reached = uow.users.put(replace(reached, started_at=at))
    for member in await _memberships(uow, user):
        uow.record(Fact(FactKind.STARTED_PRIVATE, member.community_id, at, member_id=member.id))
    return reached


def blocked(uow: UnitOfWork, user: User) -> User:
    """The person blocked the bot."""
    return _reach(uow, user, Reach.BLOCKED)


async def opt_out(uow: UnitOfWork, policies: Policies, user: User, at: datetime) -> bool:
    """No script writes to this person in private any more; False if that was so before.

    Scripts see it as the fact OPTED_OUT and as the tag `opted_out`, in every community.
    """
    if user.opted_out:
        return False
    uow.users.put(replace(user, opted_out=True))
    for member in await _memberships(uow, user):
        scope = await Scope.of(uow, member.community_id, policies)
        await tags.add(scope, member, OPTED_OUT, source="self", at=at)
        uow.record(Fact(FactKind.OPTED_OUT, member.community_id, at, member_id=member.id))
    return True


async def opt_in(uow: UnitOfWork, policies: Policies, user: User, at: datetime) -> bool:
    """Scripts may write to this person again; False if they might before."""
    if not user.opted_out:
        return False
    uow.users.put(replace(user, opted_out=False))
    for member in await _memberships(uow, user):
        scope = await Scope.of(uow, member.community_id, policies)
        await tags.remove(scope, member, OPTED_OUT, source="self", at=at)
    return True


async def _memberships(uow: UnitOfWork, user: User) -> list[Member]:
    return [member for member in await uow.members.of_user(user.id) if member.present]


def _reach(uow: UnitOfWork, user: User, reach: Reach) -> User:
    return user if user.reach == reach else uow.users.put(replace(user, reach=reach))
