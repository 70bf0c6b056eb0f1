"""Bring a database to the shape this program knows, inside the caller's transaction.

Alembic and the history are only imported where there is something to migrate: most of the time there is not.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select
from sqlalchemy import Connection as SyncConnection

from core.errors import ConfigurationError
from storage.connection import Connection
from storage.copying import CopyFailed, copy

if TYPE_CHECKING:
    from alembic.config import Config

REVISION = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where Alembic keeps the revision of a database."""


async def upgrade(connection: Connection) -> None:
    """Apply the migrations that are missing; ConfigurationError if the database is newer than the program."""
    await connection.run_sync(_upgrade)


def configuration(connection: SyncConnection | None = None) -> Config:
    """Alembic's settings, without a file of their own."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: SyncConnection) -> None:
    present = _revision_of(connection)
    if present == head():
        return
    if present is not None and not is_known(present):
        raise ConfigurationError(
            f"the database is newer than this program (it is at revision {present!r}): "
            "update the program, or restore a backup made with this version"
        )
    if present is not None:
        _keep_a_copy(connection)
    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(connection), "head")


def head() -> str:
    """The revision that this program brings a database to."""
    return _revisions()[-1]


def is_known(revision: str) -> bool:
    """Whether this program has the migration that leads to this revision."""
    return revision in _revisions()


def _keep_a_copy(connection: SyncConnection) -> None:
    """Before tables with something in them change: a SQLite file is copied beside itself."""
    path = connection.engine.url.database
    if connection.dialect.name != "sqlite" or path in (None, "", ":memory:"):
        return
    file = Path(str(path))
    try:
        copy(file, file.with_name(f"{file.name}.before-{head()}"))
    except CopyFailed as error:
        raise ConfigurationError(
            f"the database is not upgraded before there is a copy of it: {error}"
        ) from error


def _revision_of(connection: SyncConnection) -> str | None:
    """None: there is nothing in it."""
    if not inspect(connection).has_table(REVISION.name):
        return None
    return connection.execute(select(REVISION.c.version_num)).scalar()


@cache
def _revisions() -> list[str]:
    """All of them, in order: the files are named for what they lead to (a test holds them to it)."""
    return sorted(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
