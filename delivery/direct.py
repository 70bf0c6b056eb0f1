"""What goes from memory, after the commit of what it answers: callback answers and plain private replies."""

import logging
from collections.abc import Callable

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError

from core.message import Message
from core.nursery import Nursery
from delivery.sender import Sender
from delivery.splitting import plain_text, utf16_length

log = logging.getLogger(__name__)

ANSWER_LIMIT = 200
"""UTF-16 units of a callback answer."""


class Direct:
    """Says what need not outlive the program."""

    def __init__(
        self, bot: Bot, nursery: Nursery, sender: Sender, speaks: Callable[[], bool] = lambda: True
    ) -> None:
        self._bot = bot
        self._nursery = nursery
        self._sender = sender
        self.speaks = speaks
        """Whether this program sends; of several copies one does, and the others plan what they would reply."""

    def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Answer a press at once; without text it only ends the waiting. Answers are free of limits.

        `text` is Telegram HTML as everything the views say; it is shown plain, and cut at ANSWER_LIMIT.
        """
        shown = shortened(plain_text(text))
        self._nursery.start_once(f"answer {query_id}", self._answer(query_id, shown, alert=alert))

    def reply(self, message: Message) -> None:
        """Send a private reply in its turn, behind what was planned for this person before."""
        self._sender.say(message)

    async def _answer(self, query_id: str, text: str, *, alert: bool) -> None:
        try:
            await self._bot.answer_callback_query(query_id, text or None, show_alert=alert or None)
        except (TelegramAPIError, ClientDecodeError) as error:
            log.info("press %s was not answered: %s", query_id, error)


def shortened(text: str) -> str:
    """The text, with an ellipsis at its end if it is too long for a callback answer."""
    if utf16_length(text) <= ANSWER_LIMIT:
        return text
    while utf16_length(text) > ANSWER_LIMIT - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"
