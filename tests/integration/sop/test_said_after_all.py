"""What was skipped as late is said after all to many: in small transactions, once, across restarts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.members import Member
from storage.skips import SkipState, skips
from storage.uptime import Outage
from tests.databases import on_both
from tests.integration.sop.stage import Stage

pytestmark = on_both

CAMP = """
sop: camp
title: 七天入门
start: [{on: member_joined}]
stop_when: [left]
steps:
  - id: morning
    title: 早安
    at: day 2 09:00
    do:
      - say: {to: private, else: skip, text: "{{ name }}，早"}
      - ask: {to: private, else: skip, question: "今天想做什么？", save: plan, within: 10h, none: []}
      - award: {points: 5, reason: 说到做到}
  - id: wage
    late: skip
    at: day 2 10:00
    do: [{award: {points: 1, reason: 早起}}]
"""

MANY = 250


async def outage_of(stage: Stage, **span: float) -> Outage:
    """The program is away for a while; back, everything overdue is through and the outage is put together."""
    began = stage.clock.now()
    stage.down(**span)
    await stage.restart()
    async with stage.database.begin() as uow:
        await uow.uptime.record_outage(began, uow.now)
    while await ticked(stage):
        pass
    async with stage.database.begin() as uow:
        (outage,) = await uow.uptime.untold()
    more = True
    while more:
        async with stage.database.begin() as uow:
            more = await stage.engine.gather_skipped(uow, outage, began, 100)
    return outage


async def ticked(stage: Stage) -> bool:
    async with stage.database.begin() as uow:
        return bool(await stage.engine.tick(uow, 150))


async def one_job(stage: Stage) -> bool:
    """One transaction's share of the large work."""
    async with stage.database.begin() as uow:
        return await stage.engine.tick_work(uow)


async def counts(stage: Stage) -> dict[str, int]:
    """How many skips there are in each state."""
    async with stage.database.begin() as uow:
        rows = await uow.query(skips.select())
    found = [row.state for row in rows]
    return {state: found.count(state) for state in sorted(set(found))}


async def test_many_are_told_in_small_steps_each_once_though_the_program_dies(stage: Stage) -> None:
    await stage.play(CAMP)
    people = [await stage.join(f"成员{number}") for number in range(MANY)]
    for person in people:
        await stage.press_start(person)
    outage = await outage_of(stage, days=2)
    said_before = len(await stage.said())

    async with stage.database.begin() as uow:
        message, question, wage = await stage.engine.skipped(uow, outage.id)
        named = message.named
        assert (message.what, named.day, named.at, named.step) == ("message", 2, "09:00", "早安")
        assert (message.group.count, question.group.count, wage.group.count) == (MANY, MANY, MANY)
        assert (message.sendable, question.sendable, wage.sendable) == (True, True, False)
        for _ in range(2):  # pressed twice
            stage.engine.say_after_all(uow, outage.id, stage.community_id, message.group.first)

    await one_job(stage)
    assert 0 < len(await stage.said()) - said_before <= 100
    await stage.restart()
    while await one_job(stage):
        pass

    said = (await stage.said())[said_before:]
    assert len(said) == len(set(said)) == MANY
    assert await counts(stage) == {SkipState.OPEN: 2 * MANY, SkipState.SAID: MANY}


async def asked_after_all(stage: Stage, script: str) -> Member:
    """Somebody whose question was skipped in an outage, and put to them when it was over."""
    await stage.play(script)
    lin = await stage.join("小林")
    await stage.press_start(lin)
    outage = await outage_of(stage, days=2)
    async with stage.database.begin() as uow:
        question = (await stage.engine.skipped(uow, outage.id))[1]
        stage.engine.say_after_all(uow, outage.id, stage.community_id, question.group.first)
    while await one_job(stage):
        pass
    return lin


async def test_a_question_put_after_all_brings_what_rests_on_it(stage: Stage) -> None:
    lin = await asked_after_all(stage, CAMP)

    # The run had nothing left to wait for, so it has ended, and nobody would hear the answer.
    assert await stage.question_of(lin) is None
    assert (await counts(stage))[SkipState.DROPPED] == 1


LONGER = (
    CAMP
    + """
  - id: later
    at: day 7 09:00
    do: [{tag: graduated}]
"""
)


async def test_in_a_run_that_goes_on_the_answer_to_a_late_question_counts(stage: Stage) -> None:
    lin = await asked_after_all(stage, LONGER)
    await stage.deliver()
    await stage.answer(lin, "读十页书")

    assert await stage.points_of(lin) == 5


@pytest.mark.parametrize("span", [timedelta(minutes=20), timedelta(hours=1)])
async def test_who_joins_a_camp_late_was_owed_nothing(stage: Stage, span: timedelta) -> None:
    """A step that lay in the past when the run began is no fault of an outage."""
    await stage.play(CAMP.replace("day 2 09:00", "day 1 08:00"))
    await stage.join("小林")
    outage = await outage_of(stage, seconds=span.total_seconds())

    async with stage.database.begin() as uow:
        assert await stage.engine.skipped(uow, outage.id) == []


async def test_a_run_that_has_moved_to_a_version_without_the_step_disturbs_nothing(stage: Stage) -> None:
    await stage.play(LONGER)
    lin = await stage.join("小林")
    await stage.press_start(lin)
    outage = await outage_of(stage, days=2)
    async with stage.database.begin() as uow:
        message = (await stage.engine.skipped(uow, outage.id))[0]
        stage.engine.say_after_all(uow, outage.id, stage.community_id, message.group.first)
    (stage.folder / "script0.yaml").write_text(LONGER.replace("id: morning", "id: dawn"), "utf-8")
    stage.library.refresh()
    program = stage.library.program("zh", "camp")
    assert program is not None
    async with stage.database.begin() as uow:
        await stage.library.pin(uow, program)
        (run,) = await uow.runs.live_of_member(lin.id)
        uow.runs.put(replace(run, version=program.version))
    while await one_job(stage):
        pass

    assert (await counts(stage))[SkipState.DROPPED] == 1
    async with stage.database.begin() as uow:
        assert [one.what for one in await stage.engine.skipped(uow, outage.id)] == ["award"]
