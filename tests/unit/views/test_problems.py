"""The answer to `/sop reload`, and what is wrong with scripts in the community's language."""

from markupsafe import Markup

from views.problems import Fault, Reloaded, reloaded
from views.texts import texts_for

ZH = texts_for("zh")


def test_a_reload_with_many_problems_stays_sendable():
    faults = [Fault(f"zh/camp.yaml:{n}:1: " + "<x>" * 300, goes_on=True) for n in range(40)]
    said = reloaded(ZH, Reloaded(3, ["a"], ["b"], [], faults))

    assert "新增：a" in said
    assert "有改动：b" in said
    assert "zh/camp.yaml:0:1:" in said
    assert "还有 28 处" in said
    assert len(Markup(said).striptags()) < 4096


def test_a_script_that_was_never_good_is_not_said_to_go_on():
    said = reloaded(ZH, Reloaded(0, [], [], [], [Fault("zh/new.yaml:1:1: …", goes_on=False)]))

    assert "不会运行" in said
    assert "上一个" not in said
    assert "没有变化" not in said
