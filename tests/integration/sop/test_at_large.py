"""What is done to many is done once to each, however often the program dies, and is taken back for nobody else."""

from collections import Counter
from typing import Any

import pytest

from community.aims import Aim
from core.errors import Refused
from core.message import Kind, Message, Target
from sop.engine import working
from sop.engine.work import WorkKind
from storage.members import Member
from storage.outgoing import Call
from storage.unit_of_work import UnitOfWork
from storage.users import User
from storage.work import Work, WorkState
from tests.databases import on_both
from tests.integration.sop.stage import Stage

pytestmark = on_both

SCRIPT = """
sop: guide
start: [{on: command, command: guide}]
steps: [{id: a, do: [{wait: 1h}, {award: {points: 1, reason: 在}}]}]
"""
MANY = 70


async def crowd(stage: Stage, count: int) -> list[Member]:
    return [await stage.join(f"成员{number}") for number in range(count)]


async def user_of(stage: Stage, member: Member) -> User:
    async with stage.scope() as scope:
        return await scope.uow.users.get(member.user_id)


async def ask(stage: Stage, by: User, kind: WorkKind = WorkKind.START, aim: Aim | None = None) -> Work:
    """Ask for it; the message that tells of it is a row of the outbox."""
    async with stage.scope() as scope:
        told: dict[str, Any] = {"who": "all", "title": "guide", "locale": "zh"}
        asked = await stage.engine.ask(scope, kind, aim or Aim(), by, "guide", **told)
        return asked.work


async def confirm(stage: Stage, work: Work) -> Work | None:
    async with stage.scope() as scope:
        assert work.asked_by is not None
        row_id = await scope.uow.outbox.plan(Message(Target.user(work.asked_by), Kind.REPLY, "?"))
        return await stage.engine.confirm(scope, await as_kept(scope.uow, work), row_id)


async def as_kept(uow: UnitOfWork, work: Work) -> Work:
    """The work as this unit of work knows it."""
    known = await uow.work.find(work.id)
    assert known is not None
    return known


async def found(stage: Stage, work: Work) -> Work:
    async with stage.scope() as scope:
        return await as_kept(scope.uow, work)


async def work_off(stage: Stage, parts: int = 10) -> None:
    """So many parts, a second apart; the program dies after each."""
    for _ in range(parts):
        async with stage.database.begin() as uow:
            await stage.engine.tick_work(uow)
        stage.down(seconds=1)
        await stage.restart()


async def runs_by_member(stage: Stage, members: list[Member]) -> Counter[int]:
    async with stage.scope() as scope:
        await scope.uow.runs.load_of_members(member.id for member in members)
        return Counter({member.id: len(await scope.uow.runs.live_of_member(member.id)) for member in members})


async def test_everybody_gets_one_run_though_the_program_dies_after_every_part(stage: Stage) -> None:
    await stage.play(SCRIPT)
    members = await crowd(stage, MANY)
    by = await user_of(stage, members[0])
    work = await ask(stage, by)
    assert (await found(stage, work)).state == WorkState.ASKED

    await confirm(stage, work)
    await work_off(stage)

    assert set((await runs_by_member(stage, members)).values()) == {1}
    done = await found(stage, work)
    assert (done.state, done.tally) == (WorkState.DONE, {"done": MANY})


async def test_half_of_it_is_stopped_and_only_what_it_did_is_taken_back(stage: Stage) -> None:
    await stage.play(SCRIPT)
    members = await crowd(stage, MANY)
    by = await user_of(stage, members[0])
    async with stage.scope() as scope:
        before = await stage.engine.do_at_once(
            scope, WorkKind.START, Aim(members=(members[0].id,)), by, "guide", who="x", title="guide"
        )
        assert before.tally == {"done": 1}
    work = await ask(stage, by)
    await confirm(stage, work)
    await work_off(stage, parts=1)
    async with stage.scope() as scope:
        await stage.engine.cancel(scope, await as_kept(scope.uow, work), by)
    await work_off(stage, parts=3)
    stopped = await found(stage, work)
    assert (stopped.state, stopped.tally) == (WorkState.CANCELLED, {"running": 1, "done": 49})

    async with stage.scope() as scope:
        await stage.engine.take_back(scope, await as_kept(scope.uow, work), by, None)
    await work_off(stage, parts=3)
    left = await runs_by_member(stage, members)
    assert sum(left.values()) == 1
    assert left[members[0].id] == 1, "this one was started by something else"
    async with stage.scope() as scope:
        undone = await as_kept(scope.uow, work)
        with pytest.raises(Refused, match="button_used"):
            await stage.engine.take_back(scope, undone, by, None)


async def test_progress_is_told_every_few_seconds_at_most(stage: Stage) -> None:
    await stage.play(SCRIPT)
    members = await crowd(stage, 450)
    work = await ask(stage, await user_of(stage, members[0]))
    await confirm(stage, work)
    await work_off(stage)

    edits = [row for row in await stage.rows() if row.call == Call.EDIT]
    assert len(edits) == 2, "after five seconds, and at the end"
    assert "✅ 完成 450 人" in edits[-1].payload["text"]
    assert working.TOLD_EVERY.total_seconds() == 5


async def test_what_fails_for_some_is_counted_by_its_reason(stage: Stage) -> None:
    await stage.play(SCRIPT)
    members = await crowd(stage, 4)
    by = await user_of(stage, members[0])
    some = Aim(members=tuple(member.id for member in members[:2]))
    everybody = Aim(members=tuple(member.id for member in members))
    told = {"who": "x", "title": "guide"}
    async with stage.scope() as scope:
        await stage.engine.do_at_once(scope, WorkKind.START, some, by, "guide", **told)
        paused = await stage.engine.do_at_once(scope, WorkKind.PAUSE, some, by, "guide", **told)
        assert paused.tally == {"done": 2}
        again = await stage.engine.do_at_once(scope, WorkKind.PAUSE, everybody, by, "guide", **told)
        assert again.tally == {"run_held": 2, "no_run": 2}
        stopped = await stage.engine.do_at_once(scope, WorkKind.STOP, everybody, by, "guide", **told)
        assert stopped.tally == {"done": 2, "no_run": 2}
