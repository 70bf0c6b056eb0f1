"""A script that uses every key of the language, lived through by people who do and who don't."""

from datetime import date
from pathlib import Path

from community import cohorts, communities
from sop.state import Outcome
from storage.communities import ChatRole
from storage.users import Reach
from tests.databases import on_both
from tests.integration.community.world import add_bot
from tests.integration.sop.stage import Stage

pytestmark = on_both

SCRIPTS = Path(__file__).parents[2] / "scripts"


async def test_nothing_fails_whoever_comes(stage: Stage) -> None:
    async with stage.scope() as scope:
        chat = await add_bot(scope.uow, stage.policies, -2002, "助教群")
        await communities.bind_chat(scope, chat, ChatRole.STAFF)
    await stage.play(*(path.read_text("utf-8") for path in sorted(SCRIPTS.glob("*.yaml"))))
    eager = await stage.join("小林")
    silent = await stage.join("阿美", reach=Reach.NEVER_STARTED)
    leaver = await stage.join("小王")
    await stage.deliver()
    async with stage.scope() as scope:
        by = await scope.uow.users.get(eager.user_id)
        cohort = await cohorts.create(scope, "第一期", date(2026, 11, 4), by)
        await cohorts.add(scope, cohort, eager, by)
    await stage.answer(eager, "我是写了十年代码的人，现在想学着早起写作，请多关照大家")

    for _ in range(8):
        await stage.later(hours=5)
        await stage.deliver()
        await stage.check_in(eager)
        await stage.write(silent, "求助 #作业")
        await stage.later(hours=19)
    await stage.leave(leaver)
    await stage.later(days=20)

    assert stage.reports == []
    outcomes = {(run.sop, run.outcome) for run in await stage.runs()}
    assert not any(outcome == Outcome.FAILED for _, outcome in outcomes)
    assert {sop for sop, _ in outcomes} == stage.library.in_force("zh").keys()
    assert await stage.points_of(eager) > await stage.points_of(silent)
