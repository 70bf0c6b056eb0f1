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
    if present == _migrations().get_current_head():
        return
    known = {migration.revision for migration in _migrations().walk_revisions()}
    if present is not None and present not in known:
        raise ConfigurationError(
            f"the database is newer than this program (it is at revision {present!r}): "
            "update the program, or restore a backup made with this version"
        )
    command.upgrade(configuration(connection), "head")


@cache
def _migrations() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration())
