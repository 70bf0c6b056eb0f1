"""Several processes move due runs at the same time, and share them: nobody's runs are moved by two at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.runs import DueRuns
from core.clock import InventedClock
from sop.engine import Engine
from storage.database import Database, open_database
from storage.failures import TurnNeeded, WritingRefused
from storage.members import Member
from storage.runs import RunStatus
from tests.databases import on_both, on_postgresql
from tests.integration.sop.stage import Stage

FIRST = """
sop: first
start: [{on: member_joined}]
steps:
  - id: later
    do:
      - wait: 1h
      - award: {points: 10, reason: 等过了}
      - say: {to: private, else: skip, text: 第一份}
"""

SECOND = FIRST.replace("first", "second").replace("第一份", "第二份")

CROWD = """
sop: crowd
for: chat
start: [{on: run_finished, sop: waited}]
steps:
  - id: cheer
    do:
      - say: {to: chat, text: 又有人等到了}
"""

WAITED = """
sop: waited
start: [{on: member_joined}]
steps:
  - id: later
    do:
      - wait: 1h
      - tag: waited
"""


@pytest.fixture
async def others(database_url: str, clock: InventedClock) -> AsyncIterator[list[Database]]:
    """The same database, opened by two more processes (as far as it can know)."""
    databases = [await open_database(database_url, clock) for _ in range(2)]
    yield databases
    for database in databases:
        await database.close()


async def crowd(stage: Stage, count: int) -> list[Member]:
    """Members all of whose runs are due now."""
    people = [await stage.join(f"伙伴{number}") for number in range(count)]
    stage.down(hours=1)
    return people


async def work_off(database: Database, engine: Engine) -> None:
    """What the timers do until nothing is due any more."""
    timer, more = DueRuns(engine), True
    while more:
        try:
            async with database.begin(shared=timer.shared) as uow:
                more = await timer.tick(uow)
        except WritingRefused as error:
            more = timer.failed(error)


async def everybody_was_served_once(stage: Stage, people: list[Member]) -> None:
    assert {run.status for run in await stage.runs()} == {RunStatus.ENDED}
    assert {run.outcome for run in await stage.runs()} == {"done"}
    assert [await stage.points_of(member) for member in people] == [20] * len(people)
    said = await stage.said()
    assert len(said) == 2 * len(people)
    assert sum("第一份" in text for text in said) == len(people)


@on_postgresql
async def test_two_claim_at_the_same_time_and_never_runs_of_the_same_person(
    stage: Stage, others: list[Database]
) -> None:
    await stage.play(FIRST, SECOND)
    people = await crowd(stage, 6)

    async with stage.database.begin(shared=True) as mine:
        ours = await mine.runs.claim_due(mine.now, 3)
        async with others[0].begin(shared=True) as yours:
            theirs = await yours.runs.claim_due(yours.now, 100)

    assert len(ours) == 3
    assert theirs, "the second waited for nobody"
    assert not {run.member_id for run in ours} & {run.member_id for run in theirs}
    await work_off(stage.database, stage.engine)
    await everybody_was_served_once(stage, people)


@on_postgresql
async def test_three_processes_work_off_what_is_due_together(stage: Stage, others: list[Database]) -> None:
    await stage.play(FIRST, SECOND)
    people = await crowd(stage, 30)

    await asyncio.gather(*(work_off(database, stage.engine) for database in (stage.database, *others)))

    await everybody_was_served_once(stage, people)


@on_postgresql
async def test_who_does_not_share_waits_for_those_who_do(stage: Stage, others: list[Database]) -> None:
    async with stage.database.begin(shared=True):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2), others[0].begin():
                pass
    async with asyncio.timeout(60), others[0].begin():
        pass


@on_postgresql
async def test_what_is_not_about_who_was_claimed_is_done_alone(stage: Stage) -> None:
    await stage.play(WAITED, CROWD)
    await crowd(stage, 1)

    with pytest.raises(TurnNeeded):
        async with stage.database.begin(shared=True) as uow:
            await stage.engine.tick(uow)
    assert await stage.said() == []

    await work_off(stage.database, stage.engine)

    assert await stage.said() == ["又有人等到了"]
    assert {run.outcome for run in await stage.runs()} == {"done"}


@on_both
async def test_one_process_alone_works_off_all_there_is(stage: Stage) -> None:
    await stage.play(FIRST, SECOND)
    people = await crowd(stage, 5)

    await work_off(stage.database, stage.engine)

    await everybody_was_served_once(stage, people)
