"""The sums of weeks say what the ledger says, also of what was booked before there were any."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, select, update

from community import communities, points
from community.points import SCRIPT, Grounds
from config.policies import read_policies
from core.clock import InventedClock, SystemClock
from storage.authorships import authorships
from storage.database import Database, open_database
from storage.point_weeks import monday, point_weeks
from storage.points import point_entries
from storage.retention import clear, shelves
from tests import postgres
from tests.databases import on_both
from tests.integration.community.world import World, add_bot, main
from tests.revisions import bring_to, connected, fill


@pytest.fixture
async def new_database(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{tmp_path / 'sopbot.db'}"
        if backend == "postgresql":
            server = request.getfixturevalue("postgres_server")
            url = await stack.enter_async_context(postgres.database(server))
        yield url


@pytest.fixture
async def world(database: Database, clock: InventedClock) -> World:
    world = World(database, clock, read_policies())
    async with database.begin() as uow:
        chat = await add_bot(uow, world.policies, -1001, "早起写作营")
        community = await communities.found(uow, world.policies, chat, "Asia/Shanghai", "zh")
        world.community_id = community.id
    return world


def two_weeks(connection: Connection) -> None:
    """One member's entries of a Sunday and of the Monday and Tuesday after, one of them a deduction."""
    fill(connection)
    columns = ("id", "day", "amount", "member_id", "community_id")
    table = Table(
        "point_entries", MetaData(), *(Column(name, point_entries.c[name].type) for name in columns)
    )
    member = connection.execute(select(table.c.member_id, table.c.community_id)).first()
    assert member is not None
    keys = [row.id for row in connection.execute(select(table.c.id).order_by(table.c.id))]
    rows = ((date(2026, 3, 1), 5), (date(2026, 3, 2), 7), (date(2026, 3, 3), -2))
    for key, (day, amount) in zip(keys, rows, strict=True):
        values = {
            "day": day,
            "amount": amount,
            "member_id": member.member_id,
            "community_id": member.community_id,
        }
        connection.execute(update(table).where(table.c.id == key).values(values))


@on_both
async def test_weeks_before_the_upgrade_are_summed_up(new_database: str) -> None:
    async with connected(new_database) as connection:
        await connection.run_sync(bring_to, "0007")
        await connection.run_sync(two_weeks)
    await (await open_database(new_database, SystemClock())).close()
    async with connected(new_database) as connection:
        rows = (await connection.execute(select(point_weeks).order_by(point_weeks.c.week))).all()

    assert [(row.week, row.points, row.day, row.day_points) for row in rows] == [
        (date(2026, 2, 23), 5, date(2026, 3, 1), 5),
        (date(2026, 3, 2), 7, date(2026, 3, 2), 7),
    ]


@on_both
async def test_weeks_follow_the_ledger_late_entries_and_undone_ones_included(world: World) -> None:
    lin = await world.member()
    booked = []
    for number in range(12):
        async with world.scope() as scope:
            at = scope.uow.now - timedelta(days=5 if number % 4 == 3 else 0)
            grounds = Grounds("好", SCRIPT, f"s{number}", at=at)
            booked.append((await points.award(scope, lin, 10 + number, grounds)).entry)
            await points.deduct(scope, lin, 1, Grounds("坏", SCRIPT, f"d{number}", at=at))
        world.later(days=1, hours=5)
    async with world.scope() as scope:
        for entry in (booked[2], booked[-1]):
            assert entry is not None
            await points.take_back(scope, entry)
    async with world.scope() as scope:
        entries = await scope.uow.points.latest(lin.id, 100)
        weeks = await scope.uow.query(select(point_weeks).where(point_weeks.c.member_id == lin.id))

    sums: dict[date, int] = defaultdict(int)
    days: dict[date, int] = defaultdict(int)
    for one in entries:
        sums[monday(one.day)] += one.gain
        days[one.day] += one.gain
    assert {row.week: row.points for row in weeks} == dict(sums)
    assert all(row.day_points == days[row.day] for row in weeks)
    assert all(row.day == max(day for day in days if monday(day) == row.week) for row in weeks)


async def test_who_wrote_what_is_forgotten_after_three_days(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        chat = await main(scope)
        scope.uow.authorships.wrote(chat.id, 5, lin.id, answers=True)
    world.later(days=2)
    async with world.scope() as scope:
        scope.uow.authorships.wrote(chat.id, 9, lin.id, answers=False)
        pending = await scope.uow.authorships.of(chat.id, 9)
    assert pending is not None
    world.later(days=2)
    async with world.scope() as scope:
        policy = world.policies.retention
        (shelf,) = [one for one in shelves(policy) if one.table is authorships]
        await clear(scope.uow, shelf, 0, 100)
    async with world.scope() as scope:
        assert await scope.uow.authorships.of(chat.id, 5) is None
        known = await scope.uow.authorships.of(chat.id, 9)
        rows = await scope.uow.query(select(point_entries))
    assert known is not None
    assert (known.member_id, known.answers, rows) == (lin.id, False, [])
