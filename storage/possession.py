"""One process to a SQLite database: a lock beside the file, which the system takes back however the process ends.

PostgreSQL lets several processes work on a database; there is nothing to lock.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import ConfigurationError


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for one in memory, one of another kind, or a URL that is none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def libpq(url: str) -> str:
    """A PostgreSQL URL as its own programs take it; without the password, which everybody could read there."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError("DATABASE_URL is no database URL") from error
    return parsed._replace(drivername="postgresql", password=None).render_as_string()


@contextmanager
def possession(url: str, now: datetime) -> Iterator[None]:
    """Have the database for this process alone until the end of the block.

    ConfigurationError names the process that has it. Whoever only reads (a backup, `doctor`) does not ask.
    """
    path = sqlite_file(url)
    if path is None:
        yield
        return
    with _opened(path) as file:
        if not _locked(file):
            raise ConfigurationError(
                f"{path} is in use by another process ({_holder(file)}): stop that one first, "
                "or name another DATABASE_URL"
            )
        file.seek(0)
        file.truncate()
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{now:%Y-%m-%d %H:%M} UTC"}
        json.dump(holder, file)
        file.flush()
        yield


def holder_of(path: Path) -> str | None:
    """Who works on the database in this file, in words; None if nobody does."""
    lock = _lock_file(path)
    if not lock.exists():
        return None
    with lock.open("r", encoding="utf-8") as file:
        return None if _locked(file, shared=True) else _holder(file)


def _lock_file(path: Path) -> Path:
    """Beside the file itself: whichever way the path is written, it is one lock."""
    real = path.resolve()
    return real.with_name(f"{real.name}.lock")


@contextmanager
def _opened(path: Path) -> Iterator[TextIOWrapper]:
    lock = _lock_file(path)
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        # Never removed: whoever came between the removal and a new file would lock another one.
        file = lock.open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"cannot open the database {path}: {error}") from error
    with file:
        yield file


def _locked(file: TextIOWrapper, *, shared: bool = False) -> bool:
    import fcntl  # noqa: PLC0415 - not everywhere; what needs no lock does without

    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: TextIOWrapper) -> str:
    file.seek(0)
    try:
        known = json.loads(file.read())
        return f"process {known['pid']} on {known['host']}, since {known['since']}"
    except (ValueError, KeyError, TypeError):
        return "it has not said which"
