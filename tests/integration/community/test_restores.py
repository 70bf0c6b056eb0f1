"""A backup put back: what comes at a local hour, and came in the former life already, does not come again."""

from datetime import datetime, timedelta

from community import restores, shift_hours
from community.scope import Scope
from community.shift_hours import Hour
from storage.restores import Restore, Verdict
from tests.databases import on_both
from tests.integration.community.world import World, person


async def next_times(scope: Scope) -> dict[str, datetime]:
    """Of the schedules of the community, by kind."""
    rows = await scope.uow.schedules.of_community(scope.community.id)
    return {row.kind: row.next_at for row in rows if row.next_at is not None}


async def restored(world: World, verdict: Verdict) -> dict[str, datetime]:
    """Put back after a day, decided half an hour later; returns the times that follow."""
    made = world.clock.now()
    back = world.later(days=1)
    world.later(minutes=30)
    async with world.scope() as scope:
        mark = scope.uow.restores.put(Restore(scope.uow.new_id(), made, back))
        await restores.release(scope.uow, world.policies, mark, verdict, None)
    async with world.scope() as scope:
        return await next_times(scope)


@on_both
async def test_nothing_that_was_due_at_an_hour_comes_again_if_the_owner_skips_it(world: World) -> None:
    async with world.scope() as scope:
        before = await next_times(scope)

    after = await restored(world, Verdict.SKIP)

    assert after == {kind: due + timedelta(days=1) for kind, due in before.items()}
    assert len(after) == 4, "the digest, the work sheet, the bot's own to-dos and the daily round"


async def test_it_comes_all_the_same_if_the_owner_wants_that(world: World) -> None:
    async with world.scope() as scope:
        before = await next_times(scope)

    assert await restored(world, Verdict.SEND) == before


async def test_a_work_sheet_passed_over_does_not_come_that_day_at_another_hour(world: World) -> None:
    sheet = (await restored(world, Verdict.SKIP))[Hour.WORK_SHEET]

    async with world.scope() as scope:
        owner = await person(scope.uow, "周老师")
        await shift_hours.change_sheet(scope, "23:30", owner)
        assert scope.day((await next_times(scope))[Hour.WORK_SHEET]) == scope.day(sheet)
