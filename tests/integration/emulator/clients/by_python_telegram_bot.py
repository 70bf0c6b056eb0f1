"""python-telegram-bot, as the suite uses it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import telegram
from telegram import error
from telegram.request import BaseRequest

from tests.integration.emulator.clients.client import Json, Refused

_CODES: dict[type[error.TelegramError], int] = {
    error.BadRequest: 400,
    error.InvalidToken: 401,
    error.Forbidden: 403,
    error.Conflict: 409,
    error.NetworkError: 500,
}
_SCOPES: dict[str, Callable[..., telegram.BotCommandScope]] = {
    "default": telegram.BotCommandScopeDefault,
    "all_private_chats": telegram.BotCommandScopeAllPrivateChats,
    "chat": telegram.BotCommandScopeChat,
}
_MEDIA: dict[str, Callable[..., telegram.InputMedia]] = {
    "photo": telegram.InputMediaPhoto,
    "video": telegram.InputMediaVideo,
    "document": telegram.InputMediaDocument,
}


class PythonTelegramBotClient:
    """A bot with connections that outlive it."""

    name = "python-telegram-bot"

    def __init__(self, connections: BaseRequest, url: str, token: str) -> None:
        self._connections = connections
        self._files = f"{url}/file/bot{token}/"
        self._bot = telegram.Bot(
            token,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=connections,
            get_updates_request=connections,
        )

    async def call(self, method: str, **parameters: Any) -> Any:
        return await _answered(getattr(self._bot, method)(**parameters))

    async def call_with_unknown(self, chat_id: int, text: str, **unknown: str) -> Any:
        return await _answered(self._bot.send_message(chat_id, text, api_kwargs=unknown))

    async def call_misspelt(self) -> Any:
        return await _answered(self._bot.do_api_request("sendMesage"))

    async def download(self, path: str) -> bytes:
        file = telegram.File("id", "unique", file_path=path if "://" in path else self._files + path)
        file.set_bot(self._bot)
        return bytes(await file.download_as_bytearray())

    def read(self, update: Json) -> Json:
        return telegram.Update.de_json(update, self._bot).to_dict()

    def keyboard(self, *rows: list[tuple[str, str]]) -> Any:
        return telegram.InlineKeyboardMarkup([[_button(*one) for one in row] for row in rows])

    def reply_to(self, message_id: int) -> Any:
        return telegram.ReplyParameters(message_id)

    def entity(self, kind: str, offset: int, length: int) -> Any:
        return telegram.MessageEntity(kind, offset, length)

    def file(self, content: bytes, name: str) -> Any:
        return telegram.InputFile(content, name)

    def media(self, kind: str, media: Any, caption: str = "") -> Any:
        name, content = (
            (media.filename, media.input_file_content) if hasattr(media, "filename") else (None, media)
        )
        return _MEDIA[kind](content, caption=caption or None, filename=name)

    def command(self, command: str, description: str) -> Any:
        return telegram.BotCommand(command, description)

    def scope(self, kind: str, chat_id: int | None = None) -> Any:
        return _SCOPES[kind](*([] if chat_id is None else [chat_id]))

    def emoji(self, emoji: str) -> Any:
        return telegram.ReactionTypeEmoji(emoji)

    def permissions(self, **given: bool) -> Any:
        return telegram.ChatPermissions(**dict[str, Any](given))


def _button(label: str, action: str) -> telegram.InlineKeyboardButton:
    if "://" in action:
        return telegram.InlineKeyboardButton(label, url=action)
    return telegram.InlineKeyboardButton(label, callback_data=action)


async def _answered(request: Awaitable[Any]) -> Any:
    try:
        return _plain(await request)
    except error.ChatMigrated as moved:
        raise Refused(400, moved.message, moved_to=moved.new_chat_id) from None
    except error.RetryAfter as flood:
        wait = flood.retry_after
        seconds = int(wait.total_seconds()) if isinstance(wait, timedelta) else wait
        raise Refused(429, flood.message, retry_after=seconds) from None
    except error.TelegramError as wrong:
        raise Refused(_CODES[type(wrong)], wrong.message) from None


def _plain(answer: Any) -> Any:
    if isinstance(answer, list | tuple):
        return [_plain(one) for one in answer]
    if isinstance(answer, telegram.TelegramObject):
        return answer.to_dict()
    return answer
