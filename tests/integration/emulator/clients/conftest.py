"""Every test here runs once with each client library, and is to see the same."""

from collections.abc import AsyncIterator

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from telegram.request import BaseRequest, HTTPXRequest

from playground.emulator import Emulator, Group, Person
from tests.integration.emulator.clients.by_aiogram import AiogramClient
from tests.integration.emulator.clients.by_python_telegram_bot import PythonTelegramBotClient
from tests.integration.emulator.clients.client import Client

EVERY_KIND = ["message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]


@pytest.fixture(scope="session")
async def httpx_connections() -> AsyncIterator[BaseRequest]:
    """One for all tests, as it reads the machine's certificates."""
    connections = HTTPXRequest(connection_pool_size=8)
    await connections.initialize()
    yield connections
    await connections.shutdown()


@pytest.fixture(params=["aiogram", "python-telegram-bot"])
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def client_of(
    library: str, telegram: Emulator, connections: AiohttpSession, httpx_connections: BaseRequest
) -> Client:
    if library == "aiogram":
        return AiogramClient(connections, telegram.url, telegram.token)
    return PythonTelegramBotClient(httpx_connections, telegram.url, telegram.token)


@pytest.fixture
def client(
    library: str,
    telegram: Emulator,
    connections: AiohttpSession,
    httpx_connections: BaseRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Client:
    # python-telegram-bot warns of seconds as numbers unless it may give a timedelta.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    return client_of(library, telegram, connections, httpx_connections)


@pytest.fixture
async def group(owner: Person, client: Client) -> Group:
    """A supergroup with the bot as an admin who has heard of it and asks for every kind of update."""
    group = owner.creates_group("写作营", supergroup=True)
    owner.adds_bot(group, admin=True, can_promote_members=True)
    await client.call("get_updates", offset=-1, allowed_updates=EVERY_KIND)
    return group


@pytest.fixture
async def lin(telegram: Emulator, group: Group, client: Client) -> Person:
    """A member of the group who has started the bot."""
    lin = telegram.person("小林", username="xiaolin")
    lin.joins(group)
    lin.presses_start()
    updates = await client.call("get_updates", allowed_updates=EVERY_KIND)
    await client.call("get_updates", offset=updates[-1]["update_id"] + 1)
    return lin
