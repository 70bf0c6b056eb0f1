"""Bring a database to the shape this program knows, inside the caller's transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection

from core.errors import ConfigurationError
from storage.connection import Connection
from storage.copying import CopyFailed, copy


async def upgrade(connection: Connection) -> None:
    """Apply the migrations that are missing; ConfigurationError if the database is newer than the program."""
    await connection.run_sync(_upgrade)


def configuration(connection: SyncConnection | None = None) -> Config:
    """Alembic's settings, without a file of their own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: SyncConnection) -> None:
    present = MigrationContext.configure(connection).get_current_revision()
    if present == head():
        return
    if present is not None and not is_known(present):
        raise ConfigurationError(
            f"the database is newer than this program (it is at revision {present!r}): "
            "update the program, or restore a backup made with this version"
        )
    if present is not None:
        _keep_a_copy(connection)
    command.upgrade(configuration(connection), "head")


def head() -> str:
    """The revision that this program brings a database to."""
    return str(_migrations().get_current_head())


def is_known(revision: str) -> bool:
    """Whether this program has the migration that leads to this revision."""
    return any(migration.revision == revision for migration in _migrations().walk_revisions())


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


@cache
def _migrations() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())
