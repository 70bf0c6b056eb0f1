"""A sender on a real database that talks to an emulated Telegram, in one invented time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot.telegram import Session
from core.clock import Bell, InventedClock
from core.facts import Fact
from core.message import Edit, Kind, Message, Picture, Target
from core.nursery import Nursery
from delivery.enclosures import Draw, draws_nothing
from delivery.limiter import Limiter
from delivery.pacing import Pacing
from delivery.sender import Sender, Upwards
from playground.emulator import Emulator, Group, Person
from storage.communities import Chat, ChatRole, Community
from storage.database import Database, open_database
from storage.outgoing import Outgoing
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User


class PlayedClock(InventedClock):
    """Tells when everything rests."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._rested = asyncio.Event()

    def bell_rests(self) -> None:
        if self.idle:
            self._rested.set()

    async def rest(self) -> None:
        """Wait until every worker rests; TimeoutError after sixty real seconds."""
        async with asyncio.timeout(60):
            while not self.idle:
                self._rested.clear()
                await self._rested.wait()


@dataclass
class Post:
    """What a test plans, lets happen, and finds."""

    telegram: Emulator
    bot: Bot
    database: Database
    clock: PlayedClock
    limiter: Limiter
    community_id: int = 0
    facts: list[Fact] = field(default_factory=list)
    reports: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    nursery: Nursery = field(init=False)
    sender: Sender = field(init=False)
    bell: Bell | None = None
    settle_facts: Callable[[UnitOfWork], Awaitable[None]] | None = None
    drawing: Draw = draws_nothing

    def __post_init__(self) -> None:
        self._new_sender()

    def _new_sender(self) -> None:
        self.nursery = Nursery(self.clock)
        upwards = Upwards(self._settle, self._report, self._lose, self._committed, self._draw)
        self.sender = Sender(self.database, self.bot, self.clock, self.limiter, self.nursery, upwards)

    async def _settle(self, uow: UnitOfWork) -> None:
        if self.settle_facts is not None:
            await self.settle_facts(uow)
        self.facts += uow.unsettled()

    async def _report(self, uow: UnitOfWork, code: str, **particulars: object) -> None:
        self.reports.append((code, particulars))

    async def _draw(self, picture: Picture) -> bytes:
        return await self.drawing(picture)

    async def _lose(self, uow: UnitOfWork, chat: Chat) -> None:
        self.lost.append(chat.id)

    def _committed(self, uow: UnitOfWork) -> None:
        self.sender.heed(uow)

    async def settle(self) -> None:
        """Let the sender do what is to be done now."""
        if self.bell is None:
            self.bell = self.nursery.start("sender", self.sender.work)
        else:
            self.bell.ring()
        await self.clock.rest()

    async def advance(self, seconds: float) -> None:
        """Let time pass, stopping wherever the sender wants to wake."""
        await self.settle()
        end = self.clock.now() + timedelta(seconds=seconds)
        while (following := self.clock.next_instant) is not None and following < end:
            await self._set(following)
        await self._set(end)

    async def _set(self, now: datetime) -> None:
        self.telegram.jump_to(now)
        self.clock.set(now)
        await self.clock.rest()

    async def kill(self) -> None:
        """The program ends without warning, and another is started."""
        await self.nursery.close()
        self.bell = None
        self.limiter = Limiter(self.clock)
        self._new_sender()

    async def plan(self, *messages: Message | Edit) -> list[int]:
        """Plan in one transaction; the ids of the messages' rows."""
        ids = []
        async with self.database.begin() as uow:
            for message in messages:
                if isinstance(message, Edit):
                    await uow.outbox.plan_edit(message)
                elif (row_id := await uow.outbox.plan(message)) is not None:
                    ids.append(row_id)
        self.sender.heed(uow)
        return ids

    async def row(self, row_id: int) -> Outgoing:
        async with self.database.begin() as uow:
            found = await uow.outbox.find(row_id)
        assert found is not None
        return found

    async def states(self, ids: list[int]) -> list[str]:
        return [(await self.row(row_id)).state for row_id in ids]

    async def knows_group(self, group: Group, role: ChatRole = ChatRole.MAIN) -> Target:
        """The group as a chat of the database."""
        async with self.database.begin() as uow:
            chat = uow.chats.put(
                Chat(
                    id=uow.new_id(),
                    telegram_id=group.id,
                    community_id=self.community_id,
                    role=role,
                    kind="group",
                    title=group.title,
                    bot_status="administrator",
                )
            )
        return Target.chat(chat.id)

    async def knows(self, person: Person, *, reach: Reach = Reach.OPEN, opted_out: bool = False) -> Target:
        """The person as a user of the database."""
        async with self.database.begin() as uow:
            user = uow.users.put(
                User(uow.new_id(), person.id, person.first_name, reach=reach, opted_out=opted_out)
            )
        return Target.user(user.id)

    async def user(self, target: Target) -> User:
        assert target.user_id is not None
        async with self.database.begin() as uow:
            return await uow.users.get(target.user_id)


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def post(telegram: Emulator, database_url: str) -> AsyncIterator[Post]:
    clock = PlayedClock(telegram.now)
    limiter = Limiter(clock)
    session = Session(api=TelegramAPIServer.from_base(telegram.url))
    session.middleware(Pacing(limiter, clock))
    database = await open_database(database_url, clock)
    async with Bot(telegram.token, session=session) as bot:
        post = Post(telegram, bot, database, clock, limiter)
        async with database.begin() as uow:
            community = Community(uow.new_id(), "早起写作营", "Asia/Shanghai", "zh", "21:30", clock.now())
            post.community_id = uow.communities.put(community).id
        yield post
        await post.nursery.close()
    await database.close()


@pytest.fixture
def owner(telegram: Emulator) -> Person:
    return telegram.person("群主", username="owner")


@pytest.fixture
def group(owner: Person) -> Group:
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    return group


@pytest.fixture
async def here(post: Post, group: Group) -> Target:
    """The group as the database knows it."""
    return await post.knows_group(group)


@pytest.fixture
def lin(telegram: Emulator, group: Group) -> Person:
    """A member of the group whose private chat with the bot is open."""
    lin = telegram.person("小林", username="xiaolin")
    lin.joins(group)
    lin.presses_start()
    return lin


@pytest.fixture
async def to_lin(post: Post, lin: Person) -> Target:
    return await post.knows(lin)


Write = Callable[..., Message]


@pytest.fixture
def write(post: Post) -> Write:
    """A message of the community; a reply unless said otherwise."""

    def message(to: Target, text: str = "你好", kind: Kind = Kind.REPLY, **particulars: Any) -> Message:
        return Message(to=to, kind=kind, text=text, community_id=post.community_id, **particulars)

    return message


@pytest.fixture
async def telegram_people(post: Post) -> list[tuple[Person, Target]]:
    """Forty people with an open private chat: more than the bot may write to in a second."""
    people = [post.telegram.person(f"成员{number}") for number in range(40)]
    for person in people:
        person.presses_start()
    return [(person, await post.knows(person)) for person in people]
