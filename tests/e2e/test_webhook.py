"""Updates that Telegram brings by webhook are handled as polled ones are: each once, answered once it is stored."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from core.errors import BadWorld, ConfigurationError
from playground.emulator import Emulator, Group, Person
from playground.emulator.webhooks import Postman
from playground.emulator.world import Webhook
from storage.election import Election
from storage.inbox import InboxStore
from tests.databases import look, on_postgresql
from tests.e2e.conftest import Sopbot

SECRET = "a-secret-of-this-test"
HOOK = {
    "webhook_url": "https://bot.example.org/hook",
    "webhook_secret": SECRET,
    "webhook_listen": ("127.0.0.1", 0),
}


def address(sopbot: Sopbot) -> str:
    assert sopbot.running.webhook is not None
    return f"http://127.0.0.1:{sopbot.running.webhook.port}"


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    await stopped.start(**HOOK)
    return stopped


@pytest.fixture
async def postman(sopbot: Sopbot, telegram: Emulator) -> Postman:
    return telegram.proxy(address(sopbot))


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def lin(postman: Postman, telegram: Emulator, community: Group) -> Person:
    """A member with an open private chat."""
    lin = telegram.person("小林")
    lin.joins(community)
    lin.presses_start()
    await telegram.settle()
    return lin


async def points(sopbot: Sopbot, person: Person) -> int:
    async with sopbot.running.database.begin() as uow:
        user = await uow.users.by_telegram_id(person.id)
        assert user is not None
        return (await uow.members.of_user(user.id))[0].points


@pytest.fixture
async def community(sopbot: Sopbot, postman: Postman, telegram: Emulator, owner: Person) -> Group:
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    return group


async def test_what_is_brought_is_answered_and_done(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    checked_in = lin.says(community, "打卡")
    lin.writes_to_bot("/me")
    await telegram.settle()

    assert list(checked_in.reactions) == ["👍"]
    assert await points(sopbot, lin) > 0
    assert "小林" in lin.inbox[-1].text


async def test_what_is_brought_again_is_done_once(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, postman: Postman
):
    lin.says(community, "打卡")
    await telegram.settle()
    before = await points(sopbot, lin)
    said = len(community.from_bot)
    telegram.repeats_updates(3)
    await telegram.settle()

    assert await points(sopbot, lin) == before
    assert len(community.from_bot) == said
    assert set(postman.answers) == {200}


@pytest.mark.parametrize(
    ("headers", "body", "answer"),
    [
        ({}, b'{"update_id": 1}', 401),
        ({"X-Telegram-Bot-Api-Secret-Token": "guessed"}, b'{"update_id": 1}', 401),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"{", 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b'["update_id"]', 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b'{"update_id": true}', 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"[" * 100_000, 400),
        ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"\xff\xfe", 400),
    ],
)
async def test_whoever_is_not_telegram_is_sent_away(
    sopbot: Sopbot, http: aiohttp.ClientSession, headers: dict[str, str], body: bytes, answer: int
):
    async with http.post(f"{address(sopbot)}/hook", data=body, headers=headers) as response:
        assert response.status == answer


async def test_what_the_database_does_not_take_is_brought_again(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, postman: Postman, locked_once: None
):
    lin.says(community, "打卡")
    await telegram.settle()

    assert postman.answers[503] >= 1
    assert await points(sopbot, lin) > 0


@pytest.fixture
async def locked_once(sopbot: Sopbot, lin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next unit of work of an update meets a disk that is full."""
    handled_before, failures = InboxStore.handled_before, [BadWorld("the disk is full")]

    async def fail_once(self: InboxStore, *arguments: object) -> set[int]:
        if failures:
            raise failures.pop()
        return await handled_before(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(InboxStore, "handled_before", fail_once)


async def test_back_to_polling_nothing_is_lost_and_nothing_done_twice(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    lin.says(community, "打卡")
    await telegram.settle()
    before = await points(sopbot, lin)
    await sopbot.stop()
    ming = telegram.person("阿明")
    ming.joins(community)
    ming.presses_start()
    ming.says(community, "打卡")
    telegram.repeats_updates(1)

    await sopbot.start(webhook_url=None)
    await telegram.settle()

    assert await points(sopbot, lin) == before
    assert await points(sopbot, ming) > 0


@on_postgresql
async def test_a_copy_that_does_not_lead_takes_updates_and_leaves_the_replies_to_whoever_leads(
    stopped: Sopbot, telegram: Emulator, owner: Person, database_url: str
):
    leader = Election(database_url, telegram.bot.id, lambda leads: None, lambda word: None)
    await leader.begin()
    telegram.world.webhook = Webhook(HOOK["webhook_url"], SECRET)  # type: ignore[arg-type]
    await stopped.start(**HOOK)
    telegram.proxy(address(stopped))
    owner.writes_to_bot("/help")
    await telegram.settle()

    assert owner.inbox == []
    assert look(database_url, "SELECT DISTINCT state FROM outbox") == [("planned",)]

    await leader.close()
    async with asyncio.timeout(60):
        while not any("/stop –" in message.text for message in owner.inbox):
            await telegram.world.report.changed.wait()
    await telegram.settle()
    assert len([message for message in owner.inbox if "/stop –" in message.text]) == 1


async def test_an_address_that_telegram_refuses_is_told_in_one_line(
    stopped: Sopbot, telegram: Emulator, tmp_path: Path
):
    telegram.faults.next("setWebhook", status=400, description="Bad Request: bad webhook: no such host")

    with pytest.raises(ConfigurationError, match=r"WEBHOOK_URL: Telegram refuses .*no such host"):
        await stopped.start(**HOOK)
