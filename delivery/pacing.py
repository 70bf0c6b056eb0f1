"""The request middleware: every call passes here but those of the sender, which has asked the limiter itself.

It refuses calls inside a unit of work, lets what is free pass, and makes all other calls wait for the limiter.
"""

from datetime import timedelta

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from core.clock import Clock
from core.errors import SopbotError
from delivery.limiter import NOWHERE, Draw, Limiter
from storage.database import inside_unit_of_work

_FREE = frozenset({"answerCallbackQuery", "setMyCommands", "deleteMyCommands", "setWebhook", "deleteWebhook"})
_FREE_PREFIX = "get"
_MESSAGES = ("send", "edit", "copy", "forward", "createForumTopic")


class CalledInsideUnitOfWork(SopbotError):
    """A call to Telegram while a transaction is open: a defect, as the network would hold up all writers."""


def refuse_inside_unit_of_work(name: str) -> None:
    """Raises CalledInsideUnitOfWork if the running task holds one."""
    if inside_unit_of_work():
        raise CalledInsideUnitOfWork(f"{name} was called while a unit of work is open")


class Pacing(BaseRequestMiddleware):
    """`bot.session.middleware(Pacing(limiter, clock))`."""

    def __init__(self, limiter: Limiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request when it may go; raises CalledInsideUnitOfWork."""
        name = method.__api_method__
        refuse_inside_unit_of_work(name)
        if name in _FREE or name.startswith(_FREE_PREFIX):
            return await make_request(bot, method)
        chat = getattr(method, "chat_id", None)
        chat_id = chat if isinstance(chat, int) else NOWHERE
        await take_turn(self._limiter, self._clock, chat_id, _draw(name))
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as refusal:
            self._limiter.refused(chat_id, timedelta(seconds=refusal.retry_after))
            raise


async def take_turn(limiter: Limiter, clock: Clock, chat_id: int, draw: Draw) -> None:
    """Sleep until such a call may go, and count it."""
    while (at := limiter.when(chat_id, draw)) > clock.now():
        await clock.sleep_until(at)
    limiter.take(chat_id, draw)


def _draw(name: str) -> Draw:
    return Draw.ANSWER if name.startswith(_MESSAGES) and name != "sendChatAction" else Draw.OTHER
