"""Completion offers what the models allow, wherever somebody types, and whatever the text is at the moment."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reader import read_source
from sop.actions import ACTIONS
from sop.language.completion import Completion, Names, complete
from sop.language.problems import ScriptProblem
from sop.language.script import Script
from sop.language.shape import shape
from sop.language.templates import FILTERS

ROOT = Path(__file__).parents[3]
SHIPPED = [path for path in sorted((ROOT / "sop_scripts").glob("*/*.yaml")) if ".test." not in path.name]
SCRIPTS = [*SHIPPED, ROOT / "tests" / "scripts" / "everything.yaml"]
NAMES = Names(
    {"welcome": (), "camp": ("fee", "place")}, ("vip", "newcomer"), ("streak_7",), ("small_groups",)
)
NOT_KNOWN = {"unknown_key", "unknown_action", "duplicate_key", "yaml_syntax"}


def at(text: str, known: Names = NAMES) -> Completion:
    """What is offered at the mark `¦`."""
    before, _, after = text.partition("¦")
    lines = before.split("\n")
    return complete(before + after, len(lines), len(lines[-1]) + 1, known)


def labels(text: str) -> list[str]:
    return [item.label for item in at(text).items]


def inserted(text: str, label: str) -> str:
    """The text after choosing an item, with the mark where typing goes on."""
    before, _, after = text.partition("¦")
    found = at(text)
    item = next(item for item in found.items if item.label == label)
    lines = before.split("\n")
    kept = "\n".join([*lines[:-1], lines[-1][: found.start - 1]])
    return kept + item.insert[: item.caret] + "¦" + item.insert[item.caret :] + after


def test_an_empty_file_begins_with_the_keys_of_a_script():
    assert labels("¦")[:3] == ["sop", "title", "for"]


def test_keys_that_are_there_above_or_below_are_not_offered_again():
    offered = labels("sop: camp\n¦\nsteps:\n  - id: a\n    do: []\n")

    assert {"sop", "steps"}.isdisjoint(offered)
    assert {"title", "start", "when", "goal"} <= set(offered)


def test_a_comment_between_the_keys_of_a_step_does_not_end_it():
    step = "steps:\n  - id: a\n    ¦\n    # said to everybody\n    at: start\n# and this\n    do: []\n"

    assert not {"id", "at", "do"} & set(labels(step))


def test_what_is_typed_narrows_it_down():
    assert labels("sop: camp\nst¦") == ["start", "stop_when", "steps"]


def test_a_key_says_what_it_means():
    [mode] = [item for item in at("mo¦").items if item.label == "mode"]

    assert mode.detail.startswith("A second start while a run goes on")


def test_the_values_of_a_key_are_offered():
    assert labels("for: ¦") == ["member", "cohort", "chat"]
    assert labels("steps:\n  - id: a\n    do:\n      - say:\n          to: p¦") == ["private"]


def test_every_action_is_offered_in_a_step():
    offered = labels("steps:\n  - id: a\n    do:\n      - ¦")

    assert set(ACTIONS) <= set(offered)


def test_an_action_is_one_key():
    assert labels("steps:\n  - id: a\n    do:\n      - say: {to: chat, text: x}\n        ¦") == []


def test_an_action_is_written_with_what_it_needs():
    assert inserted("steps:\n  - id: a\n    do:\n      - sa¦", "say") == (
        "steps:\n  - id: a\n    do:\n      - say:\n          to: private\n          else: mention\n          text: ¦"
    )


def test_a_short_form_is_offered_beside_the_one_that_says_more():
    step = "steps:\n  - id: a\n    do:\n      - "

    assert labels(step + "wai¦") == ["wait", "wait: …"]
    assert inserted(step + "wai¦", "wait") == step + "wait: ¦"
    assert inserted(step + "wai¦", "wait: …").startswith(
        step + "wait:\n          for: check_in\n          until: "
    )
    assert labels(step + "unt¦") == ["untag"]


def test_a_word_that_is_complete_still_gets_what_belongs_behind_it():
    assert inserted("steps:\n  - id: a\n    do¦", "do") == "steps:\n  - id: a\n    do:\n      - ¦"
    assert labels("for: member¦") == []


def test_in_flow_style_keys_follow_the_same_models():
    assert "at_least" in labels("when: {points: {¦")
    assert labels("steps: [{id: a, do: [{say: {to: chat, me¦") == ["merge"]
    assert labels("when: {stage: ¦}") == ["new", "active", "core", "at_risk", "gone"]
    assert "text" not in labels("        - {text: Go, ¦, check_in: true}")


def test_buttons_know_their_own_keys():
    text = "steps:\n  - id: a\n    do:\n      - say:\n          buttons: [{text: Go, ¦}]"

    assert labels(text) == ["url", "start_private", "check_in"]


def test_a_trigger_knows_its_own_keys():
    assert labels("start:\n  - on: tag_added\n    ¦") == ["tag"]
    assert "member_joined" in labels("start: [{on: ¦")


def test_names_come_from_the_text_and_from_what_is_known():
    steps = "steps:\n  - id: greet\n    do: []\n  - id: graduate\n    do: []\n"

    assert labels("goal: {then: ¦}\n" + steps) == ["greet", "graduate"]
    assert labels("when: {tag: ¦}\n") == ["vip", "newcomer"]
    assert labels("when: {badge: ¦}") == ["streak_7"]
    assert labels("steps:\n  - id: a\n    do:\n      - run: ¦") == ["welcome", "camp"]
    assert labels("steps:\n  - id: a\n    do:\n      - stop: th¦") == ["this"]


def test_the_inputs_of_the_script_that_is_run():
    assert labels("steps:\n  - id: a\n    do:\n      - run: {sop: camp, inputs: {¦") == ["fee", "place"]


def test_answers_are_known_by_what_saves_them():
    asked = "steps:\n  - id: a\n    do:\n      - ask: {to: chat, question: x, save: city, within: 1d}\n"

    assert labels(asked + '      - say: {to: chat, text: "{{ answers.¦ }}"}') == ["city"]
    assert labels(asked + "      - choose:\n          - if: {answer: {¦") == ["city"]


def test_variables_are_those_that_the_text_knows():
    say = "steps:\n  - id: a\n    do:\n      - say: {to: chat, text: "

    assert {"member", "name", "day"} <= set(labels(say + '"{{ ¦ }}"}'))
    assert "members" not in labels(say + '"{{ ¦ }}"}')
    assert "members" in labels(say + '"{{ ¦ }}", merge: 60s}')
    assert "member" not in labels("for: cohort\n" + say + '"{{ ¦ }}"}')
    assert labels("inputs:\n  fee: {title: Fee}\n" + say + '"{{ fe¦ }}"}') == ["fee"]
    assert labels(say + '"{{ name | ¦ }}"}') == list(FILTERS)


def test_times_are_offered_by_example():
    assert "start + 2h" in labels("steps:\n  - id: a\n    at: ¦")
    assert inserted("quiet: ¦", "22:30-08:00") == 'quiet: "22:30-08:00"¦'


def test_nothing_is_offered_within_words_and_comments():
    assert labels("steps:\n  - id: a\n    do:\n      - say:\n          text: |\n            Good mor¦") == []
    assert labels("# st¦") == []


def test_a_line_left_open_does_not_spoil_what_follows():
    assert "to" in labels("when: {tag: [\nsteps:\n  - id: a\n    do:\n      - say:\n          ¦")
    assert "to" in labels('title: "open\nsteps:\n  - id: a\n    do:\n      - say:\n          ¦')


def _lines_with_keys(path: Path) -> list[int]:
    source = read_source(path.read_text("utf-8"), path.name, ScriptProblem)
    return sorted({source.place(spot.start)[0] for spot in source.keys.values()})


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_is_chosen_is_known_to_the_models(path: Path):
    """Before each line of a good script that begins with a key, every key that is offered is accepted."""
    text = path.read_text("utf-8")
    lines = text.split("\n")
    for number in _lines_with_keys(path):
        line = lines[number - 1]
        column = len(line) - len(line.lstrip(" "))
        if line[column:].startswith("- "):
            continue
        blank = "\n".join([*lines[: number - 1], " " * column, *lines[number - 1 :]])
        for item in complete(blank, number, column + 1, NAMES).items:
            changed = "\n".join([*lines[: number - 1], " " * column + item.insert, *lines[number - 1 :]])
            source = read_source(changed, path.name, ScriptProblem)
            source.add_findings(shape(source.data)[1] if source.data is not None else ())
            wrong = [f"{problem}" for problem in source.problems if problem.code in NOT_KNOWN]
            assert wrong == [], (number, item.label)


PIECES = "sop: a|steps:|- id: x|do:|- say: {to: |{|}|[|]|\"|'|: |# |\n|{{ | }}|  |    |\t|\r|- |not: |answers.|，|,"
FRAGMENTS = st.sampled_from([*PIECES.split("|"), "text: |", "\u2028"])


@settings(max_examples=400, deadline=None)
@given(st.lists(FRAGMENTS, max_size=24), st.integers(-1, 12), st.integers(-1, 40))
def test_it_never_fails_and_begins_within_the_line(parts: list[str], line: int, column: int):
    text = "".join(parts)

    found = complete(text, line, column, NAMES)

    assert 1 <= found.start <= max(column, 1)
    assert all(0 <= item.caret <= len(item.insert) for item in found.items)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_it_never_fails_in_a_script_that_is_being_written(data: st.DataObject):
    text = data.draw(st.sampled_from(SCRIPTS)).read_text("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    line = text.count("\n", 0, cut) + 1
    column = cut - (text.rfind("\n", 0, cut) + 1) + 1

    found = complete(text[:cut] + text[cut + data.draw(st.integers(0, 60)) :], line, column, NAMES)

    assert 1 <= found.start <= column


def test_every_key_of_a_script_is_offered():
    keys = {field.alias or name for name, field in Script.model_fields.items()}

    assert set(labels("¦")) == keys
