"""Messages through outbox and sender, against bare `bot.send_message`, to a server that answers at once.

Both in one process at ten calls in flight; the server is a process of its own, so that its work is not measured.
Ours are planned rows that end up recorded as sent; planning them is not part of the time.
"""

import asyncio
import json
import multiprocessing
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from benchmarks.rounds import Comparison, Promise, compare
from bot.telegram import Session
from core.clock import SystemClock
from core.message import Kind, Message, Target
from core.nursery import Nursery
from delivery.limiter import Limiter
from delivery.sender import IN_FLIGHT, Sender, Upwards
from playground.emulator import TOKEN
from storage.communities import Chat
from storage.database import Database, open_database
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

MESSAGES_A_ROUND = 2_000
TEXT = "第 2 天，早上好！昨天读完的请举手，没读完的今天补上，晚上九点见。"
NO_LIMIT = 1_000_000
"""Calls a second: more than can be made, so that pacing is asked and never in the way."""

_SENT = {
    "message_id": 4711,
    "date": 1772413200,
    "chat": {"id": 5_000_000_001, "type": "private", "first_name": "小林", "username": "xiaolin"},
    "from": {"id": 7_000_000_001, "is_bot": True, "first_name": "小助手", "username": "sop_bot"},
    "text": TEXT,
}
_ME = {**_SENT["from"], "can_join_groups": True}  # type: ignore[dict-item]


async def measure(folder: Path) -> Comparison:
    """Messages a second."""
    with canned_server() as url:
        session = Session(api=TelegramAPIServer.from_base(url))
        async with Bot(TOKEN, session=session) as bot, _Post.open(folder, bot) as post:
            return await compare(
                f"A message through outbox and sender, {IN_FLIGHT} in flight", "messages/s",
                "bot.send_message", lambda: _floor(bot), post.round, Promise(0.5, 0.8), post.plan,
            )  # fmt: skip


async def _floor(bot: Bot) -> int:
    numbers = iter(range(MESSAGES_A_ROUND))

    async def send() -> None:
        for number in numbers:
            await bot.send_message(5_000_000_001 + number, TEXT)

    await asyncio.gather(*(send() for _ in range(IN_FLIGHT)))
    return MESSAGES_A_ROUND


@dataclass
class _Post:
    """The real sender on a database with as many people as messages a round."""

    database: Database
    bot: Bot
    clock: SystemClock
    people: list[int] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, bot: Bot) -> AsyncIterator["_Post"]:
        clock = SystemClock()
        database = await open_database(f"sqlite+aiosqlite:///{folder / 'sending.db'}", clock)
        post = cls(database, bot, clock)
        async with database.begin() as uow:
            for number in range(MESSAGES_A_ROUND):
                user = User(uow.new_id(), 5_000_000_001 + number, "成员", reach=Reach.OPEN)
                post.people.append(uow.users.put(user).id)
        try:
            yield post
        finally:
            await database.close()

    async def plan(self) -> None:
        """What the next round sends."""
        async with self.database.begin() as uow:
            for user_id in self.people:
                await uow.outbox.plan(Message(Target.user(user_id), Kind.STEP, TEXT))

    async def round(self) -> int:
        """Start a sender, and wait until everything is recorded."""
        nursery = Nursery(self.clock)
        sent = asyncio.Event()

        def committed(uow: UnitOfWork) -> None:
            sender.heed(uow)
            if sender.counts["sent"] >= MESSAGES_A_ROUND:
                sent.set()

        upwards = Upwards(_nothing, _no_report, _no_loss, committed)
        limiter = Limiter(self.clock, overall=NO_LIMIT)
        sender = Sender(self.database, self.bot, self.clock, limiter, nursery, upwards)
        nursery.start("sender", sender.work)
        await sent.wait()
        await nursery.close()
        return MESSAGES_A_ROUND


async def _nothing(uow: UnitOfWork) -> None:
    pass


async def _no_report(uow: UnitOfWork, code: str, **particulars: object) -> None:
    raise AssertionError(f"{code} {particulars}")


async def _no_loss(uow: UnitOfWork, chat: Chat) -> None:
    raise AssertionError(chat)


@contextmanager
def canned_server() -> Iterator[str]:
    """The address of a Bot API server that answers at once, in a process of its own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(there,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(ready: Connection) -> None:
    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(_Answers, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _http(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class _Answers(asyncio.Protocol):
    """As little of HTTP as aiohttp's client needs: a web framework would be slower than what is measured."""

    me, sent = _http(_ME), _http(_SENT)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if end and len(rest) >= _length(head):
            self._received = b""
            self._transport.write(self.me if b"/getMe" in head else self.sent)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
