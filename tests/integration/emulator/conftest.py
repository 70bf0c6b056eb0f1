"""An emulated Telegram, and a real aiogram bot that talks to it."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, Message, Update

from playground.emulator import Emulator, Group, Person

EVERY_KIND = [
    "message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction",
    "message_reaction_count",
]  # fmt: skip


class Poller:
    """Polls as a program does: confirms what it was given, and says that it rests."""

    def __init__(self, telegram: Emulator, bot: Bot, http: aiohttp.ClientSession) -> None:
        self.telegram = telegram
        self.bot = bot
        self.http = http
        self.offset: int | None = None

    async def updates(self, patience: int = 0) -> list[Update]:
        """What is new; every update is parsed by aiogram."""
        updates = await self.bot.get_updates(offset=self.offset, timeout=patience, allowed_updates=EVERY_KIND)
        if updates:
            self.offset = updates[-1].update_id + 1
        return updates

    async def raw(self) -> list[dict[str, Any]]:
        """What is new, as it was sent."""
        ids = {update.update_id for update in await self.updates()}
        return [update for update in self.telegram.world.updates.all if update["update_id"] in ids]

    async def messages(self) -> list[Message]:
        """The messages among what is new."""
        return [update.message for update in await self.updates() if update.message]

    async def query(self) -> CallbackQuery:
        """The one press that is new."""
        (query,) = [update.callback_query for update in await self.updates() if update.callback_query]
        return query

    async def kinds(self) -> list[str]:
        return [update.event_type for update in await self.updates()]

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A call past aiogram, for what aiogram would never send."""
        url = f"{self.telegram.url}/bot{self.telegram.token}/{method}"
        async with self.http.post(url, data=parameters) as response:
            answer: dict[str, Any] = await response.json()
        return answer

    async def rest(self, next_at: datetime | None = None) -> None:
        """Report rest at the present time of the clock."""
        async with self.http.get(self.telegram.clock_url) as response:
            reading = await response.json()
        report = {
            "seq": reading["seq"],
            "seen": (self.offset or 1) - 1,
            "next": next_at.isoformat() if next_at else None,
        }
        async with self.http.post(f"{self.telegram.clock_url}/idle", json=report) as response:
            assert response.status == 200


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture(scope="session")
async def connections() -> AsyncIterator[AiohttpSession]:
    """One for all tests, as aiogram takes a quarter of a second to close it."""
    async with AiohttpSession() as session:
        yield session


@pytest.fixture
def bot(telegram: Emulator, connections: AiohttpSession) -> Bot:
    connections.api = TelegramAPIServer.from_base(telegram.url)
    return Bot(telegram.token, session=connections, default=DefaultBotProperties(parse_mode="HTML"))


@pytest.fixture
async def poller(telegram: Emulator, bot: Bot, http: aiohttp.ClientSession) -> Poller:
    poller = Poller(telegram, bot, http)
    await poller.updates()
    return poller


@pytest.fixture
def owner(telegram: Emulator) -> Person:
    return telegram.person("群主", username="owner")


@pytest.fixture
async def group(owner: Person, poller: Poller) -> Group:
    """A supergroup with the bot as an admin; the bot has heard of it."""
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await poller.updates()
    return group


@pytest.fixture
async def lin(telegram: Emulator, group: Group, poller: Poller) -> Person:
    """A member of the group."""
    lin = telegram.person("小林", username="xiaolin")
    lin.joins(group)
    await poller.updates()
    return lin
