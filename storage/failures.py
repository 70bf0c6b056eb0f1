"""The database's own errors in two kinds: the world is bad, or what was to be written is."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from core.errors import BadWorld, SopbotError
from storage.records import AlreadyWritten


class WritingRefused(SopbotError):
    """The database refused what a batch wants to write: somebody in it is guilty."""


def translated(error: DBAPIError) -> SopbotError:
    """BadWorld or WritingRefused for an error of the database."""
    if isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated:
        return BadWorld(reason(error))
    return WritingRefused(reason(error))


def reason(error: BaseException) -> str:
    """What the database said, in one line."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def is_of_database(error: Exception) -> bool:
    """Whether the database failed or refused, so that the whole unit of work must be rolled back."""
    return isinstance(error, DBAPIError | BadWorld | WritingRefused | AlreadyWritten)
