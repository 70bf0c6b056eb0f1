"""Selectors asked of a real database: whom they mean among people of every kind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from community import cohorts, members, points, selection, tags
from community.points import Grounds
from community.scope import Scope
from core.errors import Refused
from core.selectors import parse
from core.tags import STAFF
from storage.badges import EarnedBadge
from storage.leaves import Leave
from storage.members import Member, Status
from storage.runs import Run, RunStatus
from storage.users import Reach
from tests.databases import on_both
from tests.integration.community.world import World, person


async def meant(world: World, text: str) -> set[int]:
    async with world.scope() as scope:
        found = await selection.page(scope, parse(text), 0, 100)
        assert await selection.count(scope, parse(text)) == len(found)
        assert found == sorted(found)
        return set(found)


async def change(world: World, member: Member, **changes: object) -> None:
    async with world.scope() as scope:
        scope.uow.members.put(replace(await scope.uow.members.get(member.id), **changes))  # type: ignore[arg-type]


@on_both
async def test_tags_points_and_stages(world: World) -> None:
    lin, ming, qiang = [await world.member(name) for name in ("小林", "阿明", "大强")]
    async with world.scope() as scope:
        await tags.add(scope, lin, "python", source="hand")
        await tags.add(scope, ming, "python", source="hand")
        await tags.remove(scope, ming, "python", source="hand")
        await points.award(scope, lin, 120, Grounds("分享", points.HAND, "a"))
        await points.award(scope, ming, 100, Grounds("分享", points.HAND, "b"))
    await change(world, ming, stage="core")

    assert await meant(world, "tag:python") == {lin.id}
    assert await meant(world, "-tag:python") == {ming.id, qiang.id}
    assert await meant(world, "points>100") == {lin.id}
    assert await meant(world, "points>=100") == {lin.id, ming.id}
    assert await meant(world, "points=100 stage:core") == {ming.id}
    assert await meant(world, "tag:python or stage:core") == {lin.id, ming.id}
    assert await meant(world, "all") == {lin.id, ming.id, qiang.id}
    assert await meant(world, "points>100 -(tag:python or stage:core)") == set()


async def test_staff_are_meant_only_where_it_speaks_of_them(world: World) -> None:
    lin, helper = await world.member("小林"), await world.member("助教", username="helper")
    async with world.scope() as scope:
        await tags.add(scope, helper, STAFF, source="role")

    assert await meant(world, "all") == {lin.id}
    assert await meant(world, "tag:staff") == {helper.id}
    assert await meant(world, "all -tag:staff") == {lin.id}
    assert await meant(world, "@helper") == {helper.id}


@on_both
async def test_silence_counts_in_local_days_from_the_last_act_or_the_coming(world: World) -> None:
    lin, ming = await world.member("小林"), await world.member("阿明")
    world.later(days=10)
    async with world.scope() as scope:
        scope.uow.activity.press(world.community_id, lin.id, scope.today - timedelta(days=7))
    qiang = await world.member("大强")

    assert await meant(world, "inactive>6d") == {lin.id, ming.id}
    assert await meant(world, "inactive>7d") == {ming.id}
    assert await meant(world, "inactive>=7d inactive<10d") == {lin.id}
    assert await meant(world, "inactive=10d") == {ming.id}
    assert await meant(world, "inactive<=0d") == {qiang.id}
    assert await meant(world, "joined<3d") == {qiang.id}
    assert await meant(world, "joined=10d") == {lin.id, ming.id}
    assert await meant(world, "-joined>9d") == {qiang.id}


@on_both
async def test_a_streak_is_what_it_is_today(world: World) -> None:
    lin, ming = await world.member("小林"), await world.member("阿明")
    async with world.scope() as scope:
        today = scope.today
    await change(world, lin, streak=8, last_check_in=today - timedelta(days=1), check_ins=9)
    await change(world, ming, streak=20, last_check_in=today - timedelta(days=2), check_ins=30)

    assert await meant(world, "streak>=7") == {lin.id}
    assert await meant(world, "streak=0") == {ming.id}
    assert await meant(world, "check_ins>9") == {ming.id}


@on_both
async def test_levels_badges_cohorts_and_scripts(world: World) -> None:
    lin, ming = await world.member("小林"), await world.member("阿明")
    async with world.scope() as scope:
        uow, now = scope.uow, scope.uow.now
        by = await person(uow, "助教")
        cohort = await cohorts.create(scope, "第3期", scope.today, by)
        await cohorts.add(scope, cohort, lin, by)
        await points.award(scope, ming, 100, Grounds("分享", points.HAND, "a"))
        uow.badges.add(EarnedBadge(uow.new_id(), world.community_id, ming.id, "helper", "tag_added", now))
        for member, status, outcome in ((lin, RunStatus.PAUSED, None), (ming, RunStatus.ENDED, "done")):
            run = Run(
                uow.new_id(), world.community_id, "camp", "v", "member", status, now, 1, "{}", member.id
            )
            uow.runs.put(replace(run, outcome=outcome))

    assert await meant(world, "cohort:第3期") == {lin.id}
    assert await meant(world, "-期:第3期") == {ming.id}
    assert await meant(world, "level>=3") == {ming.id}
    assert await meant(world, "level=1") == {lin.id}
    assert await meant(world, "badge:helper") == {ming.id}
    assert await meant(world, "sop:camp") == {lin.id}
    assert await meant(world, "done:camp") == {ming.id}
    assert await meant(world, "-sop:camp -done:camp") == set()
    with pytest.raises(Refused) as refused:
        await meant(world, "cohort:第9期")
    assert refused.value.code == "cohort_unknown"


@on_both
async def test_reach_names_and_who_has_left(world: World) -> None:
    lin, ming = await world.member("小林", username="Lin_X"), await world.member("阿明")
    async with world.scope() as scope:
        user = await scope.uow.users.get(lin.user_id)
        scope.uow.users.put(replace(user, reach=Reach.OPEN))

    assert await meant(world, "reach:open") == {lin.id}
    assert await meant(world, "reach:closed") == {ming.id}
    assert await meant(world, "@lin_x") == {lin.id}
    await change(world, ming, status=Status.LEFT)
    assert await meant(world, "all") == {lin.id}


async def test_pages_go_on_and_back(world: World) -> None:
    made = [(await world.member(f"成员{n}")).id for n in range(7)]

    async def pages(scope: Scope) -> None:
        everybody = parse("all")
        assert await selection.page(scope, everybody, 0, 3) == made[:3]
        assert await selection.page(scope, everybody, made[2], 3) == made[3:6]
        assert await selection.page_before(scope, everybody, made[6], 3) == made[3:6]
        assert await selection.among(scope, everybody, made[2:4]) == made[2:4]

    async with world.scope() as scope:
        await pages(scope)


async def test_leave_keeps_a_streak_for_selectors_too(world: World) -> None:
    lin = await world.member("小林")
    async with world.scope() as scope:
        today = scope.today
        user = await person(scope.uow, "小林")
        assert await members.known_or_new(scope, user, scope.uow.now)

    async with world.scope() as scope:
        first, last = today - timedelta(days=3), today - timedelta(days=1)
        scope.uow.leaves.add(
            Leave(scope.uow.new_id(), world.community_id, lin.id, first, last, scope.uow.now)
        )
    await change(world, lin, streak=5, last_check_in=today - timedelta(days=4), leave_until=last)

    assert await meant(world, "streak=5") == {lin.id}
    world.later(days=2)
    assert await meant(world, "streak>0") == set()
