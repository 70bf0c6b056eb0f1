"""Where a community is at home: what comes by local time follows when it moves."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from community import daily_round, digest_hour, place
from community.shift_hours import Hour
from storage.schedules import Schedule
from tests.databases import on_both
from tests.integration.community.world import World, person


async def moves(world: World, timezone: str) -> None:
    async with world.scope() as scope:
        owner = await person(scope.uow, "周老师")
        await place.change(scope, owner, timezone=timezone)


async def schedules(world: World) -> dict[str, Schedule]:
    """By their kind."""
    async with world.scope() as scope:
        return {row.kind: row for row in await scope.uow.schedules.of_community(world.community_id)}


@on_both
async def test_everything_that_comes_at_a_local_hour_follows_the_time_zone(world: World) -> None:
    before = await schedules(world)
    hours = {
        kind: row.next_at.astimezone(ZoneInfo("Asia/Shanghai")).time()
        for kind, row in before.items()
        if row.next_at
    }
    assert hours.keys() == {daily_round.KIND, digest_hour.KIND, *Hour}

    await moves(world, "America/New_York")

    for kind, row in (await schedules(world)).items():
        assert row.next_at is not None
        assert row.next_at.astimezone(ZoneInfo("America/New_York")).time() == hours[kind]
        assert timedelta(0) < row.next_at - world.clock.now() <= timedelta(days=1)


async def test_a_daily_round_under_way_goes_on_when_the_time_zone_changes(world: World) -> None:
    due = (await schedules(world))[daily_round.KIND].next_at
    assert due is not None
    world.clock.set(due + timedelta(minutes=1))

    await moves(world, "America/New_York")

    assert (await schedules(world))[daily_round.KIND].next_at == due
