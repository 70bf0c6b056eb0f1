"""Every call passes the middleware: none inside a unit of work, and all within the limits."""

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import TelegramRetryAfter
from aiogram.types import BotCommand

from core.message import Target
from delivery.limiter import BURST, Draw
from delivery.pacing import CalledInsideUnitOfWork
from playground.emulator import Group, Person
from tests.integration.delivery.conftest import Post, Write


async def test_no_call_is_made_while_a_unit_of_work_is_open(post: Post, group: Group) -> None:
    for call in (post.bot.send_message(group.id, "你好"), post.bot.get_me(), post.bot.get_updates(timeout=0)):
        with pytest.raises(CalledInsideUnitOfWork):
            async with post.database.begin():
                await call

    assert group.from_bot == []
    assert (await post.bot.get_me()).username == "sop_bot"


async def test_another_task_may_call_meanwhile(post: Post, group: Group) -> None:
    called, go = asyncio.Event(), asyncio.Event()

    async def call() -> None:
        await go.wait()
        await post.bot.send_message(group.id, "你好")
        called.set()

    task = asyncio.get_running_loop().create_task(call())
    async with post.database.begin():
        go.set()
        await called.wait()
    await task

    assert group.last.text == "你好"


async def test_calls_past_the_sender_wait_for_their_turn(post: Post, group: Group) -> None:
    for _ in range(BURST):
        await post.bot.send_message(group.id, "你好")
    late = asyncio.get_running_loop().create_task(post.bot.send_message(group.id, "晚"))
    await post.bot.get_chat(group.id)
    assert len(group.from_bot) == BURST

    post.telegram.jump_to(post.clock.now() + timedelta(seconds=1))
    post.clock.set(post.telegram.now)
    await late
    assert group.last.text == "晚"


async def test_their_refusals_are_heeded(post: Post, group: Group) -> None:
    post.telegram.faults.next("sendMessage", retry_after=20)
    with pytest.raises(TelegramRetryAfter):
        await post.bot.send_message(group.id, "你好")

    assert post.limiter.when(group.id, Draw.ANSWER) == post.clock.now() + timedelta(seconds=20)


async def test_what_is_free_does_not_wait(
    post: Post, group: Group, here: Target, lin: Person, write: Write
) -> None:
    post.limiter.refused(group.id, timedelta(hours=1))
    post.limiter.refused(lin.id, timedelta(hours=1))

    await post.bot.set_my_commands([BotCommand(command="help", description="帮助")])
    await post.bot.get_chat_administrators(group.id)
    assert post.telegram.menu() == ["help"]
