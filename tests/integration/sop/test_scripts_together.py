"""Scripts that start, stop and wake one another; cohorts; what the clock starts."""

from datetime import date

from community import cohorts
from tests.databases import on_both
from tests.integration.sop.stage import Stage

pytestmark = on_both

PARENT = """
sop: parent
start: [{on: member_joined}]
steps:
  - id: a
    do:
      - run: {sop: child, inputs: {topic: 读书}}
      - wait: 1h
      - stop: {sop: child}
"""

CHILD = """
sop: child
inputs: {topic: {title: 关于什么}, greeting: {title: 问候, default: 你好}}
steps:
  - id: b
    do:
      - say: {to: chat, text: "{{ greeting }}，聊聊{{ topic }}"}
      - wait: 5h
      - tag: never
"""

CAMP = """
sop: camp
for: cohort
start: [{on: cohort_created}]
steps:
  - {id: eve, at: day 0 20:00, do: [{say: {to: chat, text: "{{ cohort }} 明天开营！"}}]}
  - {id: go, at: day 1 09:00, do: [{run: {sop: child, for: members, inputs: {topic: 开营}}}]}
"""

OPENING = """
sop: opening
for: cohort
start: [{on: cohort_started}]
steps: [{id: a, do: [{say: {to: chat, text: "{{ cohort }} 第 {{ day }} 天"}}]}]
"""

MORNING = """
sop: morning
for: chat
start: [{on: schedule, at: "10:00"}]
again: always
steps: [{id: a, do: [{say: {to: chat, text: "{{ chat }}，早！"}}]}]
"""

EVENING = """
sop: evening
start: [{on: schedule, at: "20:00", days: mon-fri}]
mode: parallel
steps: [{id: a, do: [{award: {points: 1, reason: 晚上好}}]}]
"""


async def test_a_script_starts_and_stops_another(stage: Stage) -> None:
    await stage.play(PARENT, CHILD)
    lin = await stage.join()
    assert await stage.said() == ["你好，聊聊读书"]

    await stage.later(hours=6)

    assert await stage.tags_of(lin) == []
    assert [(run.sop, run.outcome) for run in await stage.runs()] == [
        ("parent", "done"),
        ("child", "stopped"),
    ]


async def test_a_cohort_hears_of_its_start_and_each_member_gets_a_run(stage: Stage) -> None:
    await stage.play(CAMP, CHILD, OPENING)
    people = [await stage.join(name) for name in ("甲", "乙", "丙")]
    async with stage.scope() as scope:
        by = await scope.uow.users.get(people[0].user_id)
        cohort = await cohorts.create(scope, "第一期", date(2026, 11, 4), by)
        for member in people[:2]:
            await cohorts.add(scope, cohort, member, by)

    await stage.later(days=1, hours=12)
    assert await stage.said() == ["第一期 明天开营！"]
    await stage.later(hours=13)

    assert sorted(await stage.said()) == sorted(
        ["第一期 明天开营！", "第一期 第 1 天", "你好，聊聊开营", "你好，聊聊开营"]
    )
    started = [run.member_id for run in await stage.runs() if run.sop == "child"]
    assert started == [member.id for member in people[:2]]


async def test_a_schedule_starts_everybody_once_across_restarts(stage: Stage) -> None:
    await stage.play(EVENING)
    people = [await stage.join(str(number)) for number in range(3)]

    await stage.later(hours=11)
    await stage.restart()
    await stage.later(minutes=5)
    await stage.restart()
    await stage.later(hours=20)

    assert [await stage.points_of(one) for one in people] == [1, 1, 1]
    await stage.later(days=6)  # from Tuesday afternoon to Monday afternoon: Tuesday to Friday
    assert [await stage.points_of(one) for one in people] == [5, 5, 5]


async def test_a_schedule_missed_while_down_fires_once_when_it_is_back(stage: Stage) -> None:
    await stage.play(EVENING)
    lin = await stage.join()

    stage.down(days=3)
    await stage.restart()
    await stage.tick()

    assert await stage.points_of(lin) == 1


async def test_of_several_times_missed_the_last_one_is_still_in_time(stage: Stage) -> None:
    """Back on the fourth day at 10:10, the group is still told what it is told at ten every day, once."""
    await stage.play(MORNING)

    stage.down(days=3, hours=1, minutes=10)
    await stage.restart()
    await stage.tick()
    assert await stage.said() == ["早起写作营，早！"]

    await stage.later(hours=24)
    assert await stage.said() == ["早起写作营，早！"] * 2


async def test_a_script_for_the_chat_runs_once_for_each_group(stage: Stage) -> None:
    await stage.play(MORNING)

    await stage.later(hours=2)

    assert await stage.said() == ["早起写作营，早！"]


async def test_scripts_that_wake_each_other_for_ever_are_cut(stage: Stage) -> None:
    await stage.play(
        """
sop: ping
start: [{on: tag_added, tag: ping}]
mode: parallel
steps: [{id: a, do: [{untag: ping}, {tag: pong}]}]
""",
        """
sop: pong
start: [{on: tag_added, tag: pong}]
mode: parallel
steps: [{id: a, do: [{untag: pong}, {tag: ping}]}]
""",
    )
    lin = await stage.join()

    await stage.tag(lin, "ping")

    assert len(await stage.runs()) == 8
    assert [code for code, _ in stage.reports] == ["chain_cut"]
    assert "did_not_start" in await stage.traced()


async def test_the_end_of_one_script_starts_the_next(stage: Stage) -> None:
    await stage.play(
        """
sop: first
start: [{on: member_joined}]
steps: [{id: a, do: [{wait: 1h}]}]
""",
        """
sop: after
start: [{on: run_finished, sop: first, outcome: done}]
steps: [{id: a, do: [{tag: finished}]}]
""",
    )
    lin = await stage.join()

    await stage.later(hours=1)

    assert await stage.tags_of(lin) == ["finished"]
