"""Levels follow what was earned in all, whatever is spent, and are told once; badges are given once."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community import levels, points
from community.levels import Honour
from community.points import SCRIPT, Grounds
from core.facts import FactKind
from storage.members import Member
from tests.databases import on_both
from tests.integration.community.world import World

OWNERS: frozenset[int] = frozenset()


async def award(world: World, member: Member, amount: int, source: str) -> list[Honour]:
    """Points from a script, and what they bring."""
    async with world.scope() as scope:
        await points.award(scope, member, amount, Grounds("读书", SCRIPT, source))
        return await levels.recognise(scope, list(scope.uow.facts), OWNERS)


@on_both
async def test_a_level_is_noted_once_and_the_highest_of_several(world: World) -> None:
    lin = await world.member()
    first = await award(world, lin, 30, "a")
    kinds = world.kinds()
    nothing = await award(world, lin, 5, "b")
    several = await award(world, lin, 300, "c")

    assert [(one.level, one.before) for one in first] == [(2, 1)]
    assert kinds[-1] == FactKind.LEVEL_REACHED
    assert nothing == []
    assert [(one.level, one.before) for one in several] == [(4, 2)]


async def test_who_was_here_before_there_were_levels_is_not_told_of_the_one_they_have(world: World) -> None:
    lin = await world.member()
    await award(world, lin, 120, "a")
    async with world.scope() as scope:
        scope.uow.members.put(replace(await scope.uow.members.get(lin.id), best_level=0))

    assert await award(world, lin, 5, "b") == []
    assert [one.level for one in await award(world, lin, 130, "c")] == [4]


async def test_an_award_taken_back_takes_the_level_and_earned_again_it_is_no_news(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        booked = await points.award(scope, lin, 30, Grounds("读书", SCRIPT, "a"))
        await levels.recognise(scope, list(scope.uow.facts), OWNERS)
        assert booked.entry is not None
        await scope.uow.flush()
        await points.take_back(scope, booked.entry)
        assert levels.level_of(scope, await scope.uow.members.get(lin.id)) == 1

    assert await award(world, lin, 30, "b") == []
    async with world.scope() as scope:
        assert levels.level_of(scope, await scope.uow.members.get(lin.id)) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=8), st.data())
async def test_what_was_earned_is_the_sum_of_gains(
    world: World, moves: list[tuple[bool, int]], data: st.DataObject
) -> None:
    lin = await world.member()
    earned = 0
    for number, (gives, amount) in enumerate(moves):
        async with world.scope() as scope:
            grounds = Grounds("读书", SCRIPT, f"{lin.id}:{number}")
            if gives:
                booked = await points.award(scope, lin, amount, grounds)
                earned += booked.amount
                if booked.entry is not None and data.draw(st.booleans()):
                    earned -= booked.amount
                    await scope.uow.flush()
                    await points.take_back(scope, booked.entry)
            else:
                await points.deduct(scope, lin, amount, grounds)
    now = await world.now(lin)

    assert now.earned == earned
    assert now.points <= now.earned
