"""Updates brought to the webhook: one at a time for each chat, again and again until they are answered 2xx.

The address that the bot names must be https and public; a proxy with a certificate stands there in real life, in
front of one copy of the bot or several. Here one says which addresses the proxy passes requests on to, in turn.
"""

import asyncio
from itertools import cycle
from urllib.parse import urlsplit

import aiohttp

from playground.emulator.errors import Json
from playground.emulator.updates import Queued
from playground.emulator.world import World

_ANSWER_WITHIN = aiohttp.ClientTimeout(total=60)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0


class Postman:
    """Brings what waits, as long as a webhook is set. `answers` counts what was answered, by status."""

    def __init__(self, world: World, addresses: list[str]) -> None:
        self._world = world
        self._addresses = cycle(addresses)
        self._carried: dict[int, int | None] = {}
        """What is on its way, by place in the queue, and its chat."""
        self.answers: dict[int, int] = {}

    async def work(self) -> None:
        """Bring updates for ever."""
        async with aiohttp.ClientSession(timeout=_ANSWER_WITHIN) as http, asyncio.TaskGroup() as errands:
            while True:
                for queued in self._free():
                    self._carried[id(queued)] = _chat_of(queued.update)
                    errands.create_task(self._bring(http, queued))
                await self._world.updates.changed.wait()

    def _free(self) -> list[Queued]:
        """What may go now: the first of each chat in which nothing is on its way."""
        webhook = self._world.webhook
        if not webhook.url:
            return []
        busy = set(self._carried.values())
        free: list[Queued] = []
        for queued in self._world.updates.waiting:
            chat = _chat_of(queued.update)
            if len(self._carried) + len(free) >= webhook.connections:
                break
            if id(queued) not in self._carried and (chat is None or chat not in busy):
                free.append(queued)
                busy.add(chat)
        return free

    async def _bring(self, http: aiohttp.ClientSession, queued: Queued) -> None:
        pause = _FIRST_PAUSE
        while self._world.webhook.url:
            if await self._is_taken(http, queued.update):
                self._world.updates.confirm(queued)
                break
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        del self._carried[id(queued)]
        self._world.updates.changed.ring()

    async def _is_taken(self, http: aiohttp.ClientSession, update: Json) -> bool:
        webhook = self._world.webhook
        address = next(self._addresses) + urlsplit(webhook.url).path
        secret = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with http.post(address, json=update, headers=secret) as answer:
                self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False


def _chat_of(update: Json) -> int | None:
    """Where it happened; None: nowhere that orders it behind others."""
    for kind, payload in update.items():
        if kind != "update_id" and isinstance(payload, dict):
            chat = payload.get("chat") or (payload.get("message") or {}).get("chat") or {}
            chat_id: int | None = chat.get("id")
            return chat_id
    return None
