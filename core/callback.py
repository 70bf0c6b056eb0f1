"""Callback data: `verb:arg:arg…`, numbers in base 36, at most 64 bytes.

Late presses are told apart by what the data carries: a check-in button names its day, a run's button its
generation, and everything else the id of a row that knows its own state.
"""

from dataclasses import dataclass

from core.errors import SopbotError

LIMIT = 64
"""Bytes of callback data that Telegram accepts."""

_LARGEST = 2**63 - 1
"""What the ids of our rows and of Telegram's chats fit into."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class CallbackError(SopbotError):
    """Data that no button of ours carries."""


@dataclass(frozen=True, slots=True)
class Press:
    """Decoded callback data."""

    verb: str
    args: tuple[str, ...]

    def number(self, index: int) -> int:
        """The argument as a number, zero or more, of 63 bits; raises CallbackError when it is missing or none."""
        try:
            number = int(self.word(index), 36)
        except ValueError:
            number = -1
        if not 0 <= number <= _LARGEST:
            raise CallbackError(f"argument {index} of {self.verb!r} is no number") from None
        return number

    def word(self, index: int) -> str:
        """The argument as written; raises CallbackError when it is missing."""
        try:
            return self.args[index]
        except IndexError:
            raise CallbackError(f"argument {index} of {self.verb!r} is missing") from None


def encode(verb: str, *args: int | str) -> str:
    """Callback data for a button."""
    data = ":".join([verb, *(base36(arg) if isinstance(arg, int) else arg for arg in args)])
    if len(data.encode()) > LIMIT:
        raise CallbackError(f"callback data of {verb!r} is longer than {LIMIT} bytes: {data!r}")
    return data


def decode(data: str) -> Press:
    """Read callback data back; raises CallbackError when it cannot be ours."""
    verb, *args = data.split(":")
    if not verb or len(data.encode()) > LIMIT:
        raise CallbackError(f"not callback data of ours: {data!r}")
    return Press(verb, tuple(args))


def base36(number: int) -> str:
    """A number as callback data carries it."""
    if number < 0:
        raise CallbackError(f"negative numbers are not carried: {number}")
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits
