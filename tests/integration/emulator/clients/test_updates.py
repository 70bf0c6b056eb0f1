"""Long polling and webhooks, as two client libraries see them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from playground.emulator import Emulator, Group, Person
from tests.integration.emulator.clients.client import Client, Json, Refused


async def test_updates_come_until_they_are_confirmed(client: Client, telegram: Emulator) -> None:
    telegram.person("小林").presses_start()
    (first,) = await client.call("get_updates")
    assert await client.call("get_updates") == [first]
    assert await client.call("get_updates", offset=first["update_id"] + 1) == []


async def begun(client: Client, telegram: Emulator) -> "asyncio.Future[list[Json]]":
    """A poll that has arrived, and waits."""
    arrived = asyncio.Event()
    telegram.on_call(lambda seen: arrived.set())
    poll = asyncio.ensure_future(client.call("get_updates", timeout=20))
    await arrived.wait()
    return poll


async def test_a_poll_waits_for_what_happens(client: Client, telegram: Emulator) -> None:
    poll = await begun(client, telegram)
    telegram.person("小林").presses_start()
    (update,) = await poll
    assert update["message"]["text"] == "/start"


async def test_a_second_poll_ends_the_first(client: Client, telegram: Emulator) -> None:
    first = await begun(client, telegram)
    second = asyncio.ensure_future(client.call("get_updates", timeout=20))
    with pytest.raises(Refused, match="terminated by other getUpdates request") as refused:
        await first
    assert refused.value.code == 409
    telegram.person("小林").presses_start()
    assert len(await second) == 1


async def test_only_the_kinds_come_that_were_asked_for(client: Client, telegram: Emulator) -> None:
    await client.call("get_updates", allowed_updates=["my_chat_member"])
    lin = telegram.person("小林")
    lin.presses_start()
    lin.blocks_bot()
    (update,) = await client.call("get_updates")
    change = update["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    assert change["chat"]["type"] == "private"


async def test_the_bot_hears_who_comes_and_goes(
    client: Client, telegram: Emulator, group: Group, owner: Person
) -> None:
    chen = telegram.person("小陈")
    chen.joins(group)
    owner.kicks(chen, group)
    updates = await client.call("get_updates")
    changes = [update["chat_member"] for update in updates if "chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["member", "kicked"]
    assert [change["from"]["id"] for change in changes] == [chen.id, owner.id]
    lines = [update["message"] for update in updates if "message" in update]
    assert lines[0]["new_chat_members"][0]["id"] == lines[1]["left_chat_member"]["id"] == chen.id


async def test_the_bot_hears_where_it_is_brought(client: Client, owner: Person) -> None:
    group = owner.creates_group("新群")
    owner.adds_bot(group, admin=True)
    owner.removes_bot(group)
    updates = await client.call("get_updates")
    statuses = [
        update["my_chat_member"]["new_chat_member"]["status"]
        for update in updates
        if "my_chat_member" in update
    ]
    assert statuses == ["member", "administrator", "kicked"]


async def test_photos_edits_and_replies_of_people(client: Client, group: Group, lin: Person) -> None:
    await client.call("get_updates", allowed_updates=["message", "edited_message"])
    photo = lin.sends_photo(group, caption="看 @sop_bot")
    said = lin.replies(photo, "早")
    lin.edits(said, "早安")
    updates = await client.call("get_updates")
    assert updates[0]["message"]["photo"][0]["file_id"]
    assert updates[0]["message"]["caption_entities"][0]["type"] == "mention"
    assert updates[1]["message"]["reply_to_message"]["caption"] == "看 @sop_bot"
    assert updates[2]["edited_message"]["text"] == "早安"


class Receiver:
    """A bot's own web server, behind the proxy that has the certificate."""

    def __init__(self) -> None:
        self.updates: asyncio.Queue[tuple[Json, str | None]] = asyncio.Queue()
        self.url = ""

    async def take(self, request: web.Request) -> web.StreamResponse:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.updates.put_nowait((await request.json(), secret))
        return web.Response()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_brings_updates_with_its_secret(
    client: Client, telegram: Emulator, receiver: Receiver
) -> None:
    telegram.proxy(receiver.url)
    await client.call("set_webhook", url="https://bot.example.org/hook", secret_token="s3cret")
    info = await client.call("get_webhook_info")
    assert info["url"] == "https://bot.example.org/hook"
    with pytest.raises(Refused, match="webhook is active") as refused:
        await client.call("get_updates")
    assert refused.value.code == 409

    telegram.person("小林").presses_start("x")
    update, secret = await receiver.updates.get()
    assert secret == "s3cret"
    assert client.read(update)["message"]["text"] == "/start x"

    await client.call("delete_webhook", drop_pending_updates=True)
    assert (await client.call("get_webhook_info"))["url"] == ""
    assert await client.call("get_updates") == []


@pytest.mark.parametrize("url", ["http://bot.example.org/hook", "ftp://bot.example.org"])
async def test_a_webhook_is_https(client: Client, url: str) -> None:
    with pytest.raises(Refused, match=r"(?i)an https url must be provided"):
        await client.call("set_webhook", url=url)
