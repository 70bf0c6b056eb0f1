"""Runs from their start to their end: greeted, waited for, stopped, late, led to a goal."""

from datetime import timedelta

from core.message import MEMBERS_PLACEHOLDER, POLICIES, Kind
from delivery.merging import merged
from sop.language.templates import VARIABLES
from sop.rendering import VALUES
from storage.runs import RunStatus
from storage.users import Reach
from tests.integration.sop.stage import Stage

GREETING = """
sop: greeting
start: [{on: member_joined}]
steps:
  - id: greet
    do:
      - say: {to: chat, text: "欢迎 {{ members }}！", merge: 60s,
               buttons: [{text: 开始, start_private: true}]}
      - tag: newcomer
      - award: {points: 5, reason: 加入}
"""

DAILY = """
sop: daily
start: [{on: member_joined}]
stop_when: [left]
steps:
  - id: daily
    each: {day: 1..3, at: "20:00"}
    do:
      - wait: {for: check_in, until: "21:00", none: [{say: {to: private, else: mention, text: 今天还没打卡}}]}
      - say: {to: private, else: skip, text: "第 {{ day }} 天打卡了"}
"""


async def test_who_joins_is_greeted_tagged_and_rewarded(stage: Stage) -> None:
    await stage.play(GREETING)

    lin = await stage.join("小林")

    assert await stage.said() == [f"欢迎 {MEMBERS_PLACEHOLDER}！"]
    assert await stage.tags_of(lin) == ["newcomer"]
    assert await stage.points_of(lin) == 5
    (run,) = await stage.runs()
    assert (run.status, run.outcome, run.due_at) == (RunStatus.ENDED, "done", None)
    assert await stage.traced(run) == ["started", "said", "tagged", "awarded", "finished"]


async def test_those_who_join_within_the_window_are_greeted_together(stage: Stage) -> None:
    await stage.play(GREETING)

    await stage.join("小林")
    await stage.later(seconds=20)
    await stage.join("阿美")

    first, second = await stage.rows()
    assert first.merge_key == second.merge_key
    assert first.not_before == second.not_before == first.created_at + timedelta(seconds=60)
    assert "小林" in first.payload["merge"]["mention"]


