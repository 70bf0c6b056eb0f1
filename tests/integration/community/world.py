"""A community in a real database, with people to come, speak and go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from community import communities, members, people
from community.communities import BotStanding, ChatProfile
from community.scope import Scope
from config.policies import Policies
from core.clock import InventedClock
from core.facts import Fact
from storage.communities import Chat, ChatRole
from storage.database import Database
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import User

_telegram_ids = count(1000)


@dataclass
class World:
    """A community, its clock, and what happened there last."""

    database: Database
    clock: InventedClock
    policies: Policies
    community_id: int = 0
    facts: list[Fact] | None = None

    @asynccontextmanager
    async def scope(self) -> AsyncIterator[Scope]:
        """A unit of work in the community; its facts are kept in `facts`."""
        async with self.database.begin() as uow:
            yield Scope(uow, await uow.communities.get(self.community_id), self.policies)
            self.facts = list(uow.facts)

    def kinds(self) -> list[str]:
        """The kinds of the facts of the last unit of work."""
        return [fact.kind.value for fact in self.facts or ()]

    def later(self, **span: float) -> datetime:
        """Move the clock."""
        self.clock.set(self.clock.now() + timedelta(**span))
        return self.clock.now()

    async def member(self, name: str = "小林", username: str | None = None) -> Member:
        """Somebody who has joined the main group."""
        async with self.scope() as scope:
            user = await person(scope.uow, name, username=username)
            arrival = await members.joined(scope, await main(scope), user, scope.uow.now)
            assert arrival.member is not None
            return arrival.member

    async def user(self, member: Member) -> User:
        async with self.scope() as scope:
            return await scope.uow.users.get(member.user_id)

    async def now(self, member: Member) -> Member:
        """The member as stored now."""
        async with self.scope() as scope:
            return await scope.uow.members.get(member.id)

    async def chat(self, role: ChatRole, telegram_id: int, title: str = "群") -> Chat:
        """Another group of the community, with the bot inside."""
        async with self.scope() as scope:
            chat = await add_bot(scope.uow, self.policies, telegram_id, title)
            return await communities.bind_chat(scope, chat, role)


async def person(
    uow: UnitOfWork, name: str, telegram_id: int | None = None, username: str | None = None
) -> User:
    """An account, seen under this name."""
    key = next(_telegram_ids) if telegram_id is None else telegram_id
    return await people.see_user(uow, telegram_id=key, first_name=name, username=username)


async def main(scope: Scope) -> Chat:
    chat = await scope.uow.chats.main(scope.community.id)
    assert chat is not None
    return chat


async def add_bot(uow: UnitOfWork, policies: Policies, telegram_id: int, title: str = "群") -> Chat:
    standing = BotStanding(inside=True, status="administrator", rights={"can_invite_users": True})
    profile = ChatProfile(telegram_id, "supergroup", title)
    changed = await communities.bot_changed(uow, policies, profile, standing, None)
    assert changed.chat is not None
    return changed.chat
