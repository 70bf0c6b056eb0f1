"""What became of a call, read from Telegram's answer or from its absence."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from storage.users import Reach


class Verdict(Enum):
    """What to do with the row."""

    SENT = auto()
    UNKNOWN = auto()
    """Telegram may have done it: the connection broke, or its server failed."""
    NOT_SENT = auto()
    """The call surely did not reach Telegram."""
    WAIT = auto()
    """429: not before `wait` is over."""
    UNREACHABLE = auto()
    """The person's private chat is closed; `reach` says why."""
    OUTSIDE = auto()
    """The bot is not in the chat any more."""
    MIGRATED = auto()
    """The group has another Telegram id, `moved_to`."""
    VOID = auto()
    """There is nothing left to do it to (a message to edit or react to that is gone)."""
    FAILED = auto()
    """Telegram refuses it for a reason that somebody must mend."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict and its particulars."""

    verdict: Verdict
    error: str | None = None
    message_id: int | None = None
    file_id: str | None = None
    """What Telegram calls the picture that was sent."""
    undrawn: str | None = None
    """Why the picture is missing."""
    wait: timedelta = timedelta()
    reach: Reach | None = None
    moved_to: int | None = None
    parts: int = 0
    """How many parts of a long text were sent before this happened."""
    plain: bool = False
    """Telegram could not parse the text, so it was said without formatting."""


_REACH = {
    "can't initiate conversation": Reach.NEVER_STARTED,
    "chat not found": Reach.NEVER_STARTED,
    "peer_id_invalid": Reach.NEVER_STARTED,
    "blocked by the user": Reach.BLOCKED,
    "user is deactivated": Reach.GONE,
    "can't send messages to bots": Reach.GONE,
}
_OUTSIDE = (
    "was kicked", "is not a member", "chat not found", "group chat was deleted", "chat was deactivated",
    "peer_id_invalid",
)  # fmt: skip
_VOID = (
    "message to edit not found", "message can't be edited", "message to react not found",
    "message_id_invalid", "message to delete not found",
)  # fmt: skip
_DONE = "message is not modified"


def outcome_of(error: TelegramAPIError | ClientDecodeError, *, private: bool) -> Outcome:
    """Judge a failed call; `private`: it went to a person's private chat."""
    match error:
        case TelegramRetryAfter():
            return Outcome(Verdict.WAIT, error.message, wait=timedelta(seconds=error.retry_after))
        case TelegramMigrateToChat():
            return Outcome(Verdict.MIGRATED, error.message, moved_to=error.migrate_to_chat_id)
        case TelegramEntityTooLarge():
            return Outcome(Verdict.FAILED, error.message)
        case TelegramNetworkError():
            return Outcome(_verdict_of_network(error), error.message)
        case ClientDecodeError() | TelegramServerError():
            return Outcome(Verdict.UNKNOWN, error.message)
        case TelegramBadRequest() | TelegramForbiddenError():
            return _outcome_of_refusal(error, private=private)
    return Outcome(Verdict.FAILED, error.message)


def _verdict_of_network(error: TelegramNetworkError) -> Verdict:
    never_connected = isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)
    return Verdict.NOT_SENT if never_connected else Verdict.UNKNOWN


def _outcome_of_refusal(error: TelegramAPIError, *, private: bool) -> Outcome:
    words = error.message.lower()
    if _DONE in words:
        return Outcome(Verdict.SENT)
    if any(phrase in words for phrase in _VOID):
        return Outcome(Verdict.VOID, error.message)
    if private:
        reach = next((reach for phrase, reach in _REACH.items() if phrase in words), None)
        if reach is not None:
            return Outcome(Verdict.UNREACHABLE, error.message, reach=reach)
    elif any(phrase in words for phrase in _OUTSIDE):
        return Outcome(Verdict.OUTSIDE, error.message)
    return Outcome(Verdict.FAILED, error.message)
