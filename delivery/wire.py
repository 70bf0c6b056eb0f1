"""Calls as they go over the wire, built and read by hand: of an answer the sender needs only the message id.

aiogram checks every field of what goes out and of what comes back; that took two thirds of the time of a
send. What went wrong is still read by aiogram, so that an error means the same whoever made the call.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError
from aiogram.methods import Response, TelegramMethod
from aiohttp import ClientError, ClientTimeout, FormData

from delivery.pacing import refuse_inside_unit_of_work

_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes along: the parameter it is, or that names it by `attach://`, its name and what is in it."""

    part: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A method of the Bot API and its parameters as plain data; those that are None are left out."""

    method: str
    parameters: dict[str, Any]
    upload: Upload | None = None

    def but(self, **parameters: Any) -> "ApiCall":
        """The same call with some parameters changed, or left out by None."""
        return ApiCall(self.method, {**self.parameters, **parameters}, self.upload)

    def body(self) -> bytes:
        """The call as JSON."""
        given = {name: value for name, value in self.parameters.items() if value is not None}
        return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()

    def form(self, upload: Upload) -> FormData:
        """The call with its file, as a form of several parts."""
        form = FormData(quote_fields=False)
        for name, value in self.parameters.items():
            if value is not None:
                plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                form.add_field(name, plain)
        form.add_field(upload.part, upload.content, filename=upload.name)
        return form


@dataclass(frozen=True, slots=True)
class Answer:
    """What of an answer is kept. `message_id`: of the message that was sent or edited, if any, and if it has one;
    `file_id`: what Telegram calls the photo or document in it.
    """

    message_id: int | None = None
    file_id: str | None = None


class _Refused(TelegramMethod[bool]):
    """Stands for the call in aiogram's errors."""

    __returning__ = bool
    __api_method__ = "refused"


_KEPT = Response[bool]
"""The class that aiogram reads refusals with. Pydantic forgets it while no answer is being read, and takes 8 ms
to make it again."""


class Wire:
    """Makes calls by the HTTP session of the bot. They must have had their turn at the limiter."""

    def __init__(self, bot: Bot) -> None:
        assert isinstance(bot.session, AiohttpSession), bot.session
        self._bot = bot
        self._session = bot.session
        self._timeout = ClientTimeout(total=bot.session.timeout)

    async def make(self, call: ApiCall) -> Answer:
        """Raises aiogram's errors, and CalledInsideUnitOfWork."""
        refuse_inside_unit_of_work(call.method)
        status, content = await self._post(call)
        if status == HTTPStatus.OK:
            return _read(content)
        self._session.check_response(self._bot, _Refused(), status, content.decode())
        raise AssertionError(f"{call.method} was answered {status}, which is no error to aiogram")

    async def _post(self, call: ApiCall) -> tuple[int, bytes]:
        http = await self._session.create_session()
        url = self._session.api.api_url(token=self._bot.token, method=call.method)
        try:
            if call.upload is None:
                post = http.post(url, data=call.body(), headers=_HEADERS, timeout=self._timeout)
            else:
                post = http.post(url, data=call.form(call.upload), timeout=self._timeout)
            async with post as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=_Refused(), message="Request timeout error") from error
        except ClientError as error:
            words = f"{type(error).__name__}: {error}"
            raise TelegramNetworkError(method=_Refused(), message=words) from error


def _read(content: bytes) -> Answer:
    try:
        result = json.loads(content)["result"]
        if result is True:
            return Answer()
        photo, document = result.get("photo"), result.get("document")
        file = photo[-1] if photo else document
        return Answer(int(result["message_id"]) or None, file["file_id"] if file else None)
    except (ValueError, LookupError, TypeError) as error:
        raise ClientDecodeError("no answer of the Bot API", error, content) from error
