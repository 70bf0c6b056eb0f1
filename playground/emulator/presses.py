"""A button that somebody pressed, and the bot's answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.emulator.members import Account
from playground.emulator.messages import Message

ANSWERED_WITHIN = timedelta(seconds=150)
"""How long a callback query lives."""


@dataclass
class Press:
    """What became of a press.

    `answer` is the text shown once the bot answered ("" for a silent answer), None until then; `alert` tells
    whether it came as a dialogue; `url` is what a link button opened; `message` is the /start message, if
    that was a deep link to the bot.
    """

    id: str
    person: Account
    label: str
    pressed_message: Message
    at: datetime
    url: str | None = None
    message: Message | None = None
    answer: str | None = None
    alert: bool = False

    @property
    def answered(self) -> bool:
        return self.answer is not None

    def is_stale(self, now: datetime) -> bool:
        """Whether Telegram takes no answer any more."""
        return self.answered or now - self.at > ANSWERED_WITHIN
