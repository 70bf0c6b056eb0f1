"""Copies of a SQLite database: all of one moment, made while others write to it, checked before they count."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from core.errors import SopbotError

PATIENCE = 10.0
"""Seconds to wait for another process's lock."""


class CopyFailed(SopbotError):
    """No usable copy came about; the text is one clear line. Nothing was left behind."""


def copy(source: Path, target: Path) -> None:
    """Copy a database to a file, which is replaced if there is one; raises CopyFailed.

    Another process may go on writing to the source. The copy gets its name when it is whole and sound.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with reading(source) as opened, _writing(part) as copied:
            opened.backup(copied)
        single_file(part)
        wrong = problems(part)
        if wrong:
            raise CopyFailed(f"the copy of {source} is not sound: {wrong[0]}")
        _keep(part)
        part.rename(target)
    except (sqlite3.Error, OSError) as error:
        raise CopyFailed(f"cannot copy {source} to {target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def single_file(path: Path) -> None:
    """Have all of a database that nobody uses in its one file, with nothing beside it. Raises sqlite3.Error."""
    with _writing(path) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write; sqlite3.Error if there is no database."""
    connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=PATIENCE)
    try:
        yield connection
    finally:
        connection.close()


def problems(path: Path) -> list[str]:
    """What SQLite finds wrong with a database as a whole; empty if it is sound. Raises sqlite3.Error."""
    with reading(path) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        yield connection
    finally:
        connection.close()


def _keep(path: Path) -> None:
    """Wait until the disk has it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
