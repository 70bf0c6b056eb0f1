"""The worker that asks Telegram what handlers need to know, outside any transaction.

A request is read in one unit of work, asked in none, and its answer is dealt with in another, which also
marks the request as done: a crash in between asks again.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot.member_tags import MemberTags
from bot.menus import Menus
from bot.proofs import LookAtProof
from bot.setup import FreshLook
from community.proofs import REQUEST
from core.clock import Bell
from core.errors import BadWorld
from handlers.commands import CommandTable
from handlers.context import Services
from storage.database import Database
from storage.requests import Request
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=5)
"""After the first failure of the network; it doubles with each further one."""
ATTEMPTS = 8
_LIMIT = 20


class Errand(Protocol):
    """One kind of request."""

    async def prepare(self, uow: UnitOfWork, data: dict[str, Any]) -> Any:
        """What has to be asked; None if nothing any more."""

    async def ask(self, bot: Bot, question: Any) -> Any:
        """Telegram's answer. No unit of work is open."""

    async def answer(self, uow: UnitOfWork, data: dict[str, Any], answer: Any) -> None:
        """Deal with the answer; it is None if Telegram refuses to tell."""


class Asker:
    """The worker. `committed` is called with each unit of work after its commit."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        services: Services,
        commands: CommandTable,
        committed: Callable[[UnitOfWork], None],
    ) -> None:
        self._database = database
        self._bot = bot
        self._clock = services.clock
        self._committed = committed
        self._report = services.report
        self._errands: dict[str, Errand] = {
            "setup": FreshLook(services),
            "menus": Menus(services, commands),
            REQUEST: LookAtProof(services),
            "member_tag": MemberTags(services),
        }

    async def work(self, bell: Bell) -> None:
        """Set the menus once, then ask whatever is to be asked, for ever."""
        begun = False
        while True:
            try:
                if not begun:
                    await self._ask_for_menus()
                    begun = True
                following = await self._round()
            except BadWorld as error:
                log.warning("requests wait: %s", error)
                following = self._clock.now() + PAUSE
            await bell.rest(following)

    async def _ask_for_menus(self) -> None:
        async with self._database.begin() as uow:
            uow.requests.ask("menus")

    async def _round(self) -> datetime | None:
        """Deal with all that is due; returns when there is more."""
        while True:
            async with self._database.begin() as uow:
                due = await uow.requests.due(self._clock.now(), _LIMIT)
                following = await uow.requests.next_due() if not due else None
            if not due:
                return following
            for request in due:
                await self._do(request)

    async def _do(self, request: Request) -> None:
        errand = self._errands[request.kind]
        try:
            async with self._database.begin() as uow:
                question = await errand.prepare(uow, request.data)
            answer = None if question is None else await errand.ask(self._bot, question)
        except TelegramRetryAfter as error:
            await self._later(request, timedelta(seconds=error.retry_after), str(error))
        except (TelegramNetworkError, TelegramServerError) as error:
            await self._later(request, PAUSE * 2**request.attempts, str(error))
        except TelegramAPIError as error:
            log.warning("%s was refused: %s", request.kind, error)
            await self._settle(errand, request, None)
        except BadWorld:
            raise
        except Exception as error:  # broad on purpose, the worker's one: one request holds up no other
            log.exception("request %s failed", request.kind)
            await self._give_up(request, repr(error))
        else:
            await self._settle(errand, request, answer)

    async def _settle(self, errand: Errand, request: Request, answer: Any) -> None:
        async with self._database.begin() as uow:
            await errand.answer(uow, request.data, answer)
            uow.requests.put(replace(await uow.requests.get(request.id), state="done"))
        self._committed(uow)

    async def _later(self, request: Request, wait: timedelta, error: str) -> None:
        if request.attempts + 1 >= ATTEMPTS:
            await self._settle(self._errands[request.kind], request, None)
            return
        async with self._database.begin() as uow:
            known = await uow.requests.get(request.id)
            uow.requests.put(
                replace(known, not_before=uow.now + wait, attempts=known.attempts + 1, error=error[:500])
            )

    async def _give_up(self, request: Request, error: str) -> None:
        async with self._database.begin() as uow:
            known = await uow.requests.get(request.id)
            uow.requests.put(replace(known, state="failed", error=error[:500]))
            await self._report(uow, "request_failed", kind=request.kind, error=error[:200])
        self._committed(uow)
