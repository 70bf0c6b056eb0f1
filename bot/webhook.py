"""The webhook: Telegram brings each update by HTTP, to any copy, and is answered once it is committed.

Telegram comes again with what was not answered 200, also to another copy; what was handled is known by its id, so
that it is handled once. What arrives while a unit of work is under way is handled together in the next one.
"""

import hmac
import json
import logging
from asyncio import Future, get_running_loop
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import web

from bot.telegram import BATCH
from bot.timers import BACKLOG_PATIENCE
from config.settings import Settings
from core.clock import Bell, Clock
from core.errors import BadWorld, ConfigurationError
from handlers.incoming import KINDS, RawUpdate

log = logging.getLogger(__name__)

CONNECTIONS = 100
"""Updates that Telegram brings at the same time; within a chat it brings one after the other."""

LARGEST = 2**20
"""Bytes of an update; Telegram's own are a few thousand."""

LOOK_EVERY = timedelta(seconds=2)
"""How often the backlog is asked for until it is in."""

PAUSE = timedelta(seconds=5)
"""Between two attempts to reach Telegram."""

SHUTDOWN = 3.0
"""Real seconds for what has arrived to be handled at the end."""

T = TypeVar("T")

Handle = Callable[[Sequence[RawUpdate]], Awaitable[None]]
"""Deals with a batch in a unit of work; raises BadWorld if that has to be done again later."""


class Webhook:
    """The HTTP side, the worker that handles what came, and the backlog as Telegram tells of it."""

    def __init__(self, bot: Bot, settings: Settings, clock: Clock, handle: Handle) -> None:
        assert settings.webhook_url is not None
        assert settings.webhook_secret is not None
        self._bot = bot
        self._url = settings.webhook_url
        self._secret = settings.webhook_secret.get_secret_value()
        self._address = settings.webhook_listen
        self._clock = clock
        self._handle = handle
        self._waiting: list[tuple[RawUpdate, Future[bool]]] = []
        self._bell: Bell | None = None
        self._runner: web.AppRunner | None = None
        self._announced = False
        self.caught_up = False
        self.connected_at: datetime | None = None
        self.on_caught_up: Callable[[], None] = lambda: None

    async def open(self) -> None:
        """Listen; ConfigurationError if the address cannot be had."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_post("/{path:.*}", self._receive)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
        await self._runner.setup()
        host, port = self._address
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise ConfigurationError(f"WEBHOOK_LISTEN: cannot listen at {host}:{port}: {error}") from error

    @property
    def port(self) -> int:
        """Where it listens; WEBHOOK_LISTEN may leave the choice to the system by naming port 0."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def announce(self) -> None:
        """Tell Telegram where to bring updates to; ConfigurationError if it does not like that place."""
        if self._announced:
            return
        try:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=list(KINDS),
                max_connections=CONNECTIONS,
            )
        except TelegramBadRequest as error:
            raise ConfigurationError(f"WEBHOOK_URL: Telegram refuses {self._url}: {error.message}") from error
        self._announced = True

    async def lead(self, bell: Bell) -> None:
        """What the leading copy does besides: see to it that Telegram knows the address of today."""
        await insisting(self._clock, self.announce)
        while True:
            await bell.rest()

    async def watch_backlog(self, bell: Bell) -> None:
        """Find out whether what came before the start is in; a busy bot has always something on its way."""
        del bell
        while not self.caught_up:
            info = await insisting(self._clock, self._bot.get_webhook_info)
            now = self._clock.now()
            self.connected_at = self.connected_at or now
            self.caught_up = not info.pending_update_count or now - self.connected_at >= BACKLOG_PATIENCE
            if not self.caught_up:
                await self._clock.sleep_until(now + LOOK_EVERY)
        self.on_caught_up()

    async def work(self, bell: Bell) -> None:
        """Handle what came, in the order in which it came, as many as there are at a time."""
        self._bell = bell
        while True:
            if not self._waiting:
                await bell.rest()
            batch = self._waiting[:BATCH]
            del self._waiting[:BATCH]
            if batch:
                done = await self._done([raw for raw, _ in batch])
                for _, answer in batch:
                    if not answer.done():  # Telegram may have hung up
                        answer.set_result(done)

    async def _done(self, batch: Sequence[RawUpdate]) -> bool:
        try:
            await self._handle(batch)
        except BadWorld as error:
            log.warning("%d updates are to be brought again: %s", len(batch), error)
            return False
        return True

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            raw = None
        if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
            return web.Response(status=400)
        answer: Future[bool] = get_running_loop().create_future()
        self._waiting.append((raw, answer))
        if self._bell is not None:
            self._bell.ring()
        return web.Response(status=200 if await answer else 503)


async def withdraw(bot: Bot, clock: Clock) -> None:
    """Have Telegram keep updates for whoever polls; what it could not bring to the webhook is kept, too."""

    async def do() -> None:
        if (await bot.get_webhook_info()).url:
            await bot.delete_webhook(drop_pending_updates=False)

    await insisting(clock, do)


async def insisting(clock: Clock, call: Callable[[], Awaitable[T]]) -> T:
    """The answer of a call that is made again as long as the network or Telegram fails."""
    while True:
        try:
            return await call()
        except (ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError) as error:
            log.warning("Telegram does not answer, trying again in %s: %s", PAUSE, error)
            wait = timedelta(seconds=error.retry_after) if isinstance(error, TelegramRetryAfter) else PAUSE
            await clock.sleep_until(clock.now() + wait)
