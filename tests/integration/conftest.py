"""A database and the clock it goes by."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from core.clock import InventedClock
from storage.database import Database, open_database


@pytest.fixture
def clock() -> InventedClock:
    """Monday, 2 November 2026, 09:00 in Shanghai."""
    return InventedClock(datetime(2026, 11, 2, 1, tzinfo=UTC))


@pytest.fixture
async def database(database_url: str, clock: InventedClock) -> AsyncIterator[Database]:
    """An empty database: a SQLite file, or PostgreSQL for tests marked so."""
    database = await open_database(database_url, clock)
    yield database
    await database.close()
