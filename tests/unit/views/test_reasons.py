"""Why a condition did not hold, in words that somebody understands who has never seen the script."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from sop.judge import Scene
from sop.language.conditions import Condition
from sop.reasons import Reason, why, why_not
from storage.scripts import Trace
from tests.unit.sop.questions import conditions, scenes
from views import reasons
from views.texts import texts_for
from views.traces import TraceLine, in_words
from views.why import Happened, fitting, left_undone, telling, what_happened

ZH, EN = texts_for("zh"), texts_for("en")
PAID = {"is": "tag", "name": "paid", "seen": False}
STAFF = {"is": "tag", "name": "staff", "not": True, "seen": True}
RICH = {"is": "points", "op": ">=", "n": 30, "seen": 12}


def week(op: str, n: int, seen: int, since: object) -> Reason:
    return {"is": "check_ins", "op": op, "n": n, "seen": seen, "since": since}


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        (PAID, "the tag “paid” (they didn't have it)", "标签「paid」（当时没有）"),
        (STAFF, "no tag “staff” (they had it)", "不带标签「staff」（当时有）"),
        (RICH, "at least 30 points (they had 12)", "积分至少 30（当时 12）"),
        (
            week(">=", 5, 3, "start"),
            "at least 5 check-ins since the start (they had 3)",
            "开始以来打卡至少 5 次（当时 3）",
        ),
        (
            week("<", 1, 1, "day"),
            "no check-in on that day (they had 1)",
            "那天没打卡（当时 1）",
        ),
        (
            week(">=", 3, 0, 7 * 86400),
            "at least 3 check-ins in the last 7 days (they had 0)",
            "最近 7 天打卡至少 3 次（当时 0）",
        ),
        (
            {"is": "stage", "name": "core", "seen": "new"},
            "the stage “core” (they were “new here”)",
            "阶段是「铁粉」（当时是「新人」）",
        ),
        (
            {"is": "answer", "name": "city", "by": "=", "value": "上海", "seen": "北京"},
            "“上海” as the answer to “city” (it was “北京”)",
            "「city」的回答是「上海」（回答是「北京」）",
        ),
        (
            {"is": "hours", "from": "22:00", "to": "08:00", "not": True, "seen": "23:15"},
            "a time outside 22:00–08:00 (it was 23:15)",
            "时间不在 22:00–08:00 之间（当时是 23:15）",
        ),
        (
            {"is": "weekday", "days": [5, 6], "seen": 2},
            "one of these days: Saturday, Sunday (it was Wednesday)",
            "当天是周六、周日（当时是 周三）",
        ),
        (
            {"all": [PAID, {"any": [RICH, STAFF]}]},
            (
                "the tag “paid” (they didn't have it), and either at least 30 points (they had 12)"
                " or no tag “staff” (they had it)"
            ),
            "标签「paid」（当时没有），并且积分至少 30（当时 12）或不带标签「staff」（当时有）",
        ),
        (
            {"any": [PAID, RICH], "more": 4},
            "the tag “paid” (they didn't have it), or at least 30 points (they had 12), and 4 more",
            "标签「paid」（当时没有），或者积分至少 30（当时 12），等等（另有 4 项）",
        ),
        ({"any": []}, "something that never is so", "永远不会成立的条件"),
    ],
)
def test_what_it_takes_and_what_was_found(reason: Reason, english: str, chinese: str):
    assert reasons.in_words(EN, reason) == english
    assert reasons.in_words(ZH, reason) == chinese


@settings(max_examples=300, deadline=None)
@given(conditions, scenes)
def test_any_reason_has_words_in_both_languages(condition: Condition, scene: Scene):
    reason = why_not(condition, scene) or why(condition, scene)
    assert reason is not None

    assert reasons.in_words(EN, reason)
    # All that is left of Latin letters are names and answers of the script's.
    rest = re.sub(r"「[^」]*」", "", reasons.in_words(ZH, reason))
    assert not re.search(r"[A-Za-z]{2}", rest), rest


def test_titles_stand_for_names_wherever_they_are():
    reason = {"any": [{"is": "sop", "name": "camp", "seen": False}, PAID]}

    assert reasons.named(reason, {"sop": str.upper}) == {
        "any": [{"is": "sop", "name": "CAMP", "seen": False}, PAID]
    }


def line(what: str, **detail: Any) -> TraceLine:
    return TraceLine("today 09:00", "Camp", "", what, detail)


@pytest.mark.parametrize(
    ("told", "english", "chinese"),
    [
        (
            line("did_not_start", reason="not_for_them", why=PAID),
            "it didn't start: it needs the tag “paid” (they didn't have it)",
            "没有开始，条件是：标签「paid」（当时没有）",
        ),
        (
            line("chose", branch=None, why=[RICH]),
            "I did nothing here: it needs at least 30 points (they had 12)",
            "这里什么都没做，条件是：积分至少 30（当时 12）",
        ),
        (
            line("chose", branch=None, why=[RICH, PAID]),
            ("I did nothing here: branch 1 needs at least 30 points (they had 12);"
            " branch 2 needs the tag “paid” (they didn't have it)"),
            "这里什么都没做：分支 1 的条件是：积分至少 30（当时 12）；分支 2 的条件是：标签「paid」（当时没有）",
        ),
        (
            line("chose", branch="else", why=[RICH]),
            "I took branch “else”: branch 1 needs at least 30 points (they had 12)",
            "走了分支 「否则」：分支 1 的条件是：积分至少 30（当时 12）",
        ),
        (
            line("chose", branch="if2", why=[PAID]),
            "I took branch 2: branch 1 needs the tag “paid” (they didn't have it)",
            "走了分支 2：分支 1 的条件是：标签「paid」（当时没有）",
        ),
        (
            line("timed_out", awaited="a_condition", why=PAID),
            "I waited in vain, so I went on without it: it needed the tag “paid” (they didn't have it)",
            "没等到，就继续往下走了，条件是：标签「paid」（当时没有）",
        ),
        (
            line("timed_out", awaited="check_in"),
            "I waited in vain for their check-in, so I went on without it",
            "没等到 TA 打卡，就没再等，继续往下走",
        ),
        (
            line("timed_out", awaited="an_answer"),
            "I waited in vain for their answer, so I went on without it",
            "没等到 TA 回答，就没再等，继续往下走",
        ),
        (
            line("timed_out", awaited="a_decision"),
            "I waited in vain for the staff to decide, so I went on without it",
            "没等到助教审批，就没再等，继续往下走",
        ),
        (
            line("stopped", reason="condition", outcome="stopped", why={"is": "tag", "name": "staff", "seen": True}),
            "it ended early: the tag “staff” (they had it)",
            "提前结束：标签「staff」（当时有）",
        ),
        (
            line("waited", awaited="a_condition", until="today 20:00", why=PAID),
            "waiting for the tag “paid” (they didn't have it), until today 20:00",
            "等待标签「paid」（当时没有），最晚到 today 20:00",
        ),
    ],
)  # fmt: skip
def test_a_line_of_a_trace_says_why_not(told: TraceLine, english: str, chinese: str):
    assert (what_happened(EN, told), what_happened(ZH, told)) == (english, chinese)


def test_lines_that_were_kept_before_there_were_reasons_still_have_words():
    for what in ("did_not_start", "chose", "timed_out", "stopped", "waited"):
        old = line(what, reason="not_for_them", branch=None, awaited="check_in", until="today 20:00")
        assert what_happened(EN, old)
        assert in_words(ZH, old)


def test_a_branching_tells_something_only_if_a_branch_was_not_taken():
    usual = trace("chose", branch="if1")
    other = trace("chose", branch="if2", why=[PAID])
    assert telling([usual, other]) == [other]
    assert left_undone(line("chose", branch=None, why=[PAID]))
    assert not left_undone(line("chose", branch="else", why=[PAID]))


def test_what_could_not_arrive_was_not_said():
    said = trace("said", to="private")
    elsewhere = trace("said", path="next/1", to="private")
    missed = trace("unreachable", **{"else": "mention"})
    again = trace("said", to="private")

    assert telling([said, elsewhere, missed, again]) == [elsewhere, missed, again]
    assert telling([replace(said, run_id=2), missed]) == [replace(said, run_id=2), missed]


def trace(what: str, path: str = "hello/1", **detail: Any) -> Trace:
    return Trace(1, 1, "camp", path, what, datetime(2026, 3, 2, tzinfo=UTC), detail, run_id=1)


def test_a_page_holds_as_many_long_reasons_as_fit_and_always_the_latest():
    long = line("did_not_start", reason="not_for_them", why={"all": [PAID] * 24})
    happened = [Happened("", long)] * 12

    assert 1 <= len(fitting(EN, happened)) < 12
    assert fitting(EN, happened[:1]) == happened[:1]
    assert fitting(EN, [Happened("", line("started"))] * 12) == [Happened("", line("started"))] * 12
    assert len(fitting(EN, [Happened("", line("did_not_start", why={"all": [PAID] * 500}))] * 2)) == 1
    assert fitting(EN, []) == []


def test_what_a_member_answered_is_no_markup():
    answer = {"is": "answer", "name": "city", "by": "=", "value": "<b>x</b>", "seen": "<i>y</i>"}
    said = what_happened(EN, line("did_not_start", reason="not_for_them", why=answer))

    assert "&lt;b&gt;x" in said
    assert "<i>" not in said