async def test_a_wait_passes_when_what_it_waits_for_comes(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()

    await stage.later(hours=11, minutes=30)
    await stage.check_in(lin)

    assert await stage.said() == ["第 1 天打卡了\n\n不想再收到这样的私信？发送 /stop。"]


async def test_what_answers_a_person_does_not_queue_behind_what_the_clock_says(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()

    await stage.later(hours=11, minutes=30)
    await stage.check_in(lin)

    (response,) = await stage.rows()
    assert response.kind == "response"
    assert POLICIES[Kind.RESPONSE].priority < POLICIES[Kind.STEP].priority


async def test_nothing_came_so_none_is_done_instead(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()

    await stage.later(hours=12, minutes=1)

    (reminder,) = await stage.rows()
    assert reminder.payload["text"].startswith("今天还没打卡")
    assert reminder.kind == "reminder"
    assert "小林" in reminder.payload["fallback"]["merge"]["mention"]
    assert reminder.member_id == lin.id


async def test_a_closed_door_is_known_so_the_mention_goes_out_at_once(stage: Stage) -> None:
    await stage.play(DAILY)
    await stage.join(reach=Reach.NEVER_STARTED)

    await stage.later(hours=12, minutes=1)

    (row,) = await stage.rows()
    assert row.user_id is None
    assert row.payload["text"].endswith("\n今天还没打卡")


async def test_only_the_first_private_message_names_the_way_out(stage: Stage) -> None:
    await stage.play(DAILY)
    await stage.join()

    await stage.later(days=2)

    assert ["/stop" in text for text in await stage.said()] == [True, False]


async def test_who_leaves_is_not_written_to_any_more(stage: Stage) -> None:
    await stage.play(DAILY)
    lin = await stage.join()
    await stage.later(hours=11, minutes=30)

    await stage.leave(lin)
    await stage.later(days=1)

    assert await stage.said() == []
    (run,) = await stage.runs()
    assert run.outcome == "stopped"


async def test_after_downtime_what_is_stale_is_not_said(stage: Stage) -> None:
    await stage.play(DAILY)
    await stage.join()

    stage.down(hours=13)
    await stage.later(minutes=1)

    assert await stage.said() == []
    (run,) = await stage.runs()
    assert "skipped_late" in await stage.traced(run)
    assert run.status == RunStatus.ACTIVE


async def test_a_join_heard_of_late_is_not_greeted_any_more_but_counts(stage: Stage) -> None:
    await stage.play(GREETING)
    joined_at = stage.clock.now()
    stage.down(hours=2)

    lin = await stage.join(at=joined_at)

    assert await stage.said() == []
    assert await stage.tags_of(lin) == ["newcomer"]


async def test_quiet_hours_hold_back_what_the_clock_starts(stage: Stage) -> None:
    await stage.play(
        """
sop: night
start: [{on: member_joined}]
quiet: "22:30-08:00"
steps:
  - {id: late, at: day 1 23:00, do: [{say: {to: private, else: skip, text: 晚安}}]}
"""
    )
    await stage.join()

    await stage.later(hours=20)
    assert await stage.said() == []
    await stage.later(hours=3)

    (row,) = await stage.rows()
    assert row.created_at.hour == 0  # 08:00 in Shanghai


async def test_the_goal_reached_early_leads_to_its_step(stage: Stage) -> None:
    await stage.play(
        """
sop: week
start: [{on: member_joined}]
goal: {check_ins: {at_least: 2, since: start}, then: graduate}
steps:
  - {id: remind, each: {day: 1..7, at: "12:00"}, do: [{say: {to: private, else: skip, text: 打卡啦}}]}
  - {id: graduate, at: day 7 21:00, do: [{tag: graduated}]}
"""
    )
    lin = await stage.join()

    await stage.check_in(lin)
    await stage.later(days=1)
    await stage.check_in(lin)

    assert await stage.tags_of(lin) == ["graduated"]
    (run,) = await stage.runs()
    assert run.outcome == "goal"


async def test_coming_back_starts_again_only_as_the_script_says(stage: Stage) -> None:
    await stage.play(GREETING)
    lin = await stage.join()
    await stage.leave(lin)

    await stage.later(days=1)
    await stage.come_back(lin)

    assert len(await stage.runs()) == 1
    assert (await stage.traced())[-1] == "did_not_start"


async def test_a_condition_lets_only_some_start(stage: Stage) -> None:
    await stage.play(
        """
sop: vip
start: [{on: tag_added, tag: vip}]
when: {not: {tag: staff}}
steps: [{id: hello, do: [{award: {points: 10, reason: 贵宾}}]}]
"""
    )
    lin, mei = await stage.join("小林"), await stage.join("阿美")
    await stage.tag(mei, "staff")

    await stage.tag(lin, "vip")
    await stage.tag(mei, "vip")

    assert (await stage.points_of(lin), await stage.points_of(mei)) == (10, 0)


async def test_a_message_with_the_words_starts_a_script(stage: Stage) -> None:
    await stage.play(
        """
sop: help
start: [{on: message, contains: [求助]}]
mode: parallel
steps: [{id: hint, do: [{say: {to: chat, text: "{{ member }} 稍等，助教来了"}}]}]
"""
    )
    lin = await stage.join()

    await stage.write(lin, "大家早")
    await stage.write(lin, "求助！打不开")

    (text,) = await stage.said()
    assert text.endswith("稍等，助教来了")


def test_every_variable_that_texts_may_use_is_filled_in() -> None:
    assert VALUES.keys() == VARIABLES.keys()


HEARS = """
sop: hears
start: [{on: member_joined}]
steps:
  - id: hears
    do:
      - wait: 1h
      - wait: {for: message, within: 2h, since: start, none: [{tag: silent}]}
      - tag: spoke
"""


async def test_a_message_from_before_the_wait_was_reached_still_counts(stage: Stage) -> None:
    await stage.play(HEARS)
    lin = await stage.join()
    await stage.later(minutes=20)
    await stage.write(lin, "大家好")

    await stage.later(minutes=41)

    assert await stage.tags_of(lin) == ["spoke"]


async def test_those_whom_the_clock_reminds_behind_closed_doors_are_mentioned_together(stage: Stage) -> None:
    await stage.play(DAILY)
    for number in range(7):
        await stage.join(f"新人{number}", reach=Reach.NEVER_STARTED)

    await stage.later(hours=12, minutes=1)

    rows = await stage.rows()
    assert {row.payload["text"] for row in rows} == {f"{MEMBERS_PLACEHOLDER}\n今天还没打卡"}
    assert len({(row.merge_key, row.not_before) for row in rows}) == 1
    together = merged(rows).payload["text"]
    assert together.count("新人") == 5
    assert together.endswith("等另外 2 人\n今天还没打卡")
