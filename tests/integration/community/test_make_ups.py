"""Cards, leave, repairs and what is taken back, in a real database."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import check_ins, days_off, leaves, make_up_cards, make_ups, points, streaks
from community.check_ins import Source
from community.points import Grounds
from core.errors import Refused
from storage.members import Member
from tests.databases import on_both
from tests.integration.community.world import World, person

MONDAY = date(2026, 11, 2)


async def check_in(world: World, member: Member) -> None:
    async with world.scope() as scope:
        await check_ins.check_in(scope, member, scope.today, scope.uow.now, Source.BUTTON)


async def give_points(world: World, member: Member, amount: int) -> None:
    async with world.scope() as scope:
        await points.award(scope, member, amount, Grounds("test", points.SCRIPT, f"test:{amount}"))


@on_both
async def test_a_card_is_bought_used_and_joins_the_streak_once(world: World) -> None:
    lin = await world.member()
    await check_in(world, lin)
    world.later(days=2)
    await check_in(world, lin)
    await give_points(world, lin, 100)
    async with world.scope() as scope:
        assert (await make_ups.choice(scope, lin)).days == (MONDAY + timedelta(1),)
        with pytest.raises(Refused, match="no_cards"):
            await make_ups.make_up(scope, lin, MONDAY + timedelta(1))
    async with world.scope() as scope:
        assert await make_up_cards.buy(scope, lin) == 54
    async with world.scope() as scope:
        done = await make_ups.make_up(scope, lin, MONDAY + timedelta(1))
        assert (done.streak, done.awarded) == (3, 0)
        with pytest.raises(Refused, match="checked_in_already"):
            await make_ups.make_up(scope, lin, MONDAY + timedelta(1))
    async with world.scope() as scope:
        assert await scope.uow.make_up_cards.held(lin.id) == 0
        with pytest.raises(Refused, match="day_not_missed"):
            await make_ups.make_up(scope, lin, scope.today + timedelta(1))
        with pytest.raises(Refused, match="day_too_long_ago"):
            await make_ups.make_up(scope, lin, MONDAY - timedelta(30))


async def test_nobody_holds_more_cards_than_the_most(world: World) -> None:
    lin = await world.member()
    await give_points(world, lin, 500)
    async with world.scope() as scope:
        for _ in range(3):
            await make_up_cards.buy(scope, lin)
        with pytest.raises(Refused, match="cards_enough"):
            await make_up_cards.buy(scope, lin)


@on_both
async def test_leave_keeps_the_streak_and_what_is_left_of_it_can_be_cancelled(world: World) -> None:
    lin = await world.member()
    await check_in(world, lin)
    async with world.scope() as scope:
        taken = await leaves.take(scope, lin, 3)
        assert (taken.leave.first_day, taken.leave.last_day) == (MONDAY + timedelta(1), MONDAY + timedelta(3))
        with pytest.raises(Refused, match="leave_overlaps"):
            await leaves.take(scope, lin, 1, MONDAY + timedelta(2))
    world.later(days=3)
    async with world.scope() as scope:
        member = await scope.uow.members.get(lin.id)
        assert await check_ins.current_streak(scope, member) == 1
        await leaves.cancel(scope, member, taken.leave.id)
    async with world.scope() as scope:
        (left,) = await leaves.of(scope, lin, MONDAY)
        assert left.last_day == MONDAY + timedelta(2)
        with pytest.raises(Refused, match="leave_over"):
            await leaves.cancel(scope, lin, taken.leave.id)
    world.later(days=1)
    async with world.scope() as scope:
        assert await check_ins.current_streak(scope, await scope.uow.members.get(lin.id)) == 0


@on_both
async def test_what_is_taken_back_is_reversed_and_the_day_is_free_again(world: World) -> None:
    lin = await world.member()
    for _ in range(7):
        await check_in(world, lin)
        world.later(days=1)
    async with world.scope() as scope:
        await check_ins.take_back(scope, lin, MONDAY + timedelta(6))
    stored = await world.now(lin)
    assert (stored.streak, stored.best_streak, stored.check_ins, stored.points) == (6, 6, 6, 12)
    async with world.scope() as scope:
        owner = await person(scope.uow, "群主")
        done = await check_ins.repair(scope, lin, MONDAY + timedelta(6), owner)
        assert (done.done.streak, done.done.awarded) == (7, 2)
        with pytest.raises(Refused, match="no_check_in"):
            await check_ins.take_back(scope, lin, MONDAY - timedelta(1))
    assert (await world.now(lin)).check_ins == 7
    async with world.scope() as scope:
        await check_ins.take_back(scope, lin, MONDAY + timedelta(6))
    assert (await world.now(lin)).points == 12


@given(
    st.lists(
        st.tuples(st.sampled_from(["check_in", "leave", "repair", "take_back", "pass"]), st.integers(0, 6)),
        max_size=14,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_done_the_streak_is_what_the_rule_says(
    world: World, acts: list[tuple[str, int]]
) -> None:
    """What is kept of a member agrees with counting all their check-ins anew, after any acts in any order."""
    lin = await world.member()
    start = await world.now(lin)
    for act, back in acts:
        async with world.scope() as scope:
            day = scope.today - timedelta(days=back)
            by = await person(scope.uow, "群主")
            try:
                if act == "check_in":
                    await check_ins.check_in(scope, lin, scope.today, scope.uow.now, Source.BUTTON)
                elif act == "leave":
                    await leaves.take(scope, lin, 1 + back % 3, day, by)
                elif act == "repair":
                    await check_ins.repair(scope, lin, day, by)
                elif act == "take_back":
                    await check_ins.take_back(scope, lin, day)
                else:
                    world.later(days=1)
            except Refused:
                continue
    async with world.scope() as scope:
        member = await scope.uow.members.get(start.id)
        await scope.uow.check_ins.load([member.id], date.min)
        made = {day for day, _ in scope.uow.check_ins.known(member.id)}
        off = await days_off.of(scope, member, min(made, default=scope.today))
        assert member.check_ins == len(made)
        assert member.last_check_in == max(made, default=None)
        assert await check_ins.current_streak(scope, member) == max(
            streaks.up_to(scope.today, made, off),
            streaks.up_to(scope.today - timedelta(days=1), made, off),
        )
        assert member.best_streak >= max(streaks.longest(made, days_off.NO_DAYS_OFF), 0)
