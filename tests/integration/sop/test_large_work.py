"""Large work that fails costs only itself: runs go on, it is given up, and its owner is told once."""

import pytest

from bot.runs import engine_timers
from bot.timers import Timers
from core.message import Target
from sop.engine import upgrading, work_kinds
from sop.engine.turn import Turn
from sop.engine.work import WorkKind
from sop.engine.work_kinds import OnRuns
from storage.failures import WritingRefused
from storage.members import Member
from storage.work import Work
from tests.integration.sop.stage import Stage
from tests.integration.sop.test_upgrading import SCRIPT
from tests.integration.sop.test_upgrading import jobs as all_jobs
from tests.integration.sop.test_versions import rewrite

WAITING = """
sop: waiting
start: [{on: member_joined}]
steps: [{id: a, do: [{wait: 1h}, {award: {points: 1, reason: 在}}]}]
"""


class _CaughtUp:
    caught_up = True
    connected_at = None


async def rounds(stage: Stage, count: int = 3) -> None:
    """What the worker of the timers does, each time it wakes up."""
    timers = Timers(
        stage.database, stage.clock, _CaughtUp(), engine_timers(stage.engine), lambda uow: None, stage._report
    )
    for _ in range(count):
        timers.look_again()
        await timers._round()


def fails(monkeypatch: pytest.MonkeyPatch, errors: list[Exception]) -> None:
    """Looking at the runs of a script fails as often as there are errors, the last one first."""

    async def defect(turn: Turn, work: Work) -> int | None:
        if errors:
            raise errors.pop()
        return await upgrading.look(turn, work)

    monkeypatch.setitem(work_kinds.KINDS, WorkKind.LOOK, OnRuns(defect))


async def asked_to_look(stage: Stage) -> Member:
    """A run is due, and somebody has asked who is on former versions of its script."""
    await stage.play(WAITING)
    lin = await stage.join()
    async with stage.scope() as scope:
        await stage.engine.look_at_upgrade(scope, "waiting", Target.user(lin.user_id), None)
    stage.down(hours=1)
    return lin


async def test_a_job_that_fails_holds_up_no_run_and_is_told_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await asked_to_look(stage)
    left: list[Exception] = [ValueError("never"), ValueError("a defect")]
    fails(monkeypatch, left)

    await rounds(stage)

    assert await stage.points_of(lin) == 1
    assert [(code, told["of"], told["work"]) for code, told in stage.reports] == [
        ("work_failed", "waiting", "look")
    ]
    assert stage.reports[0][1]["reason"] == "ValueError: a defect"
    assert len(left) == 1, "it was not tried again"
    assert all(job.done_at is not None for job in await all_jobs(stage))


async def test_a_job_that_the_database_refuses_is_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await asked_to_look(stage)
    fails(monkeypatch, [WritingRefused("somebody was faster")])

    await rounds(stage)

    assert stage.reports == []
    assert await stage.points_of(lin) == 1
    assert "最新版本" in (await stage.said())[-1]


async def test_a_job_that_the_database_refuses_again_is_given_up_and_the_next_one_is_done(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await asked_to_look(stage)
    async with stage.scope() as scope:
        await stage.engine.look_at_upgrade(scope, "waiting", Target.user(lin.user_id), None)
    fails(monkeypatch, [WritingRefused("again"), WritingRefused("once")])

    await rounds(stage)

    assert [code for code, _ in stage.reports] == ["work_failed"]
    assert "最新版本" in (await stage.said())[-1]


async def test_a_look_goes_on_after_a_restart_though_everybody_has_left_a_version_it_counted(
    stage: Stage,
) -> None:
    await stage.play(SCRIPT)
    first = await stage.join("先来的")
    rewrite(stage.folder / "script0.yaml", SCRIPT.replace("旧的", "中间"))
    stage.library.refresh()
    others = [await stage.join(f"成员{number}") for number in range(upgrading.A_TRANSACTION + 5)]
    rewrite(stage.folder / "script0.yaml", SCRIPT.replace("旧的", "新的"))
    stage.library.refresh()
    async with stage.scope() as scope:
        await stage.engine.look_at_upgrade(scope, "camp", Target.user(others[0].user_id), None)
    await rounds(stage, 1)
    assert [job.done_at for job in await all_jobs(stage)] == [None]

    async with stage.scope() as scope:
        (run,) = await scope.uow.runs.live_of_member(first.id)
        await stage.engine.stop(scope, run, await scope.uow.users.get(others[0].user_id))
    await stage.restart()
    await rounds(stage)

    assert stage.reports == []
    assert f"{upgrading.A_TRANSACTION + 6} 人" in (await stage.said())[-1]
