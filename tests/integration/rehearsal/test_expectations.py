"""What can be expected of the group, the staff chat and the team's work, each seen to pass and to fail."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.timetable import of_scripts
from rehearsal.scenarios.playhouse import Playhouse
from rehearsal.scenarios.reading import Library, read_text
from views import scenarios as view
from views.texts import texts_for

SCRIPTS = {
    "morning": """\
sop: morning
title: Good morning
for: chat
start: [{on: schedule, at: "09:30"}]
again: always
steps:
  - id: hello
    do:
      - say: {to: chat, text: Good morning}
      - wait: 2h
  - id: noon
    do: [{say: {to: chat, text: Lunch}}]
""",
    "camp": """\
sop: camp
title: The camp
for: cohort
start: [{on: cohort_started}]
steps:
  - id: open
    at: day 1 09:00
    do: [{say: {to: chat, text: The camp is open}}, {say: {to: staff, text: Look after them}}]
  - id: close
    at: day 3 09:00
    do: [{say: {to: chat, text: The camp is over}}]
""",
    "care": """\
sop: care
title: Care
start: [{on: member_joined}]
steps:
  - id: call
    do:
      - say: {to: private, else: skip, text: Hello}
      - task: {for: assistant, text: "Call {{ member }}", due: 2h}
""",
}
HEAD = """\
scripts: [morning, camp, care]
cast: {Lin: {is: newcomer, private: open}, Sue: newcomer, Walt: member, Gus: assistant, Olga: owner}
staff_chat: true
"""
CAMP = "Olga: {says: /cohort new Camp 2026-03-03, in: group}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("expected") / "en"
    path.mkdir()
    for name, text in SCRIPTS.items():
        (path / f"{name}.yaml").write_text(text, "utf-8")
    return path


async def told(folder: Path, items: Sequence[str], locale: str = "en") -> str:
    timeline = "\n".join(f"  - {item}" for item in items)
    text = f"{HEAD}\nscenarios:\n- scenario: s\n  timeline:\n{timeline}\n"
    suite = read_text(text, folder / "morning.test.yaml", Library())
    assert suite.problems == []
    async with Playhouse.open(of_scripts) as house:
        played = await house.play(suite.scenarios[0])
    result = view.Result("morning.test.yaml", 4, "s", 0.1, played.failures)
    return "\n".join(view.details_of(texts_for(locale), result))


FIRST = "expect: {group: {messages: 0}}"
DAY = "day 1 10:00: {Lin: joins}"
PASSES = {
    "runs for the group": (
        "expect: {group: {run: {morning: none}}}",
        "day 1 10:00: {expect: {group: {run: {morning: {is: running, at: hello, times: 1}}, messages: 1}}}",
        "day 1 12:00: {expect: {group: {run: {morning: done}, messages: 2}}}",
        "day 2 10:00: {expect: {group: {run: {morning: {is: running, times: 2}}}}}",
    ),
    "runs for a cohort": (
        CAMP,
        "expect: {group: {run: {camp: none}}}",
        "day 2 10:00: {expect: {group: {run: {camp: running}}, staff: {messages: {at_least: 1}}}}",
        "day 4 10:00: {expect: {group: {run: {camp: done}}}}",
    ),
    "who is in the group": (
        "expect: {group: {members: 3}, staff: {members: 2}}",
        DAY,
        "expect: {group: {members: {at_least: 4, below: 5}}}",
    ),
    "what is to be done": (
        "expect: {todos: {open: 0, done: 0}}",
        DAY,
        "expect: {todos: {open: 1, overdue: 0}, Lin: {todos: 1, messages: 1}}",
        "Sue: joins",
        "day 1 12:30: {expect: {todos: {open: 2, overdue: {at_least: 1}}, Sue: {todos: 1, messages: 0}}}",
        "Gus: [{presses: Done, below: Call Lin}, {presses: Couldn't reach, below: Call Sue}]",
        "expect: {todos: {open: 0, done: 1, could_not: 1}, Lin and Sue: {todos: 0}}",
    ),
}


@pytest.mark.parametrize("items", PASSES.values(), ids=PASSES)
async def test_what_is_as_it_should_be_passes(folder: Path, items: Sequence[str]):
    assert await told(folder, items) == ""


FAILS = {
    "group: {messages: 0}": ("should be: the group messages from the bot 0", "found: 1"),
    "group: {members: {at_least: 9}}": ("should be: the group members ≥ 9", "found: 4"),
    "staff: {messages: 7}": ("should be: the staff chat messages from the bot 7", "found: 1"),
    "group: {run: {morning: done}}": (
        "should be: the group run of morning: done",
        "found: running (hello)",
        "day 1 09:30 Good morning · hello/1: sent (group)  ← ",
        "day 1 11:30 Good morning · hello/2: still to come",
    ),
    "todos: {open: 0}": ("should be: to-dos open 0", "found: open 1 (Lin “Call Lin” assistant open)"),
    "Lin: {todos: 0}": ("should be: Lin to-dos 0", "found: 1", "day 1 10:00 Care · call/2"),
    "Lin: {messages: 5}": ("should be: Lin messages from the bot 5", "found: 1"),
}


@pytest.mark.parametrize("expected", FAILS)
async def test_what_is_otherwise_fails_with_what_was_expected_found_and_done(folder: Path, expected: str):
    said = await told(folder, [FIRST, DAY, f"expect: {{{expected}}}"])

    assert [words for words in FAILS[expected] if words not in said] == []
    assert said.startswith("  morning.test.yaml:10  day 1 10:00")


async def test_a_message_that_the_group_did_not_get_shows_what_the_scripts_did_for_the_group(folder: Path):
    said = await told(folder, [FIRST, DAY, "see: {to: group, text: Farewell}"])

    assert "Good morning · hello/1: sent (group)" in said


async def test_in_chinese(folder: Path):
    said = await told(
        folder, [FIRST, DAY, "expect: {group: {messages: 0, members: 9}, todos: {open: 5}}"], "zh"
    )

    assert "应为：群里 机器人消息数 0" in said
    assert "应为：群里 人数 9" in said
    assert "应为：待办 open 5" in said


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        ("grup: {messages: 1}", "did you mean `group`"),
        ("group: {points: 1}", "unknown key"),
        ("todos: {}", "at least one of: open, overdue, done, could_not"),
        ("group: {run: {camping: done}}", "there is no script `camping`"),
        ("group: {run: {camp: {at: clos}}}", "has no step `clos`"),
    ],
)
def test_a_mistake_is_told_by_line(folder: Path, expected: str, problem: str):
    text = f"{HEAD}\nscenarios:\n- scenario: s\n  timeline:\n  - expect: {{{expected}}}\n"
    [found] = read_text(text, folder / "morning.test.yaml", Library()).problems

    assert problem in str(found)
    assert ":8:" in str(found)


def test_a_staff_chat_must_be_there(folder: Path):
    text = HEAD.replace("staff_chat: true", "") + (
        "\nscenarios:\n- scenario: s\n  timeline:\n  - expect: {staff: {messages: 1}}\n"
    )
    [found] = read_text(text, folder / "morning.test.yaml", Library()).problems

    assert "staff_chat: true" in str(found)
