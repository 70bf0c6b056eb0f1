"""Stages as they are kept: who rises at once, who falls only after the grace, and what is written down of it."""

from datetime import timedelta

import pytest

from community import daily_round, members, stages
from community.points import HAND, Grounds, award
from core.facts import Fact, FactKind
from storage.members import Member
from storage.schedules import Schedule
from tests.databases import on_both
from tests.integration.community.world import World, main


async def looks(world: World) -> None:
    """The daily round."""
    async with world.scope() as scope:
        row = (await scope.uow.schedules.by_keys([daily_round.key_of(scope)]))[daily_round.key_of(scope)]
        await daily_round.go_on(scope, row)


async def changes(world: World, member: Member) -> list[tuple[str, str, str]]:
    async with world.scope() as scope:
        found = await scope.uow.stages.of(member.id, 10)
    return [(one.before, one.after, one.why) for one in found]


async def speaks(world: World, member: Member) -> None:
    async with world.scope() as scope:
        scope.uow.activity.message(world.community_id, member.id, scope.today, scope.uow.now)
        now = await scope.uow.members.get(member.id)
        if now.stage in stages.ASLEEP:
            stages.woken(scope, now, scope.uow.now)


@on_both
async def test_a_fall_takes_its_grace_and_a_rise_none(world: World) -> None:
    lin = await world.member()
    assert (await world.now(lin)).stage == "new"
    world.later(days=7)
    await looks(world)
    wavering = await world.now(lin)
    assert (wavering.stage, world.kinds()) == ("new", [])
    assert wavering.wavers_since is not None

    world.later(days=1)
    await looks(world)
    assert (await world.now(lin)).stage == "new"
    world.later(days=1)
    await looks(world)
    assert world.kinds() == ["stage_changed", "demoted"]
    assert (await world.now(lin)).stage == "at_risk"

    await speaks(world, lin)
    assert world.kinds() == ["stage_changed", "promoted"]
    assert [dict(fact.data) for fact in world.facts or ()] == [{"before": "at_risk", "after": "active"}] * 2
    assert await changes(world, lin) == [("at_risk", "active", "activity"), ("new", "at_risk", "daily")]


async def test_a_good_day_in_between_begins_the_grace_anew(world: World) -> None:
    lin = await world.member()
    world.later(days=8)
    await looks(world)
    assert (await world.now(lin)).wavers_since is not None
    await speaks(world, lin)
    await looks(world)

    now = await world.now(lin)
    assert (now.stage, now.wavers_since) == ("active", None)


async def test_the_same_round_twice_changes_nothing(world: World) -> None:
    lin = await world.member()
    for days in (7, 2):
        world.later(days=days)
        await looks(world)
    await looks(world)

    assert await changes(world, lin) == [("new", "at_risk", "daily")]


@pytest.mark.parametrize(("points", "stage"), [(199, "active"), (200, "core")])
async def test_points_lift_an_active_member_to_the_core(world: World, points: int, stage: str) -> None:
    lin = await world.member()
    world.later(days=8)
    await speaks(world, lin)
    await looks(world)
    async with world.scope() as scope:
        await award(scope, await scope.uow.members.get(lin.id), points, Grounds("活动", HAND, "a"))
        now = await scope.uow.members.get(lin.id)
        stages.lifted(scope, now, Fact(FactKind.POINTS_CHANGED, world.community_id, scope.uow.now, lin.id))

    assert (await world.now(lin)).stage == stage


async def test_who_leaves_is_gone_and_a_round_leaves_them_alone(world: World) -> None:
    lin = await world.member()
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        await members.left(scope, await main(scope), user, scope.uow.now)
    assert (await world.now(lin)).stage == "gone"
    await looks(world)
    assert await changes(world, lin) == [("new", "gone", "left")]


async def test_a_round_goes_on_where_it_was_and_then_waits_for_tomorrow(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_round, "A_PAGE", 2)
    made = [await world.member(f"成员{n}") for n in range(5)]
    world.later(days=9)
    seen: list[Schedule] = []
    for _ in range(3):
        await looks(world)
        async with world.scope() as scope:
            found = await scope.uow.schedules.by_keys([daily_round.key_of(scope)])
            seen.append(found[daily_round.key_of(scope)])

    assert [row.data.get("after") for row in seen] == [made[1].id, made[3].id, None]
    assert seen[-1].next_at is not None
    assert seen[-1].next_at - world.clock.now() < timedelta(days=1)
    assert (await world.now(made[4])).wavers_since is not None
