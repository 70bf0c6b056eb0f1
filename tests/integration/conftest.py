"""Real databases: a SQLite file, and PostgreSQL for the tests that ask for both."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.clock import InventedClock
from storage.database import Database, open_database
from tests import postgres


@pytest.fixture
def clock() -> InventedClock:
    """Monday, 2 November 2026, 09:00 in Shanghai."""
    return InventedClock(datetime(2026, 11, 2, 1, tzinfo=UTC))


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: InventedClock
) -> AsyncIterator[Database]:
    """An empty database: a SQLite file, unless parametrised with `postgresql` (`postgres.on_both`)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        database = await open_database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}", clock)
        yield database
        await database.close()
        return
    async with postgres.database(request.getfixturevalue("postgres_server")) as url:
        database = await open_database(url, clock)
        yield database
        await database.close()
