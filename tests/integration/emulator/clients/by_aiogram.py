"""aiogram, as the suite uses it."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

from aiogram import Bot, exceptions, types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage, TelegramMethod
from pydantic import BaseModel

from tests.integration.emulator.clients.client import Json, Refused

_CODES: dict[type[exceptions.TelegramAPIError], int] = {
    exceptions.TelegramUnauthorizedError: 401,
    exceptions.TelegramForbiddenError: 403,
    exceptions.TelegramNotFound: 404,
    exceptions.TelegramConflictError: 409,
    exceptions.TelegramRetryAfter: 429,
    exceptions.TelegramServerError: 500,
}
_SCOPES: dict[str, type[types.BotCommandScope]] = {
    "default": types.BotCommandScopeDefault,
    "all_private_chats": types.BotCommandScopeAllPrivateChats,
    "chat": types.BotCommandScopeChat,
}
_MEDIA: dict[str, Callable[..., types.InputMedia]] = {
    "photo": types.InputMediaPhoto,
    "video": types.InputMediaVideo,
    "document": types.InputMediaDocument,
}


class Misspelt(TelegramMethod[bool]):
    """What no library would call by itself."""

    __returning__ = bool
    __api_method__ = "sendMesage"


class AiogramClient:
    """A bot with a session that outlives it."""

    name = "aiogram"

    def __init__(self, session: AiohttpSession, url: str, token: str) -> None:
        session.api = TelegramAPIServer.from_base(url)
        self._bot = Bot(token, session=session)

    async def call(self, method: str, **parameters: Any) -> Any:
        return await _answered(getattr(self._bot, method)(**parameters))

    async def call_with_unknown(self, chat_id: int, text: str, **unknown: str) -> Any:
        return await _answered(self._bot(SendMessage(chat_id=chat_id, text=text, **unknown)))  # type: ignore[arg-type]

    async def call_misspelt(self) -> Any:
        return await _answered(self._bot(Misspelt()))

    async def download(self, path: str) -> bytes:
        content = await self._bot.download_file(path, BytesIO())
        assert content is not None
        return content.read()

    def read(self, update: Json) -> Json:
        read: Json = _plain(types.Update.model_validate(update, context={"bot": self._bot}))
        return read

    def keyboard(self, *rows: list[tuple[str, str]]) -> Any:
        return types.InlineKeyboardMarkup(inline_keyboard=[[_button(*one) for one in row] for row in rows])

    def reply_to(self, message_id: int) -> Any:
        return types.ReplyParameters(message_id=message_id)

    def entity(self, kind: str, offset: int, length: int) -> Any:
        return types.MessageEntity(type=kind, offset=offset, length=length)

    def file(self, content: bytes, name: str) -> Any:
        return types.BufferedInputFile(content, name)

    def media(self, kind: str, media: Any, caption: str = "") -> Any:
        return _MEDIA[kind](media=media, caption=caption or None)

    def command(self, command: str, description: str) -> Any:
        return types.BotCommand(command=command, description=description)

    def scope(self, kind: str, chat_id: int | None = None) -> Any:
        return _SCOPES[kind](**({} if chat_id is None else {"chat_id": chat_id}))

    def emoji(self, emoji: str) -> Any:
        return types.ReactionTypeEmoji(emoji=emoji)

    def permissions(self, **given: bool) -> Any:
        return types.ChatPermissions(**given)


def _button(label: str, action: str) -> types.InlineKeyboardButton:
    if "://" in action:
        return types.InlineKeyboardButton(text=label, url=action)
    return types.InlineKeyboardButton(text=label, callback_data=action)


async def _answered(request: Awaitable[Any]) -> Any:
    try:
        return _plain(await request)
    except exceptions.TelegramMigrateToChat as moved:
        raise Refused(400, moved.message, moved_to=moved.migrate_to_chat_id) from None
    except exceptions.TelegramAPIError as wrong:
        retry_after = getattr(wrong, "retry_after", 0)
        raise Refused(_CODES.get(type(wrong), 400), wrong.message, retry_after=retry_after) from None


def _plain(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_plain(one) for one in answer]
    if isinstance(answer, BaseModel):
        return answer.model_dump(mode="json", exclude_none=True, by_alias=True)
    return answer
