"""Ordinary group messages that count as activity, committed to SQLite, against bare aiogram dispatch."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Message, Update

from benchmarks.program import running_program
from benchmarks.rounds import Comparison, compare

MESSAGES_A_ROUND = 2_000
BATCH = 100
PEOPLE = 300

RawUpdate = dict[str, Any]


async def measure(folder: Path) -> Comparison:
    """Messages a second."""
    async with running_program(folder) as (app, group):
        numbers = itertools.count(1_000_000)
        bot, bare, inbound = app.bot, _bare_dispatcher(), app.inbound
        assert inbound is not None

        async def floor() -> int:
            for raw in _messages(numbers, group):
                update = Update.model_validate(raw, context={"bot": bot})
                await bare.feed_update(bot, update)
            return MESSAGES_A_ROUND

        async def ours() -> int:
            messages = _messages(numbers, group)
            while batch := list(itertools.islice(messages, BATCH)):
                await inbound.handle(batch)
            return MESSAGES_A_ROUND

        return await compare(
            "A group message that counts activity", "messages/s", "aiogram: validate, dispatch, empty handler",
            floor, ours,
        )  # fmt: skip


def _bare_dispatcher() -> Dispatcher:
    dispatcher = Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def nothing(message: Message, bot: Bot) -> None:
        pass

    return dispatcher


def _messages(numbers: Iterator[int], group: int) -> Iterator[RawUpdate]:
    now = int(datetime(2026, 3, 2, 1, 0, tzinfo=UTC).timestamp())
    for number in itertools.islice(numbers, MESSAGES_A_ROUND):
        yield {
            "update_id": number,
            "message": {
                "message_id": number,
                "date": now,
                "chat": {"id": group, "type": "supergroup", "title": "早起写作营"},
                "from": {
                    "id": 6_000_000_000 + number % PEOPLE,
                    "is_bot": False,
                    "first_name": f"成员{number % PEOPLE}",
                    "username": f"member{number % PEOPLE}",
                    "language_code": "zh-hans",
                },
                "text": "今天读完了第三章，很有收获，大家读到哪里了？",
            },
        }
