"""A run that fails costs only itself, and the act that woke it stands."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from sop.engine import Engine
from sop.engine.turn import Turn
from storage.failures import WritingRefused
from storage.runs import Run, RunStatus
from storage.unit_of_work import UnitOfWork
from tests.integration.sop.stage import Stage
from tests.integration.sop.test_large_work import rounds

BROKEN = """
sop: broken
start: [{on: member_joined}, {on: tag_added, tag: vip}]
mode: parallel
inputs: {url: {title: 链接, default: "javascript:alert(1)"}}
steps:
  - id: a
    do:
      - tag: touched
      - say: {to: chat, text: 看这里, buttons: [{text: 打开, url: "{{ url }}"}]}
"""

GOOD = """
sop: good
start: [{on: member_joined}]
steps: [{id: a, do: [{wait: 1h}, {award: {points: 1, reason: 在}}]}]
"""


async def test_what_a_failing_run_did_is_cut_off_and_it_is_reported_once(stage: Stage) -> None:
    await stage.play(BROKEN, GOOD)

    lin, mei = await stage.join("小林"), await stage.join("阿美")

    assert await stage.tags_of(lin) == []
    assert await stage.said() == []
    failed = [run for run in await stage.runs() if run.sop == "broken"]
    assert [(run.status, run.outcome) for run in failed] == [(RunStatus.ENDED, "failed")] * 2
    assert [code for code, _ in stage.reports] == ["run_failed"]
    assert stage.reports[0][1]["label"] == "a/2"
    await stage.later(hours=1)
    assert [await stage.points_of(one) for one in (lin, mei)] == [1, 1]


async def test_a_failure_in_a_batch_that_was_rolled_back_is_told_when_it_is_played_again(
    stage: Stage,
) -> None:
    await stage.play(GOOD, BROKEN.replace("- tag: touched", "- wait: 1h"))
    for name in ("小林", "阿美"):
        await stage.join(name)
    stage.down(hours=1)
    with pytest.raises(WritingRefused):
        async with stage.database.begin() as uow:
            await stage.engine.tick(uow)
            raise WritingRefused("what another run of the batch wrote")
    stage.reports.clear()  # they went with the batch

    moved = 1
    while moved:
        async with stage.database.begin() as uow:
            moved = await stage.engine.tick(uow, 1)

    assert [code for code, _ in stage.reports] == ["run_failed"]


async def test_a_run_that_cannot_even_be_loaded_is_given_up_and_the_others_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.play(GOOD)
    lin, mei = await stage.join("小林"), await stage.join("阿美")
    (guilty, _) = await stage.runs()
    stage.down(hours=1)
    load, give_up, given_up = Turn.load, Engine.give_up, list[Exception]()

    async def defect(turn: Turn, runs: list[Run]) -> None:
        if not given_up and any(run.id == guilty.id for run in runs):
            raise ZeroDivisionError("a defect")
        await load(turn, runs)

    async def noted(engine: Engine, uow: UnitOfWork, error: Exception) -> None:
        given_up.append(error)
        await give_up(engine, uow, error)

    monkeypatch.setattr(Turn, "load", defect)
    monkeypatch.setattr(Engine, "give_up", noted)
    await rounds(stage)

    assert sorted(str(run.outcome) for run in await stage.runs()) == ["done", "failed"]
    assert [await stage.points_of(one) for one in (lin, mei)] == [0, 1]
    assert [code for code, _ in stage.reports] == ["run_failed"]


async def test_the_act_that_woke_it_stands(stage: Stage) -> None:
    await stage.play(BROKEN)
    lin = await stage.join()

    await stage.tag(lin, "vip")

    assert await stage.tags_of(lin) == ["vip"]


async def test_a_due_run_that_fails_does_not_hold_up_the_others(stage: Stage) -> None:
    await stage.play(GOOD, BROKEN.replace("- tag: touched", "- wait: 1h"))
    people = [await stage.join(str(number)) for number in range(3)]

    await stage.later(hours=1)

    assert [await stage.points_of(one) for one in people] == [1, 1, 1]
    assert sorted({run.outcome for run in await stage.runs() if run.outcome}) == ["done", "failed"]


async def test_a_run_whose_version_is_lost_fails_alone(stage: Stage) -> None:
    await stage.play(GOOD)
    lin, mei = await stage.join("小林"), await stage.join("阿美")
    async with stage.database.begin() as uow:
        run = (await uow.runs.live_of_member(lin.id))[0]
        uow.runs.put(replace(run, version="gone"))

    await stage.later(hours=1)

    assert [await stage.points_of(one) for one in (lin, mei)] == [0, 1]
    assert [code for code, _ in stage.reports] == ["run_failed"]


async def test_a_run_refused_by_the_database_is_given_up(stage: Stage) -> None:
    await stage.play(GOOD)
    lin = await stage.join()
    stage.down(hours=1)

    async with stage.database.begin() as uow:
        await stage.engine.give_up(uow, RuntimeError("refused"))
    await stage.tick()

    (run,) = await stage.runs()
    assert (run.outcome, await stage.points_of(lin)) == ("failed", 0)


MANY = """
sop: many
start: [{on: member_joined}]
when: {tag: wanted}
quiet: "22:30-08:00"
steps:
  - id: a
    do:
      - wait: {for: check_in, until: "20:00", none: [{tag: missed}]}
  - id: b
    at: start + 11h
    do:
      - say: {to: private, else: mention, text: "{{ name }} {{ points }} {{ check_ins }}"}
      - say: {to: chat, text: "{{ members }}", merge: 60s}
      - award: {points: 1, reason: 在}
      - tag: here
      - task: {for: assistant, text: "看看 {{ member }}", due: 1d}
      - choose:
          - if: {all: [{check_ins: {below: 1}}, {stage: new}, {streak: {below: 3}}, {missed: {below: 2}}]}
            do: [{tag: quiet_one}]
      - ask: {to: private, else: skip, question: 还好吗？, save: how, within: 2h, none: []}
"""


@pytest.mark.parametrize("count", [20, 120])
async def test_due_runs_cost_no_query_each(stage: Stage, count: int) -> None:
    await stage.play(MANY.replace("when: {tag: wanted}\n", ""))
    for number in range(count):
        await stage.join(f"m{number}")
    stage.down(hours=11)
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    engine = stage.database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        async with stage.database.begin() as uow:
            assert await stage.engine.tick(uow, 500) == count
    finally:
        event.remove(engine, "before_cursor_execute", note)

    assert len(statements) < 45, "\n".join(text[:100] for text in statements)
    assert len([run for run in await stage.runs() if run.status == RunStatus.ACTIVE]) == count
