"""What the emulator refuses, in Telegram's words, and what a story can't do."""

from typing import Any

Json = dict[str, Any]


class StoryError(Exception):
    """A person was told to do what nobody could do on Telegram: the test or demo is wrong, not the bot."""


class ApiError(Exception):
    """A call answered with `ok: false`."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_answer(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str, **parameters: int) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {reason}", parameters or None)


def forbidden(reason: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    """429; `retry_after` in seconds of the emulator's clock."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def not_played(what: str, played: str) -> ApiError:
    """501: the Bot API knows it, the emulator doesn't; never to be mistaken for Telegram's own answer."""
    return ApiError(501, f"Emulator: {what} is not played; what is played: {played}")
