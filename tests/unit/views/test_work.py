"""What is asked and told about something done to many, in both languages."""

import pytest

from sop.engine.work_kinds import KINDS
from views import steering, work
from views.texts import texts_for

ZH, EN = texts_for("zh"), texts_for("en")
DATA = {"title": "七日 <引导>", "who": "tag:python points>100", "place": "hello/2", "step": "bonus"}


def test_the_preview_tells_whom_it_touches_and_who_is_left_out():
    label = steering.label("start", EN, DATA)
    text, rows = work.preview(EN, 7, label, 137, {"running": 12, "not_for_them": 1}, ["Lin", "Wang"])

    assert text.splitlines() == [
        "▶️ Start <b>七日 &lt;引导&gt;</b> · tag:python points&gt;100",
        "👥 137 people",
        "· 12 have it already",
        "· for 1 its condition doesn't hold",
        "<i>Lin, Wang and 135 more</i>",
    ]
    assert [button.text for button in rows[0]] == ["✅ Do it", "Cancel"]


def test_progress_is_a_bar_that_never_overflows():
    assert "▓▓▓▓▓░░░░░ 60 of 120" in work.progress(EN, 7, "x", 60, 120)[0]
    assert "▓▓▓▓▓▓▓▓▓▓ 120/120" in work.progress(ZH, 7, "x", 130, 120)[0]
    assert "░░░░░░░░░░ 0/0" in work.progress(ZH, 7, "x", 0, 0)[0]


def test_what_came_of_it_is_told_with_its_reasons_the_most_frequent_first():
    tally = {"left": 1, "done": 50, "running": 3}
    text, rows = work.finished(ZH, 7, "x", tally, undo=True)

    assert text.splitlines() == ["x", "✅ 完成 50 人", "· 3 人已经在进行", "· 1 人已离开群"]
    assert rows[0][0].text == "↩️ 撤销"
    assert "66 weren't begun" in work.cancelled(EN, 7, "x", tally, 120, undo=False)[0]


@pytest.mark.parametrize("texts", [ZH, EN], ids=["zh", "en"])
def test_every_kind_that_is_shown_says_what_it_does(texts):
    for kind in KINDS.values():
        if kind.label is not None:
            label = kind.label(texts, {**DATA, "tag": "学员"})
            assert "{" not in label
            assert "<引导>" not in label
