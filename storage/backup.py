"""What a SQLite database of this program holds, looked at without changing it."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import ConfigurationError
from storage.copying import reading
from storage.migrations.upgrade import is_known


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, in a few numbers."""

    revision: str
    """The last migration that was applied to it."""
    communities: int
    members: int
    last_update: datetime | None
    """When the last update of Telegram was handled."""
    last_beat: datetime | None
    """When the program was last known to be alive on it."""


def contents(path: Path) -> Contents:
    """What is in there; ConfigurationError if it is no database of this program, or a newer one's."""
    try:
        with reading(path) as connection:
            found = Contents(
                revision=str(_one(connection, "SELECT version_num FROM alembic_version")),
                communities=int(str(_one(connection, "SELECT count(*) FROM communities"))),
                members=int(str(_one(connection, "SELECT count(*) FROM members"))),
                last_update=_instant(_one(connection, "SELECT max(at) FROM seen_updates")),
                last_beat=_instant(_one(connection, "SELECT max(at) FROM heartbeat")),
            )
    except sqlite3.Error as error:
        raise ConfigurationError(f"{path} is no database of this program: {error}") from error
    if not is_known(found.revision):
        raise ConfigurationError(
            f"{path} is newer than this program (it is at revision {found.revision!r}): update the program first"
        )
    return found


def _one(connection: sqlite3.Connection, statement: str) -> object:
    row = connection.execute(statement).fetchone()
    return row[0] if row else None


def _instant(stored: object) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)
