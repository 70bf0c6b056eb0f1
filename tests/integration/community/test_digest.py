"""The digest's figures, against a day that is made up by hand."""

from dataclasses import replace
from datetime import timedelta

from community import (
    check_ins,
    daily_figures,
    digest,
    gathering,
    members,
    people,
    points,
    questions,
    staff,
    tags,
    todos,
)
from community.care import Worry
from community.check_ins import Source
from community.points import SCRIPT, Grounds
from community.questions import Asking
from community.thanks import Merit, Thanks
from community.todos import Order
from core.message import Kind, Message, Target
from storage.digests import Edition
from storage.members import Member
from storage.outgoing import OutboxState
from storage.scripts import Trace
from tests.databases import on_both
from tests.integration.community.world import World, main


async def expected(world: World, member: Member) -> None:
    async with world.scope() as scope:
        scope.uow.check_ins.expect(world.community_id, member.id, scope.today)


async def checks_in(world: World, member: Member) -> None:
    async with world.scope() as scope:
        await check_ins.check_in(scope, member, scope.today, scope.uow.now, Source.COMMAND)


@on_both
async def test_the_numbers_of_a_day_and_of_the_same_weekday_before(world: World) -> None:
    lin, zhou, xu = [await world.member(name) for name in ("小林", "老周", "小徐")]
    await expected(world, lin)
    world.later(days=7)
    for member in (lin, zhou):
        await expected(world, member)
    await checks_in(world, lin)
    new = await world.member("新人")
    async with world.scope() as scope:
        for member in (lin, new):
            scope.uow.activity.message(world.community_id, member.id, scope.today, scope.uow.now)
        await points.deduct(scope, lin, 1, Grounds("缺卡", SCRIPT, "d"))
        await tags.add(scope, lin, "graduated", source="run:1:end")
        await members.left(scope, await main(scope), await scope.uow.users.get(xu.user_id), scope.uow.now)
    async with world.scope() as scope:
        found = await gathering.figures(scope, scope.today)
    day, before = found.day, found.before
    assert (day.new, day.returned, day.left, day.active, day.check_ins) == (1, 0, 1, 2, 1)
    assert (day.expected, day.kept, day.check_in_rate) == (2, 1, 0.5)
    assert (day.points, day.graduates) == (2, 1)
    assert (before.new, before.left, before.active, before.expected, before.kept) == (3, 0, 0, 1, 0)
    assert before.check_in_rate == 0
    assert before.day == day.day - timedelta(days=7)


@on_both
async def test_who_needs_care_most_urgent_first(world: World) -> None:
    lin, zhou, xu, chen = [await world.member(name) for name in ("小林", "老周", "小徐", "陈晨")]
    async with world.scope() as scope:
        people.heard_in_private(scope.uow, await scope.uow.users.get(zhou.user_id))
        await questions.ask(scope.uow, zhou, Asking("q", 1, "?"))
        for key, member_id in (("a", zhou.id), ("b", None)):
            order = Order(key, "跟进", "assistant", scope.uow.now + timedelta(hours=60), member_id=member_id)
            await todos.open_task(scope, order)
    for past in range(3):
        for member in (lin, xu, chen):
            await expected(world, member)
        await checks_in(world, chen)
        if past == 0:
            await checks_in(world, xu)
        world.later(days=1)
    async with world.scope() as scope:
        care = (await gathering.figures(scope, scope.today - timedelta(days=1))).care
    assert [one.member_id for one in care] == [zhou.id, lin.id, xu.id, None]
    assert [reason.worry for reason in care[0].concerns] == [Worry.UNANSWERED, Worry.TODO_OVERDUE]
    assert [(reason.worry, reason.count) for reason in care[1].concerns] == [(Worry.MISSED, 3)]
    assert [(reason.worry, reason.count) for reason in care[2].concerns] == [(Worry.MISSED, 2)]
    assert care[3].concerns[0].todo_id is not None


async def test_a_question_that_ran_out_unanswered_is_told_on_the_day_it_did(world: World) -> None:
    lin, zhou = [await world.member(name) for name in ("小林", "老周")]
    async with world.scope() as scope:
        for key, member in (("q", lin), ("p", zhou)):
            people.heard_in_private(scope.uow, await scope.uow.users.get(member.user_id))
            await questions.ask(scope.uow, member, Asking(key, 1, "?"))
    world.later(hours=3)
    async with world.scope() as scope:
        await questions.close(scope.uow, "p")
    world.later(hours=21)
    async with world.scope() as scope:
        await questions.close(scope.uow, "q")
        care = (await gathering.figures(scope, scope.today)).care
        before = (await gathering.figures(scope, scope.today - timedelta(days=1))).care
    assert [(one.member_id, one.concerns[0].worry) for one in care] == [(lin.id, Worry.UNANSWERED)]
    assert before == ()


async def test_days_when_the_bot_was_down_were_not_missed_and_five_are_enough(world: World) -> None:
    everybody = [await world.member(f"圈友 {n}") for n in range(8)]
    for _ in range(2):
        for member in everybody:
            await expected(world, member)
        world.later(days=1)
    async with world.scope() as scope:
        assert len((await gathering.figures(scope, scope.today - timedelta(days=1))).care) == 5
        away = scope.uow.now - timedelta(days=1)
        await scope.uow.uptime.record_outage(away, away + timedelta(hours=5))
        assert (await gathering.figures(scope, scope.today - timedelta(days=1))).care == ()


