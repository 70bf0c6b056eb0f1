"""What became of a failed call, read from Telegram's answer or from its absence."""

from datetime import timedelta

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

from delivery.outcomes import Outcome, Verdict
from storage.users import Reach

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
