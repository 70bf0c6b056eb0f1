"""Statements that are compiled once answer as SQLAlchemy would, on both databases."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select

from core.errors import BadWorld
from storage.communities import Chat, chats
from storage.database import Database
from storage.reading import Reading, look_up
from storage.unit_of_work import UnitOfWork
from tests.databases import on_both, on_sqlite

LATER = Reading(
    select(chats.c.id, chats.c.title, chats.c.removed_at, chats.c.bot_rights, chats.c.is_forum)
    .where(
        chats.c.removed_at > bindparam("since"),
        chats.c.kind.in_(("group", "supergroup")),
        chats.c.telegram_id.in_(bindparam("wanted", expanding=True)),
    )
    .order_by(chats.c.id)
)
BY_TELEGRAM_ID = look_up(chats.c.telegram_id)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
async def uow(database: Database) -> AsyncIterator[UnitOfWork]:
    """Three hundred groups, each left a minute after the one before."""
    async with database.begin() as uow:
        for number in range(300):
            at = None if number == 0 else NOON + timedelta(minutes=number)
            rights = {"can_pin_messages": number % 3 == 0}
            kind = "supergroup" if number % 2 else "group"
            uow.chats.put(
                Chat(uow.new_id(), -number - 1, None, "unbound", kind, f"组 {number}", "left",
                     bot_rights=rights, is_forum=number % 5 == 0, removed_at=at)
            )  # fmt: skip
        await uow.flush()
        yield uow


@on_both
@pytest.mark.parametrize("wanted", [[], [-1], [-2, -3], [-5, -5, -4], [*range(-300, 1)], [7]])
async def test_the_rows_are_those_that_sqlalchemy_gives(uow: UnitOfWork, wanted: list[int]) -> None:
    parameters = {"wanted": wanted, "since": NOON + timedelta(minutes=2)}
    plain: Sequence[Any] = await uow.read(LATER.statement, parameters)
    rows: Sequence[Any] = await uow.read(LATER, parameters)

    assert [tuple(row) for row in rows] == [tuple(row) for row in plain]
    assert all((row.removed_at, row.is_forum) == (row[2], row[4]) for row in rows)


@on_both
async def test_all_that_is_wanted_is_looked_up(uow: UnitOfWork) -> None:
    rows = await uow.read(BY_TELEGRAM_ID, {"wanted": {-1, -300, 12}})

    assert {row.title for row in rows} == {"组 0", "组 299"}
    assert await uow.read(BY_TELEGRAM_ID, {"wanted": ()}) == []


@on_both
async def test_more_than_a_statement_has_room_for_is_looked_up(uow: UnitOfWork) -> None:
    wanted = [*range(-300, 40_000), *range(-300, 0)]

    assert len(await uow.read(BY_TELEGRAM_ID, {"wanted": wanted})) == 300
    assert len(await uow.read(BY_TELEGRAM_ID, {"wanted": set(wanted)})) == 300


@on_sqlite
async def test_no_statement_of_a_look_up_has_more_values_than_sqlite_has_room_for(uow: UnitOfWork) -> None:
    counts: list[int] = []
    connection = uow.connection.sync_connection
    event.listen(connection, "before_cursor_execute", lambda *told: counts.append(len(told[3])))
    await uow.read(BY_TELEGRAM_ID, {"wanted": range(-50_000, 0)})

    assert max(counts) < 32_766
    assert sum(counts) >= 50_000


@on_sqlite
async def test_whoever_listens_to_statements_hears_of_it(uow: UnitOfWork) -> None:
    heard: list[str] = []
    connection = uow.connection.sync_connection
    event.listen(connection, "before_cursor_execute", lambda *told: heard.append(told[2]))
    await uow.read(BY_TELEGRAM_ID, {"wanted": [-1, -2, -3]})

    assert len(heard) == 1
    assert heard[0].endswith("IN (?, ?, ?, ?)")


@on_sqlite
async def test_a_bad_world_is_told_as_such(database: Database) -> None:
    with pytest.raises(BadWorld, match="no such table"):
        async with database.begin() as uow:
            await uow.connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await uow.connection.exec_driver_sql("ALTER TABLE chats RENAME TO gone")
            await uow.read(BY_TELEGRAM_ID, {"wanted": [-1]})
