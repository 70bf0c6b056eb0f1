"""The migrations make exactly the tables that the program knows."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import unit_of_work  # noqa: F401 - imports every table into the metadata
from storage.migrations.upgrade import configuration, head, is_known, upgrade
from storage.schema import metadata
from tests import postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty database."""
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
        if request.param == "postgresql":
            url = await stack.enter_async_context(
                postgres.database(request.getfixturevalue("postgres_server"))
            )
        engine = create_async_engine(url)
        stack.push_async_callback(engine.dispose)
        yield engine


def differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


@pytest.mark.filterwarnings("ignore:.*expression-based index:UserWarning")
@pytest.mark.filterwarnings("ignore:.*expression-based index:sqlalchemy.exc.SAWarning")
async def test_migrations_and_tables_say_the_same(engine: AsyncEngine):
    async with engine.begin() as connection:
        await upgrade(connection)
        found = await connection.run_sync(differences)

    assert found == []


async def test_migrating_what_is_up_to_date_changes_nothing(engine: AsyncEngine):
    tables = []
    for _ in range(2):
        async with engine.begin() as connection:
            await upgrade(connection)
            tables.append(await connection.run_sync(lambda sync: set(inspect(sync).get_table_names())))

    assert tables[0] == tables[1] == {*metadata.tables, "alembic_version"}


def test_migrations_follow_one_another():
    scripts = ScriptDirectory.from_config(configuration())
    revisions = sorted(script.revision for script in scripts.walk_revisions())

    assert scripts.get_heads() == [head()]
    assert all(map(is_known, revisions))
    assert revisions == [f"{number + 1:04}" for number in range(len(revisions))]
