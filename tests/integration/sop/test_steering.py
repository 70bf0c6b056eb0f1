"""Steering by hand, and clocks that stand still."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.errors import Refused
from sop.engine.schedules import next_fire
from sop.engine.starts import Subject
from storage.members import Member
from storage.runs import RunStatus
from storage.scripts import SwitchState
from tests.integration.sop.stage import Stage

WEEK = """
sop: week
title: 一周
start: [{on: member_joined}]
steps:
  - {id: hello, title: 问好, do: [{wait: 10h}, {tag: greeted}]}
  - {id: daily, each: {day: 1..7, at: "20:00"}, do: [{award: {points: 1, reason: 在}}]}
"""


async def steer(stage: Stage, member: Member, act: str, *args: object) -> None:
    async with stage.scope() as scope:
        user = await scope.uow.users.get(member.user_id)
        run = (await scope.uow.runs.live_of_member(member.id))[0]
        await getattr(stage.engine, act)(scope, run, *args, user)


async def switch(stage: Stage, member: Member, state: SwitchState) -> None:
    async with stage.scope() as scope:
        user = await scope.uow.users.get(member.user_id)
        await stage.engine.switch(scope, "week", state, user)


async def test_a_run_shows_where_it_waits(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()

    async with stage.scope() as scope:
        subject = Subject("member", stage.community_id, member_id=lin.id)
        (found,) = await stage.engine.runs_of(scope, subject)
        (script,) = await stage.engine.overview(scope)

    assert (found.title, found.day) == ("一周", 1)
    assert [(one.label, one.step, one.wait) for one in found.waiting] == [
        ("hello/1", "问好", "time"),
        ("daily[1]", "daily", "head"),
    ]
    assert (script.title, script.state, script.runs) == ("一周", SwitchState.ACTIVE, 1)


async def test_skipping_running_now_and_stopping(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()

    await steer(stage, lin, "skip", "hello/1")
    assert await stage.tags_of(lin) == ["greeted"]
    await steer(stage, lin, "step_now", "daily")
    assert await stage.points_of(lin) == 1
    await steer(stage, lin, "stop")
    await stage.later(days=2)

    assert await stage.points_of(lin) == 1
    async with stage.scope() as scope:
        lines = await scope.uow.scripts.traces_of(30, [lin.id])
    assert "stopped" in [line.what for line in lines]
    with pytest.raises(Refused, match="run_over"):
        async with stage.scope() as scope:
            run = (await scope.uow.runs.history("week", lin.id))[0]
            await stage.engine.stop(scope, run, await scope.uow.users.get(lin.user_id))


async def test_what_is_not_there_is_refused(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()

    for act, argument, code in (
        ("skip", "nowhere", "place_unknown"),
        ("step_now", "nothing", "step_unknown"),
    ):
        with pytest.raises(Refused, match=code):
            await steer(stage, lin, act, argument)
    for sop, code in (("weak", "sop_unknown"), ("week", "sop_not_started")):
        with pytest.raises(Refused, match=code):
            await stage.start(sop, lin)


async def test_by_hand_a_script_starts_again(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()
    await steer(stage, lin, "stop")

    run = await stage.start("week", lin)

    assert run.status == RunStatus.ACTIVE
    assert len(await stage.runs()) == 2


async def test_a_paused_run_goes_on_where_it_stopped(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()
    await stage.later(hours=4)
    await steer(stage, lin, "pause_run")
    await stage.later(days=2)
    assert (await stage.tags_of(lin), await stage.points_of(lin)) == ([], 0)

    await steer(stage, lin, "resume_run")
    await stage.later(hours=5, minutes=59)
    assert await stage.tags_of(lin) == []
    await stage.later(minutes=1)
    assert await stage.tags_of(lin) == ["greeted"]

    await stage.later(days=10)
    assert await stage.points_of(lin) == 7


async def test_check_ins_made_before_a_pause_still_count(stage: Stage) -> None:
    goal = "goal: {check_ins: {at_least: 2, since: start}, then: daily}\n"
    await stage.play(WEEK + goal)
    lin = await stage.join()
    await stage.check_in(lin)
    await steer(stage, lin, "pause_run")
    await stage.later(days=1)
    await steer(stage, lin, "resume_run")

    await stage.check_in(lin)

    assert "goal" in await stage.traced()


async def test_a_frozen_script_stands_still_for_all(stage: Stage) -> None:
    await stage.play(WEEK)
    people = [await stage.join(name) for name in ("甲", "乙", "丙")]
    await switch(stage, people[0], SwitchState.FROZEN)
    await stage.later(days=3)
    assert {run.status for run in await stage.runs()} == {RunStatus.FROZEN}
    late = await stage.join("丁")
    assert len(await stage.runs()) == 3

    await switch(stage, people[0], SwitchState.ACTIVE)
    await stage.later(days=10)

    assert [await stage.points_of(one) for one in people] == [7, 7, 7]
    assert await stage.points_of(late) == 0


async def test_a_script_switched_off_ends_its_runs_and_a_paused_one_lets_them_go_on(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()
    await switch(stage, lin, SwitchState.PAUSED)
    await stage.later(days=1)
    assert await stage.points_of(lin) == 1

    await switch(stage, lin, SwitchState.OFF)
    await stage.later(days=1)

    assert await stage.points_of(lin) == 1
    (run,) = await stage.runs()
    assert run.outcome == "stopped"


@pytest.mark.parametrize(("in_time", "points"), [(True, 7), (False, 1)])
async def test_removed_from_the_chat_and_back(stage: Stage, in_time: bool, points: int) -> None:
    await stage.play(WEEK)
    lin = await stage.join()
    await stage.later(days=1)
    async with stage.scope() as scope:
        chat = await scope.uow.chats.main(stage.community_id)
        assert chat is not None
        gone = scope.uow.chats.put(replace(chat, removed_at=scope.uow.now))
        await stage.engine.freeze(scope.uow, gone)
    await stage.later(days=2)
    assert await stage.points_of(lin) == 1

    async with stage.scope() as scope:
        gone = await scope.uow.chats.get(gone.id)
        back = scope.uow.chats.put(replace(gone, removed_at=None))
        await stage.engine.thaw(scope.uow, back, in_time=in_time)
    await stage.later(days=10)

    assert await stage.points_of(lin) == points


def test_an_hour_that_comes_twice_in_autumn_fires_once() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first = next_fire(time(2, 30), (), zone, datetime(2026, 10, 24, 12, tzinfo=UTC))
    second = next_fire(time(2, 30), (), zone, first)

    assert (first, second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 26, 1, 30, tzinfo=UTC),
    )


def test_an_hour_that_is_missing_in_spring_fires_after_the_gap() -> None:
    zone = ZoneInfo("Europe/Berlin")

    assert next_fire(time(2, 30), (), zone, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(
        2026, 3, 29, 1, tzinfo=UTC
    )


def test_days_of_the_week_are_meant_as_written() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    monday = datetime(2026, 11, 2, 1, tzinfo=UTC)

    assert next_fire(time(20), (0,), zone, monday) == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert next_fire(time(20), (6,), zone, monday) == datetime(2026, 11, 8, 12, tzinfo=UTC)


async def test_a_script_does_not_start_by_hand_for_who_has_left(stage: Stage) -> None:
    await stage.play(WEEK)
    lin = await stage.join()
    await stage.leave(lin)

    with pytest.raises(Refused) as refused:
        await stage.start("week", lin)

    assert (refused.value.code, refused.value.particulars["reason"]) == ("sop_not_started", "left")
