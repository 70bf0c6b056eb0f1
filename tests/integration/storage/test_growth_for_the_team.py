"""What the team is shown every day goes by indexes, however many members and closed to-dos there are."""

from typing import Any

import pytest

from community import board, handover, own_todos, work_sheet
from config.policies import read_policies
from core import selectors
from core.clock import InventedClock
from storage import coming
from storage.board import Only, common_tags
from storage.database import Database
from storage.todos import Wanted
from tests.integration.sop.stage import Stage
from tests.integration.storage.test_growth import SCRIPT, scans, watched

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
async def stage(database: Database, clock: InventedClock, tmp_path: Any) -> Stage:
    folder = tmp_path / "scripts"
    folder.mkdir()
    stage = Stage(database, clock, read_policies(), folder)
    await stage.found()
    await stage.play(SCRIPT)
    for name in ("小林", "阿美"):
        await stage.write(await stage.join(name), "早")
    await stage.later(days=3)
    await stage.deliver()
    return stage


async def test_the_work_sheet_and_the_rules_of_the_bots_own(stage: Stage) -> None:
    with watched(stage.database) as asked:
        async with stage.scope() as scope:
            await work_sheet.make(scope, frozenset())
            await coming.coming(scope.uow, scope.community.id, scope.uow.now, scope.uow.now)
            for name in own_todos.DAILY:
                await own_todos.page(scope, name, 0, 10, frozenset())
            await scope.uow.first_words.due(scope.uow.now, 10)
            await scope.uow.first_words.next_due()

    assert len(asked.statements) > 10
    assert await scans(stage.database, asked) == []


async def test_the_lists_of_to_dos_and_the_end_of_a_shift(stage: Stage) -> None:
    run = (await stage.runs())[0]
    with watched(stage.database) as asked:
        async with stage.scope() as scope:
            member = await scope.uow.members.get(run.member_id or 0)
            key, user = stage.community_id, await scope.uow.users.get(member.user_id)
            for wanted in (Wanted(key, owners_too=False), Wanted(key, owners_too=True, asleep=True)):
                await scope.uow.todos.page_of(wanted, 8, 8)
                await scope.uow.todos.count_wanted(wanted)
            await handover.of(scope, user)
            await scope.uow.todo_notes.latest_about(1)
            await scope.uow.todo_notes.of_todo(1, 3)
            await scope.uow.todos.waking(scope.uow.now, 10)
            await scope.uow.todos.next_waking()

    assert await scans(stage.database, asked) == []


async def test_the_board(stage: Stage) -> None:
    with watched(stage.database) as asked:
        async with stage.scope() as scope:
            for selector in (board.in_scripts(["daily"]), selectors.parse("points>1 inactive>1d")):
                for only in Only:
                    await board.page(scope, selector, only, 0, frozenset())
            await common_tags(scope.uow, stage.community_id, 12)

    assert len(asked.statements) > 6
    assert await scans(stage.database, asked) == []
