"""What became of a call."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

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
