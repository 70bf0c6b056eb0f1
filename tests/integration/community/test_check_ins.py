"""Check-ins: once a local day, streaks over outages, points and bonuses, expectations."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from community import check_ins, points
from community.check_ins import CheckedIn, Source
from core.errors import Refused
from storage.members import Member
from tests.databases import on_both
from tests.integration.community.world import World

MONDAY = date(2026, 11, 2)


async def check_in(world: World, member: Member, day: date | None = None) -> CheckedIn:
    async with world.scope() as scope:
        return await check_ins.check_in(scope, member, day or scope.today, scope.uow.now, Source.BUTTON)


@on_both
async def test_once_a_local_day(world: World) -> None:
    lin = await world.member()
    first = await check_in(world, lin)
    assert (first.day, first.streak, first.awarded, first.already) == (MONDAY, 1, 2, False)
    assert world.kinds() == ["check_in", "points_changed"]

    world.clock.set(datetime(2026, 11, 2, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
    again = await check_in(world, lin)
    assert (again.already, again.awarded, again.streak, again.balance) == (True, 0, 1, 2)
    assert world.kinds() == []

    world.clock.set(datetime(2026, 11, 2, 16, 1, tzinfo=UTC))  # 00:01
    tomorrow = await check_in(world, lin)
    assert (tomorrow.already, tomorrow.streak, tomorrow.balance) == (False, 2, 4)
    stored = await world.now(lin)
    assert (stored.check_ins, stored.streak, stored.best_streak) == (2, 2, 2)


async def test_the_button_of_a_day_that_is_over(world: World) -> None:
    lin = await world.member()
    world.later(days=1)
    with pytest.raises(Refused) as refused:
        await check_in(world, lin, MONDAY)
    assert (refused.value.code, refused.value.particulars) == ("check_in_day_over", {"day": MONDAY})
    assert (await world.now(lin)).check_ins == 0


async def test_a_message_counts_for_the_day_it_was_written_on(world: World) -> None:
    lin = await world.member()
    written = world.clock.now()
    world.later(days=1)
    async with world.scope() as scope:
        late = await check_ins.check_in(scope, lin, scope.day(written), written, Source.KEYWORD)
    assert (late.day, late.streak) == (MONDAY, 1)


async def test_a_missed_day_ends_the_streak(world: World) -> None:
    lin = await world.member()
    await check_in(world, lin)
    world.later(days=1)
    async with world.scope() as scope:
        assert await check_ins.current_streak(scope, await scope.uow.members.get(lin.id)) == 1
    world.later(days=1)
    async with world.scope() as scope:
        assert await check_ins.current_streak(scope, await scope.uow.members.get(lin.id)) == 0
    assert (await check_in(world, lin)).streak == 1


@on_both
async def test_days_on_which_the_bot_was_down_are_bridged_and_not_counted(world: World) -> None:
    lin = await world.member()
    await check_in(world, lin)
    async with world.database.begin() as uow:  # Tuesday 08:00 to 12:00 and Wednesday 20:00 to 23:30, local
        await uow.uptime.record_outage(
            datetime(2026, 11, 3, 0, tzinfo=UTC), datetime(2026, 11, 3, 4, tzinfo=UTC)
        )
        await uow.uptime.record_outage(
            datetime(2026, 11, 4, 12, tzinfo=UTC), datetime(2026, 11, 4, 15, 30, tzinfo=UTC)
        )
    world.later(days=3)
    assert (await check_in(world, lin)).streak == 2


async def test_an_outage_at_night_or_a_short_one_excuses_nobody(world: World) -> None:
    lin = await world.member()
    await check_in(world, lin)
    async with world.database.begin() as uow:
        await uow.uptime.record_outage(  # Tuesday 00:00 to 11:00 local: three hours of the day, not more
            datetime(2026, 11, 2, 16, tzinfo=UTC), datetime(2026, 11, 3, 3, tzinfo=UTC)
        )
    world.later(days=2)
    assert (await check_in(world, lin)).streak == 1


async def test_seven_days_in_a_row_earn_a_bonus_once(world: World) -> None:
    lin = await world.member()
    made = []
    for _ in range(8):
        made.append(await check_in(world, lin))
        world.later(days=1)
    assert [one.bonus_days for one in made] == [None] * 6 + [7, None]
    assert [one.awarded for one in made] == [2] * 6 + [12, 2]
    assert made[-1].balance == 8 * 2 + 10


async def test_a_late_message_joins_two_streaks(world: World) -> None:
    """Yesterday's message arrives after today's: the streak counts both, the bonus comes once."""
    lin = await world.member()
    for day in range(8):
        if day != 6:
            await check_in(world, lin)
        if day < 7:
            world.later(days=1)
    async with world.scope() as scope:
        written = scope.uow.now - timedelta(days=1)
        late = await check_ins.check_in(scope, lin, scope.day(written), written, Source.KEYWORD)
    assert (late.streak, late.bonus_days) == (8, 7)
    stored = await world.now(lin)
    assert (stored.streak, stored.last_check_in) == (8, MONDAY + timedelta(days=7))


async def test_the_cap_holds_for_check_ins_too(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        await points.award_by_rule(scope, lin, points.CHECK_IN, "other", scope.uow.now)
    made = await check_in(world, lin)
    assert (made.awarded, made.balance, made.already) == (0, 2, False)


@on_both
async def test_who_was_expected_and_who_kept_it(world: World) -> None:
    lin, zhou = await world.member("小林"), await world.member("老周")
    async with world.scope() as scope:
        for member in (lin, zhou, lin):
            scope.uow.check_ins.expect(world.community_id, member.id, MONDAY)
    async with world.scope() as scope:
        scope.uow.check_ins.expect(world.community_id, lin.id, MONDAY)
    await check_in(world, lin)
    async with world.scope() as scope:
        assert await scope.uow.check_ins.count_expected(world.community_id, MONDAY) == (2, 1)
        assert await scope.uow.check_ins.count_expected(world.community_id, MONDAY + timedelta(1)) == (0, 0)


async def test_the_check_ins_of_many_ask_no_more_than_that_of_one(world: World) -> None:
    people = [await world.member(f"圈友 {n}") for n in range(20)]
    async with world.scope() as scope:
        await scope.uow.members.load_ids(member.id for member in people)
        asked: list[str] = []
        connection = scope.uow.connection.sync_connection
        listener = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(connection, "before_cursor_execute", listener)
        for member in people:
            await check_ins.check_in(scope, member, scope.today, scope.uow.now, Source.KEYWORD)
        event.remove(connection, "before_cursor_execute", listener)
    assert len(asked) == 4
    assert (await world.now(people[0])).points == 2
