"""The answer to `/sop reload`, and what is wrong with scripts in the community's language."""

from string import Formatter

from markupsafe import Markup

from config import reading
from core import problems
from core.phrases import Phrase
from core.problems import did_you_mean
from sop.language.problems import MESSAGES, ScriptProblem
from views.problems import Fault, Reloaded, reloaded, worded
from views.texts import texts_for

ZH = texts_for("zh")
WORDS = [*MESSAGES.values(), *problems.MESSAGES.values(), *reading.MESSAGES.values()]
PARTICULARS = {name for words in WORDS for _, name, _, _ in Formatter().parse(words) if name}


def test_a_reload_with_many_problems_stays_sendable():
    faults = [Fault(f"zh/camp.yaml:{n}:1", Phrase("{x}", x="<x>" * 300), goes_on=True) for n in range(40)]
    said = reloaded(ZH, Reloaded(3, ["a"], ["b"], [], faults))

    assert "新增：a" in said
    assert "有改动：b" in said
    assert "zh/camp.yaml:0:1:" in said
    assert "还有 28 处" in said
    assert len(Markup(said).striptags()) < 4096


def test_a_script_that_was_never_good_is_not_said_to_go_on():
    said = reloaded(ZH, Reloaded(0, [], [], [], [Fault("zh/new.yaml:1:1", Phrase("…"), goes_on=False)]))

    assert "不会运行" in said
    assert "上一个" not in said
    assert "没有变化" not in said


def test_every_mistake_is_said_in_chinese():
    values = dict.fromkeys(PARTICULARS, 1)
    said = {words: (words.format(**values), ZH.plain(words, **values)) for words in WORDS}

    assert [words for words, (english, chinese) in said.items() if english == chinese] == []


def test_a_mistake_is_said_in_chinese_together_with_its_hint():
    problem = ScriptProblem(
        "zh/a.yaml", 2, 1, "unknown_key", {"key": "stpes", "hint": did_you_mean("stpes", ["steps"])}
    )

    assert worded(ZH, problem.text) == "没有 `stpes` 这个键；是不是 `steps`？"
    assert str(problem) == "zh/a.yaml:2:1: unknown key `stpes`; did you mean `steps`?"
    assert worded(texts_for("en"), problem.text) == problem.text
