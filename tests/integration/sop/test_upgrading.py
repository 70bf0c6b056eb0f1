"""Moving runs to a new version, some at a time: everybody once, whatever happens in between."""

from collections import Counter
from dataclasses import replace

from core.message import Target
from sop.engine import upgrading
from storage.members import Member
from storage.work import Work, work
from tests.databases import on_both
from tests.integration.sop.stage import Stage
from tests.integration.sop.test_versions import rewrite

pytestmark = on_both

SCRIPT = """
sop: camp
start: [{on: member_joined}]
steps:
  - id: tomorrow
    at: day 2 09:00
    do: [{award: {points: 1, reason: x}}, {say: {to: private, else: skip, text: 旧的}}]
"""


async def jobs(stage: Stage) -> list[Work]:
    async with stage.database.begin() as uow:
        return [uow.work._work.adopt(row) for row in await uow.query(work.select().order_by("id"))]


async def look(stage: Stage, by: Member) -> None:
    async with stage.scope() as scope:
        await stage.engine.look_at_upgrade(scope, "camp", Target.user(by.user_id), None)
    await stage.tick()


async def confirm(stage: Stage, by: Member) -> Work | None:
    first = (await jobs(stage))[0]
    async with stage.scope() as scope:
        found = await scope.uow.work.find(first.id)
        assert found is not None
        return await stage.engine.upgrade_all(scope, found, await scope.uow.users.get(by.user_id))


async def camp(stage: Stage, people: int) -> list[Member]:
    """So many in the old version; the file says something new."""
    await stage.play(SCRIPT)
    members = [await stage.join(f"成员{number}") for number in range(people)]
    rewrite(stage.folder / "script0.yaml", SCRIPT.replace("旧的", "新的"))
    stage.library.refresh()
    return members


async def test_many_are_moved_bit_by_bit_across_a_restart_and_each_once(stage: Stage) -> None:
    members = await camp(stage, upgrading.A_TRANSACTION + 20)
    await look(stage, members[0])
    await confirm(stage, members[0])
    async with stage.database.begin() as uow:
        assert await stage.engine.tick_work(uow)
    moved = Counter(run.version for run in await stage.runs())
    assert sorted(moved.values()) == [20, upgrading.A_TRANSACTION]

    await stage.restart()
    await stage.later(days=2)

    assert Counter(await stage.traced())["upgraded"] == len(members)
    told = Counter(text[:2] for text in await stage.said())
    assert (told["新的"], told["旧的"]) == (len(members), 0)
    assert {await stage.points_of(member) for member in members} == {1}
    assert (await stage.said())[-len(members) - 1].count("120 人已换到新版本") == 1


async def test_it_can_be_confirmed_once(stage: Stage) -> None:
    (lin,) = await camp(stage, 1)
    await look(stage, lin)

    assert await confirm(stage, lin) is not None
    assert await confirm(stage, lin) is None


async def test_a_script_that_changes_half_way_stops_the_move(stage: Stage) -> None:
    members = await camp(stage, upgrading.A_TRANSACTION + 20)
    await look(stage, members[0])
    await confirm(stage, members[0])
    async with stage.database.begin() as uow:
        await stage.engine.tick_work(uow)
    rewrite(stage.folder / "script0.yaml", SCRIPT.replace("旧的", "更新"))
    stage.library.refresh()
    await stage.tick()

    assert "又改了：100 个已换好" in (await stage.said())[-1]
    assert all(job.done_at is not None for job in await jobs(stage))
    await stage.later(days=2)
    assert Counter(text[:2] for text in await stage.said())["旧的"] == 20


async def test_a_run_on_hold_moves_and_its_clocks_stand_still(stage: Stage) -> None:
    (lin,) = await camp(stage, 1)
    async with stage.scope() as scope:
        (run,) = await scope.uow.runs.live_of_member(lin.id)
        user = await scope.uow.users.get(lin.user_id)
        await stage.engine.pause_run(scope, run, user)
    await look(stage, lin)
    await confirm(stage, lin)
    await stage.later(days=3)
    assert "新的" not in "".join(await stage.said())[-4:]

    async with stage.scope() as scope:
        (run,) = await scope.uow.runs.live_of_member(lin.id)
        await stage.engine.resume_run(scope, run, await scope.uow.users.get(lin.user_id))
    await stage.later(days=2)

    assert (await stage.said())[-1].startswith("新的")


async def test_nobody_on_a_former_version_is_said_without_a_button(stage: Stage) -> None:
    await stage.play(SCRIPT)
    lin = await stage.join()
    await look(stage, lin)

    rows = await stage.rows()
    assert "最新版本" in rows[-1].payload["text"]
    assert not rows[-1].payload.get("buttons")


async def test_a_run_whose_own_version_is_lost_has_not_moved(stage: Stage) -> None:
    lin, mei = await camp(stage, 2)
    async with stage.database.begin() as uow:
        (run,) = await uow.runs.live_of_member(mei.id)
        uow.runs.put(replace(run, version="0" * 64))
    await look(stage, lin)
    await confirm(stage, lin)
    await stage.tick()

    assert "1 人已换到新版本" in (await stage.said())[-1]
    assert Counter(await stage.traced())["upgraded"] == 1
    assert [code for code, _ in stage.reports] == ["run_failed"]