@on_both
async def test_what_scripts_did_and_whom_messages_reach(world: World) -> None:
    lin, zhou, xu = [await world.member(name) for name in ("小林", "老周", "小徐")]
    async with world.scope() as scope:
        uow = scope.uow
        people.heard_in_private(uow, await uow.users.get(lin.user_id))
        people.blocked(uow, await uow.users.get(zhou.user_id))
        stopped = people.heard_in_private(uow, await uow.users.get(xu.user_id))
        await people.opt_out(uow, world.policies, stopped, uow.now)
        for sop, what in (("camp", "said"), ("camp", "skipped_late"), ("camp", "waited"), ("quiz", "failed")):
            uow.scripts.trace(Trace(uow.new_id(), world.community_id, sop, "a/1", what, uow.now, {}))
        uow.scripts.trace(Trace(uow.new_id(), world.community_id, "idle", "a/1", "waited", uow.now, {}))
        for state, community_id in (
            (OutboxState.SENT, world.community_id),
            (OutboxState.FAILED, world.community_id),
            (OutboxState.UNKNOWN, world.community_id),
            (OutboxState.UNKNOWN, None),
            (OutboxState.PLANNED, world.community_id),
        ):
            key = await uow.outbox.plan(
                Message(Target.user(lin.user_id), Kind.STEP, "早", community_id=community_id)
            )
            assert key is not None
            row = await uow.outbox.find(key)
            assert row is not None
            uow.outbox.put(replace(row, state=state))
    async with world.scope() as scope:
        found = await gathering.figures(scope, scope.today)
    assert [(one.sop, one.did, one.skipped, one.failed) for one in found.scripts] == [
        ("camp", 1, 1, 0),
        ("quiz", 0, 0, 1),
    ]
    assert (found.sent, found.undelivered, found.unknown, found.open_todos) == (1, 1, 2, 0)
    reach = found.reach
    assert (reach.members, reach.reachable, reach.never_started, reach.blocked, reach.opted_out) == (
        3,
        1,
        0,
        1,
        1,
    )


@on_both
async def test_owner_and_assistants_are_not_counted_among_the_members(world: World) -> None:
    lin, boss, helper = [await world.member(name) for name in ("小林", "老师", "阿杰")]
    async with world.scope() as scope:
        uow = scope.uow
        owner = await uow.users.get(boss.user_id)
        await staff.name_assistant(scope, await uow.users.get(helper.user_id), owner)
        for member in (lin, boss, helper):
            people.heard_in_private(uow, await uow.users.get(member.user_id))
            uow.activity.message(world.community_id, member.id, scope.today, uow.now)
    for member in (lin, boss):
        await checks_in(world, member)
    async with world.scope() as scope:
        found = await gathering.figures(scope, scope.today, {owner.telegram_id})
    assert (found.day.active, found.reach.members, found.reach.reachable) == (1, 1, 1)


@on_both
async def test_the_activity_of_a_day_counts_hours_once_for_each_member(world: World) -> None:
    lin, zhou = await world.member("小林"), await world.member("老周")
    async with world.scope() as scope:
        uow, at = scope.uow, scope.uow.now
        for member, moment in ((lin, at), (lin, at), (lin, at + timedelta(hours=2)), (zhou, at)):
            uow.activity.message(world.community_id, member.id, scope.today, moment)
        uow.activity.press(world.community_id, lin.id, scope.today)
    async with world.scope() as scope:
        uow = scope.uow
        uow.activity.message(world.community_id, lin.id, scope.today, uow.now)
    async with world.scope() as scope:
        found = (await gathering.figures(scope, scope.today)).day

    assert (found.done, found.hours, found.members) == (6, 3, 2)


@on_both
async def test_a_closed_day_stays_as_it_was(world: World) -> None:
    lin = await world.member("小林")
    await expected(world, lin)
    world.later(days=1)
    async with world.scope() as scope:
        yesterday = scope.today - timedelta(days=1)
        assert await daily_figures.close_next(scope, yesterday, ())
        assert not await daily_figures.close_next(scope, yesterday, ())
    async with world.scope() as scope:
        scope.uow.check_ins.excuse(lin.id, yesterday)
    async with world.scope() as scope:
        closed, today = await daily_figures.series(scope, scope.today, ())

    assert (closed.day, closed.expected, closed.new) == (yesterday, 1, 1)
    assert today.expected == 0


@on_both
async def test_a_kept_digest_is_read_as_it_was_written(world: World) -> None:
    lin = await world.member("小林")
    await expected(world, lin)
    world.later(days=1)
    await expected(world, lin)
    world.later(days=6)
    async with world.scope() as scope:
        found = await gathering.figures(scope, scope.today, edition=Edition.WEEK)
        kept = digest.keep(scope, scope.today, Edition.WEEK, found)
    async with world.scope() as scope:
        again = await scope.uow.digests.of(world.community_id, scope.today, Edition.WEEK)
        assert again is not None

    assert again.id == kept.id
    assert digest.read(again) == found
    assert found.weekly is not None
    assert (found.weekly.week.new, found.weekly.week.expected, found.weekly.week.kept) == (0, 1, 0)
    assert found.decisions[0].about == lin.id


@on_both
async def test_thanks_and_newcomers_of_a_week(world: World) -> None:
    lin, zhou = await world.member("小林"), await world.member("老周")
    world.later(days=7)
    for _ in range(7):
        await checks_in(world, lin)
        async with world.scope() as scope:
            scope.uow.activity.press(world.community_id, lin.id, scope.today)
        world.later(days=1)
    async with world.scope() as scope:
        found = await gathering.figures(scope, scope.today - timedelta(days=1), edition=Edition.WEEK)

    assert Thanks(Merit.STREAK, lin.id, 7) in found.thanks
    assert found.weekly is not None
    assert [(one.came, one.kept) for one in found.weekly.newcomers] == [(2, 1)]
    assert zhou.id != lin.id
