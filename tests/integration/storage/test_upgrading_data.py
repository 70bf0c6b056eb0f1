"""A database of any earlier revision, with rows in every table, keeps all of them when it is upgraded."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.errors import ConfigurationError
from storage.database import open_database
from tests import postgres
from tests.databases import on_both, on_sqlite
from tests.revisions import bring_to, connected, fill, lost, read, revisions, tables, write

EARLIER = revisions()[:-1]


@pytest.fixture
async def new_database(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{tmp_path / 'sopbot.db'}"
        if backend == "postgresql":
            server = request.getfixturevalue("postgres_server")
            url = await stack.enter_async_context(postgres.database(server))
        yield url


@on_both
@pytest.mark.parametrize("revision", EARLIER)
async def test_nothing_is_lost_on_the_way_from_any_revision(new_database: str, revision: str):
    async with connected(new_database) as connection:
        await connection.run_sync(bring_to, revision)
        before = await connection.run_sync(fill)
    await (await open_database(new_database, SystemClock())).close()
    async with connected(new_database) as connection:
        after = await connection.run_sync(read)

    assert all(before.values()), "there are rows in every table"
    assert lost(before, after) == []


@on_sqlite
@pytest.mark.parametrize("revision", [EARLIER[0], EARLIER[-1]])
async def test_before_the_tables_change_the_file_is_copied_beside(
    new_database: str, revision: str, tmp_path: Path
):
    async with connected(new_database) as connection:
        await connection.run_sync(bring_to, revision)
        before = await connection.run_sync(fill)
    await (await open_database(new_database, SystemClock())).close()

    copy = tmp_path / f"sopbot.db.before-{revisions()[-1]}"
    async with connected(f"sqlite+aiosqlite:///{copy}") as connection:
        assert await connection.run_sync(read) == before
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]


async def test_a_new_or_current_database_is_not_copied(new_database: str, tmp_path: Path):
    for _ in range(2):
        await (await open_database(new_database, SystemClock())).close()

    assert list(tmp_path.glob("*.before-*")) == []


@on_sqlite
async def test_without_room_for_the_copy_nothing_is_changed(new_database: str, tmp_path: Path):
    async with connected(new_database) as connection:
        await connection.run_sync(bring_to, EARLIER[0])
    (tmp_path / f"sopbot.db.before-{revisions()[-1]}").mkdir()

    with pytest.raises(ConfigurationError, match="not upgraded before there is a copy"):
        await open_database(new_database, SystemClock())
    async with connected(new_database) as connection:
        names = await connection.run_sync(lambda sync: {table.name for table in tables(sync)})
    assert "skips" not in names


@on_both
async def test_cards_from_before_they_had_a_column_are_found_by_their_to_do(new_database: str):
    async with connected(new_database) as connection:
        await connection.run_sync(bring_to, "0014")
        rows = await connection.run_sync(fill)
        like = rows["outbox"][0]
        payloads = [{"extra": {"todo": 7}}, {"extra": {"welcome": True}}, {"text": "早"}]
        rows["outbox"] = [
            {**like, "id": number, "dedupe_key": None, "kind": "todo", "payload": payload}
            for number, payload in enumerate([*payloads, {"extra": {"todo": 9_007_199_254_740_993}}])
        ]
        await connection.run_sync(write, rows)
    await (await open_database(new_database, SystemClock())).close()
    async with connected(new_database) as connection:
        after = await connection.run_sync(read)

    shown = {row["id"]: row["todo_id"] for row in after["outbox"]}
    assert shown == {0: 7, 1: None, 2: None, 3: 9_007_199_254_740_993}
