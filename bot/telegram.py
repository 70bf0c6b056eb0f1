"""The aiogram bot, and updates fetched raw, so that one that cannot be parsed blocks nobody."""

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.methods import Response, TelegramMethod
from aiogram.types import User, WebhookInfo

from config.settings import Settings
from handlers.context import BotIdentity
from handlers.incoming import KINDS, RawUpdate

POLL_SECONDS = 30
BATCH = 100

KEPT = (Response[list[RawUpdate]], Response[User], Response[WebhookInfo])
"""aiogram asks for the first at each poll, for the others at each start, and pydantic builds them anew (8 ms each)
unless somebody holds them."""


class GetRawUpdates(TelegramMethod[list[RawUpdate]]):
    """getUpdates, answered as plain data."""

    __returning__ = list[RawUpdate]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = POLL_SECONDS
    allowed_updates: tuple[str, ...] = KINDS


class Session(AiohttpSession):
    """Calls over HTTP. aiogram's own close waits a quarter of a second for what aiohttp has awaited already."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def make_bot(settings: Settings) -> Bot:
    """The bot at the Bot API server of the settings. Short floods look like slow calls: time-outs are long."""
    session = Session(api=TelegramAPIServer.from_base(settings.bot_api_url), timeout=60)
    defaults = DefaultBotProperties(parse_mode=ParseMode.HTML)
    return Bot(settings.bot_token.get_secret_value(), session=session, default=defaults)


async def fetch(bot: Bot, offset: int | None, *, wait: bool) -> list[RawUpdate]:
    """The next batch; with `wait`, lingers up to POLL_SECONDS for one."""
    method = GetRawUpdates(offset=offset, timeout=POLL_SECONDS if wait else 0)
    return await bot(method, request_timeout=POLL_SECONDS + 30)


async def identity(bot: Bot) -> BotIdentity:
    """Who the bot is."""
    me = await bot.me()
    return BotIdentity(me.id, me.username or "", me.full_name, bool(me.can_read_all_group_messages))
