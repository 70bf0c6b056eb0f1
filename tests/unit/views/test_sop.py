"""What `/sop` answers: lists, status, traces and reloads."""

import pytest
from markupsafe import Markup

from sop.actions import Item
from sop.effects import What
from tests.structure.spoken import codes_of
from views import sop, traces
from views.texts import Texts, texts_for

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("what", list(What))
def test_every_trace_line_has_words(what: What, texts: Texts):
    said = traces.trace(texts, [traces.TraceLine("今天 09:00", "camp", "hello/1", what, {})])

    assert what.value in traces.WORDS
    assert "今天 09:00 camp <code>hello/1</code>: " in said


def test_a_trace_explains_why_nothing_started():
    line = traces.TraceLine("今天 09:00", "camp", "", "did_not_start", {"reason": "been_here"})

    assert traces.trace(ZH, [line]) == "今天 09:00 camp: 没有开始：以前来过"


def test_a_trace_tells_for_what_and_until_when_a_run_waits():
    awaited = {"awaited": "check_in", "until": "今天 20:00"}
    lines = [
        traces.TraceLine("今天 09:00", "七日引导", "daily[1]/2", "waited", awaited),
        traces.TraceLine("今天 09:00", "七日引导", "hello/1", "waited", {"until": "今天 11:00"}),
    ]

    assert traces.trace(ZH, lines).splitlines() == [
        "今天 09:00 七日引导 <code>daily[1]/2</code>: 等待 TA 打卡，最晚到 今天 20:00",
        "今天 09:00 七日引导 <code>hello/1</code>: 等到 今天 11:00",
    ]


def test_a_trace_tells_what_was_done_instead_for_who_could_not_be_reached():
    line = traces.TraceLine("today 09:00", "Camp", "ask/1", "unreachable", {"else": "chat_button"})

    assert "put a button in the group" in traces.trace(EN, [line])


def test_every_reason_and_action_in_a_trace_has_words():
    reasons = codes_of("Refusal") | {"chain_cut", "unknown_script", "unknown_step", "expired"}

    assert (reasons | set(Item.model_fields)) - traces.VALUES.keys() == set()


def test_a_tag_called_like_a_code_is_not_translated():
    assert "left" in traces.trace(ZH, [traces.TraceLine("09:00", "camp", "a/1", "tagged", {"tag": "left"})])


def test_a_long_trace_keeps_its_latest_lines():
    lines = [traces.TraceLine(f"第 {n} 次", "camp", "x" * 60, "said", {"to": "chat"}) for n in range(200)]
    said = traces.trace(ZH, lines)

    assert "第 199 次" in said
    assert "第 0 次" not in said
    assert said.startswith("<i>更早的记录没有列出。</i>")
    assert len(said) < 4096


def test_status_shows_the_day_and_each_place():
    waiting = [
        sop.WaitLine("daily[3]/2", "每日打卡", "event", "今天 20:00"),
        sop.WaitLine("graduate", "毕业", "head", "3月8日 21:00"),
        sop.WaitLine("ask/1", "ask", "answer", None),
    ]
    said = sop.status(ZH, [sop.RunLine("七日", Markup("小林"), 3, "paused", waiting)], 1)

    assert said.split("\n") == [
        "<b>七日</b> · 小林 · 第 3 天 · ⏸ 已暂停",
        "· <code>daily[3]/2</code> 每日打卡：等 TA 行动，到 今天 20:00",
        "· <code>graduate</code> 毕业：3月8日 21:00 开始",
        "· <code>ask/1</code>：等 TA 回答",
    ]


def test_a_cohort_that_has_not_begun_has_days_to_go():
    line = sop.RunLine("训练营", Markup("第一期"), -1, "active", [])

    assert sop.status(ZH, [line], 1) == "<b>训练营</b> · 第一期 · 还有 2 天开始"
    assert sop.status(EN, [line], 1) == "<b>训练营</b> · 第一期 · 2 days to go"


def test_a_file_without_a_good_version_is_in_the_list_of_scripts():
    line = sop.ScriptLine("camp", "训练营", "member", "active", 0)

    assert "改好之前不会运行：<code>zh/welcome.yaml</code>" in sop.listing(ZH, [line], ["zh/welcome.yaml"])
    assert "还没有流程" not in sop.listing(ZH, [], ["zh/welcome.yaml"])


def test_an_unknown_script_is_met_with_a_guess_or_a_list():
    worded = sop.REFUSALS["sop_unknown"]

    near, values = worded(ZH, {"sop": "onbording", "known": ["onboarding", "camp"]})
    assert ZH(near, **values) == "没有流程「onbording」，是不是 onboarding？"
    other, values = worded(ZH, {"sop": "zzz", "known": ["onboarding", "camp"]})
    assert ZH(other, **values) == "没有流程「zzz」。现有：onboarding, camp"
    empty, values = worded(ZH, {"sop": "zzz", "known": []})
    assert ZH(empty, **values) == "没有流程「zzz」。"
