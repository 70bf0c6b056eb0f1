"""`python -m storage.migrations "what changes"`: write the next migration by comparing with the tables."""

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from storage.migrations.upgrade import configuration


def _generate(message: str) -> None:
    async def generate() -> None:
        with tempfile.TemporaryDirectory() as folder:
            engine = create_async_engine(f"sqlite+aiosqlite:///{Path(folder) / 'new.db'}")
            async with engine.begin() as connection:
                await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))
                await connection.run_sync(lambda sync: _write(configuration(sync), message))
            await engine.dispose()

    asyncio.run(generate())


def _write(config: Config, message: str) -> None:
    """The next migration, numbered after the latest one."""
    latest = ScriptDirectory.from_config(config).get_current_head()
    command.revision(config, message, autogenerate=True, rev_id=f"{int(latest or 0) + 1:04}")


if __name__ == "__main__":
    _generate(sys.argv[1])
