"""The database's own errors in two kinds: the world is bad, or what was to be written is."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError

from core.errors import BadWorld, SopbotError
from storage.records import AlreadyWritten

FAILURES = (StatementError, OverflowError, UnicodeEncodeError)
"""What executing a statement raises; the last two: a value that the driver cannot even hand over."""

_OF_THE_WORLD = ("08", "25006", "40", "53", "55", "57", "58")
"""How PostgreSQL's error codes begin: connection, read only, deadlock, resources, locks, shutdown, system."""

_COLLISIONS = ("40001", "40P01")


class WritingRefused(SopbotError):
    """The database refused what a batch wants to write: somebody in it is guilty."""


class TurnNeeded(WritingRefused):
    """What is to be written is another's than those the unit of work holds: it is to be done alone."""


class Collision(BadWorld):
    """Two units of work waited for one another, and the database ended this one: at once, it would go well."""


def translated(error: Exception) -> SopbotError:
    """BadWorld or WritingRefused for one of FAILURES."""
    if isinstance(error, OperationalError | InterfaceError):
        return BadWorld(reason(error))
    if isinstance(error, DBAPIError):
        code = str(getattr(error.orig, "sqlstate", None) or "")
        if code in _COLLISIONS:
            return Collision(reason(error))
        if error.connection_invalidated or code.startswith(_OF_THE_WORLD):
            return BadWorld(reason(error))
    return WritingRefused(reason(error))


def reason(error: BaseException) -> str:
    """What the database said, in one line."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def is_of_database(error: Exception) -> bool:
    """Whether the database failed or refused, so that the whole unit of work must be rolled back."""
    return isinstance(error, DBAPIError | BadWorld | WritingRefused | AlreadyWritten)
