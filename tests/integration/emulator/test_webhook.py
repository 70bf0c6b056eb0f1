"""Updates are brought to the webhook as Telegram brings them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot
from aiohttp import web

from playground.emulator import Emulator, Group, Person

SECRET = "a-secret-of-telegram"


class Hook:
    """A web server that takes updates, or does not."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.secrets: set[str | None] = set()
        self.status: Callable[[], int] = lambda: 200
        self.all_here: asyncio.Barrier | None = None
        self.at_once = self.most_at_once = 0

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.all_here is not None:
            await self.all_here.wait()
        status = self.status()
        if status == 200:
            self.texts.append((await request.json())["message"]["text"])
        self.at_once -= 1
        return web.Response(status=status)


@asynccontextmanager
async def serving(hook: Hook) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook(telegram: Emulator, bot: Bot, lin: Person) -> AsyncIterator[Hook]:
    hook = Hook()
    async with serving(hook) as address:
        await bot.delete_webhook(drop_pending_updates=True)
        telegram.proxy(address)
        await bot.set_webhook("https://example.org/hook", secret_token=SECRET)
        yield hook


async def taken(telegram: Emulator) -> None:
    async with asyncio.timeout(60):
        while telegram.world.updates.unconfirmed:
            await telegram.world.report.changed.wait()


async def test_they_come_in_order_with_the_secret(
    telegram: Emulator, hook: Hook, lin: Person, group: Group
) -> None:
    for number in range(5):
        lin.says(group, f"/n{number}")
    await taken(telegram)

    assert hook.texts == ["/n0", "/n1", "/n2", "/n3", "/n4"]
    assert hook.secrets == {SECRET}
    assert hook.most_at_once == 1, "a chat waits for its turn"


async def test_chats_do_not_wait_for_one_another(
    telegram: Emulator, hook: Hook, lin: Person, group: Group
) -> None:
    hook.all_here = asyncio.Barrier(2)
    lin.says(group, "/here")
    lin.presses_start()
    await taken(telegram)

    assert sorted(hook.texts) == ["/here", "/start"]


async def test_what_is_not_taken_comes_again(
    telegram: Emulator, hook: Hook, lin: Person, group: Group
) -> None:
    answers = iter([503, 500, 200])
    hook.status = lambda: next(answers, 200)
    lin.says(group, "/once")
    await taken(telegram)

    assert hook.texts == ["/once"]


async def test_without_a_webhook_they_wait_for_whoever_polls(
    telegram: Emulator, hook: Hook, bot: Bot, lin: Person, group: Group
) -> None:
    hook.status = lambda: 500
    lin.says(group, "/later")
    await bot.delete_webhook()

    assert [update.message.text for update in await bot.get_updates() if update.message] == ["/later"]
