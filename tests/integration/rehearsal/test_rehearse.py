"""What a rehearsal finds out about scripts of its own."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.timetable import of_scripts as timetable
from rehearsal.behaviour import read_behaviour
from rehearsal.columns import width
from rehearsal.given import BrokenScripts, gathered
from rehearsal.rehearse import Wish, rehearse
from rehearsal.report import Report, ScriptTold
from rehearsal.sections import Telling
from rehearsal.terminal import printed
from tests.structure.checkout import ROOT
from views.texts import texts_for

HELLO = """\
sop: hello
title: Hello
start: [{on: member_joined}]
steps:
  - id: greet
    at: start
    do:
      - say: {to: chat, merge: 60s, text: "Hello, {{ members }}", buttons: [{text: Begin, start_private: true}]}
      - choose:
          - if: {tag: vip}
            do: [{say: {to: private, else: skip, text: "You again"}}]
  - id: daily
    each: {day: 2..3, at: "09:00"}
    do:
      - say: {to: private, else: mention, text: "Day {{ day }}, {{ name }}", buttons: [{text: Here, check_in: true}]}
      - wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: skip, text: "Still time"}}]}
  - id: bye
    at: day 3 21:00
    do:
      - run: farewell
"""
FAREWELL = """\
sop: farewell
title: Farewell
steps:
  - id: last
    at: start
    do:
      - ask: {to: private, else: skip, question: "How was it?", save: how, within: 2h, none: []}
      - say: {to: private, else: skip, text: "Thank you"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hello.yaml").write_text(HELLO, "utf-8")
    (tmp_path / "farewell.yaml").write_text(FAREWELL, "utf-8")
    return tmp_path


async def rehearsed(
    *files: Path, members: int = 6, days: int = 3, behaviour: str = "eager", locale: str = "en", seed: int = 1
) -> Report:
    given = gathered(files, locale)
    return await rehearse(Wish(given, read_behaviour(behaviour), members, days, seed), timetable)


def told_of(report: Report, sop: str) -> ScriptTold:
    return next(told for told in report.scripts if told.sop == sop)


async def test_a_crowd_is_on_time_for_what_the_script_names(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rehearsal.rehearse.WINDOWS", ((1, timedelta(minutes=30)),))
    (folder / "hello.yaml").write_text(HELLO.replace("09:00", "09:20").replace("20:00", "20:10"), "utf-8")
    report = await rehearsed(folder / "hello.yaml", members=30, behaviour="typical")

    lines = [line for line in report.timeline if line.text.startswith(("Day", "Still time"))]
    times = {(line.text.partition(",")[0], f"{line.first:%H:%M}", f"{line.last:%H:%M}") for line in lines}
    assert times == {
        ("Day 2", "09:20", "09:20"), ("Day 3", "09:20", "09:20"), ("Still time", "20:10", "20:10"),
    }  # fmt: skip


async def test_the_timeline_has_one_line_for_the_same_words_to_many(folder: Path):
    report = await rehearsed(folder / "hello.yaml")

    second = next(line for line in report.timeline if line.text.startswith("Day 2"))
    assert (second.day, f"{second.first:%H:%M}", second.to, second.count) == (2, "09:00", "private", 6)
    assert second.labels == ("Here",)
    assert [line.day for line in report.timeline] == sorted(line.day for line in report.timeline)
    assert report.load.sent["private"] >= 12
    assert report.load.second.count >= 6


async def test_the_funnel_says_how_far_they_come_and_how_it_ends(folder: Path):
    report = await rehearsed(folder / "hello.yaml")

    hello = told_of(report, "hello")
    assert hello.started == 6
    assert [(step.id, step.reached) for step in hello.steps] == [
        ("greet", 6), ("daily[2]", 6), ("daily[3]", 6), ("bye", 6),
    ]  # fmt: skip
    assert [step.acted + step.timed_out for step in hello.steps] == [0, 6, 6, 0]
    assert hello.outcomes == {"done": 6}
    assert hello.steps[-1].ended == {"done": 6}
    assert told_of(report, "farewell").set_going == ("called",)
    assert not told_of(report, "farewell").asked


async def test_what_nobody_came_to_is_named_with_file_and_line(folder: Path):
    report = await rehearsed(folder / "hello.yaml")

    (never,) = told_of(report, "hello").never
    line = (
        HELLO.splitlines().index('            do: [{say: {to: private, else: skip, text: "You again"}}]') + 1
    )
    assert (never.place, never.step, never.action) == (f"{folder / 'hello.yaml'}:{line}", "greet", "say")


async def test_a_step_of_several_days_is_told_with_its_day(folder: Path):
    report = await rehearsed(folder / "hello.yaml")

    assert any(line.startswith("  daily, day 2 ") for line in printed(Telling(report, texts_for("en")), 80))


async def test_a_script_that_never_started_is_not_praised_for_having_been_gone_through(folder: Path):
    (folder / "hello.yaml").write_text(HELLO.replace("steps:", "when: {tag: vip}\nsteps:", 1), "utf-8")
    said = "\n".join(printed(Telling(await rehearsed(folder / "hello.yaml"), texts_for("en")), 80))

    assert "What never started has nothing to show here: Hello, Farewell." in said
    assert "Everything in the scripts was done" not in said


async def test_a_line_names_whom_it_went_to_unless_they_were_several(folder: Path):
    several = await rehearsed(folder / "hello.yaml")
    alone = await rehearsed(folder / "hello.yaml", members=1)

    assert {line.who for line in several.timeline if line.to == "private" and line.count == 6} == {""}
    assert len({line.who for line in alone.timeline if line.to == "private"} - {""}) == 1
    assert all(line.who for line in alone.timeline)


async def test_who_cannot_be_reached_is_counted_with_what_the_fallback_said(folder: Path):
    lazy = (ROOT / "rehearsal/behaviours/lazy.yaml").read_text("utf-8")
    (folder / "shy.yml").write_text(lazy.replace("starts: {chance: 45%", "starts: {chance: 0%"), "utf-8")
    report = await rehearsed(folder / "hello.yaml", behaviour=str(folder / "shy.yml"))

    instead = {one.path: (one.instead, one.people, one.said) for one in report.unreached}
    assert instead["daily/1"][:2] == ("mention", 6)
    assert "Day 3" in instead["daily/1"][2] or "Day 2" in instead["daily/1"][2]
    assert instead["daily/2/none/1"] == ("skip", instead["daily/2/none/1"][1], "")
    assert (report.closed.never, report.closed.blocked) == (6, 0)


async def test_runs_of_people_who_came_again_are_told_apart_from_people(folder: Path):
    chaos = (ROOT / "rehearsal/behaviours/chaos.yaml").read_text("utf-8")
    restless = chaos.replace("leaves: {a_day: 12%, returns: 80%", "leaves: {a_day: 100%, returns: 100%")
    (folder / "restless.yml").write_text(restless, "utf-8")
    (folder / "hello.yaml").write_text(HELLO.replace("steps:", "again: always\nsteps:", 1), "utf-8")
    report = await rehearsed(folder / "hello.yaml", behaviour=str(folder / "restless.yml"))
    once = await rehearsed(folder / "hello.yaml")

    hello = told_of(report, "hello")
    assert hello.started > hello.people == 6
    assert f"each time counts: {hello.started} runs, 6 members." in _said(report, "en")
    assert f"每次都算：6 人一共 {hello.started} 次。" in _said(report, "zh")
    assert "each time counts" not in _said(once, "en")


def _said(report: Report, locale: str) -> str:
    return "\n".join(printed(Telling(report, texts_for(locale)), 120))


async def test_a_script_that_nothing_starts_is_started_by_the_owner(folder: Path):
    report = await rehearsed(folder / "farewell.yaml", days=2)

    farewell = told_of(report, "farewell")
    assert farewell.set_going == ("by_hand",)
    assert farewell.started == 6
    assert farewell.steps[0].acted >= 4
    assert report.finds_bot


async def test_a_camp_gets_a_cohort_that_begins_on_the_first_day(tmp_path: Path):
    (tmp_path / "camp.yaml").write_text(
        "sop: camp\ntitle: Camp\nfor: cohort\nstart: [{on: cohort_created}]\nsteps:\n"
        '  - id: soon\n    at: day -1 20:00\n    do: [{say: {to: chat, text: "Two days to go"}}]\n'
        '  - id: first\n    at: day 1 09:00\n    do: [{say: {to: chat, text: "Off we go"}}]\n',
        "utf-8",
    )
    report = await rehearsed(tmp_path / "camp.yaml", days=1)

    said = [(line.day, f"{line.first:%H:%M}", line.text) for line in report.timeline]
    assert (1, "09:00", "Off we go") in said
    assert any(text == "Two days to go" and at == "20:00" for _, at, text in said)
    assert told_of(report, "camp").started == 1


async def test_a_button_for_everybody_leads_people_to_the_private_chat(tmp_path: Path):
    (tmp_path / "camp.yaml").write_text(
        "sop: camp\ntitle: Camp\nfor: cohort\nstart: [{on: cohort_created}]\nsteps:\n  - id: first\n"
        "    at: day 1 09:00\n    do:\n"
        "      - say: {to: chat, text: Off we go, buttons: [{text: Come, start_private: true}]}\n"
        "      - run: {sop: learner, for: members}\n",
        "utf-8",
    )
    (tmp_path / "learner.yaml").write_text(
        "sop: learner\ntitle: Learner\nsteps:\n  - id: hello\n    do:\n"
        "      - wait: {for: started_private, within: 20h, none: []}\n"
        "      - say: {to: private, else: skip, text: Good to have you}\n",
        "utf-8",
    )
    report = await rehearsed(tmp_path / "camp.yaml", days=1)

    assert sum(line.count for line in report.timeline if line.text.startswith("Good to have you")) >= 5


async def test_a_script_that_fails_is_told_with_its_place(tmp_path: Path):
    (tmp_path / "bad.yaml").write_text(
        "sop: bad\nstart: [{on: member_joined}]\ninputs: {link: {title: L, default: nowhere}}\nsteps:\n"
        "  - id: one\n    at: start\n    do:\n"
        '      - say: {to: chat, merge: 1m, text: "Look", buttons: [{text: There, url: "{{ link }}"}]}\n',
        "utf-8",
    )
    report = await rehearsed(tmp_path / "bad.yaml", days=1)

    assert report.failed
    failure = report.failures[0]
    assert (failure.sop, failure.place, failure.times) == ("bad", f"{tmp_path / 'bad.yaml'}:8", 6)


async def test_words_in_one_language_only_are_named(folder: Path):
    en = folder / "shipped" / "en"
    en.mkdir(parents=True)
    (en / "farewell.yaml").write_text(FAREWELL, "utf-8")
    both = FAREWELL.replace('text: "Thank you"', 'text: {en: "Thank you", zh: 谢谢}')
    (folder / "farewell.yaml").write_text(both, "utf-8")

    alone = await rehearsed(en / "farewell.yaml", days=1)
    mixed = await rehearsed(folder / "farewell.yaml", days=1)

    assert [(fault.code, fault.particulars["language"]) for fault in alone.texts] == [("no_twin", "zh")]
    assert {fault.code for fault in mixed.texts} == {"one_language"}
    assert f"{folder / 'farewell.yaml'}:7" in {fault.place for fault in mixed.texts}


async def test_the_same_seed_gives_the_same_report_and_another_one_other_people(folder: Path):
    one = await rehearsed(folder / "hello.yaml", behaviour="chaos")
    two = await rehearsed(folder / "hello.yaml", behaviour="chaos")
    three = await rehearsed(folder / "hello.yaml", behaviour="chaos", seed=2)

    assert one == two
    assert one != three


@pytest.mark.parametrize("locale", ["zh", "en"])
async def test_chaos_breaks_none_of_the_shipped_scripts(locale: str):
    folder = ROOT / "sop_scripts" / locale
    report = await rehearsed(folder, members=12, days=8, behaviour="chaos", locale=locale)

    assert report.failures == []
    assert told_of(report, "onboarding_7day").started >= 12


async def test_no_line_is_wider_than_the_terminal_in_either_language(folder: Path):
    report = await rehearsed(folder / "hello.yaml", behaviour="typical")

    for locale in ("zh", "en"):
        lines = list(printed(Telling(report, texts_for(locale)), 80))
        assert [line for line in lines if width(line) > 80] == []
        assert len(lines) > 30


def test_a_broken_script_is_not_rehearsed(folder: Path):
    (folder / "hello.yaml").write_text(HELLO.replace("merge: 60s", "merge: soon"), "utf-8")

    with pytest.raises(BrokenScripts) as caught:
        gathered([folder / "hello.yaml"], "en")

    assert [problem.line for problem in caught.value.problems] == [8]
