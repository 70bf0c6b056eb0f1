"""The shipped scripts keep what their scenarios say of them, and a script that breaks a promise is found out."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.timetable import of_scripts
from rehearsal.scenarios.files import scenario_files
from rehearsal.scenarios.playhouse import Playhouse
from rehearsal.scenarios.reading import Library, read_file
from tests.structure.checkout import ROOT
from views.scenarios import Failure

FOLDER = ROOT / "sop_scripts"
FILES = scenario_files(FOLDER)


async def failures_of(file: Path, word: str = "") -> list[Failure]:
    """What fails in the scenarios of a file, or of those with a word in their title."""
    suite = read_file(file, Library())
    assert [str(problem) for problem in suite.problems] == []
    chosen = [scenario for scenario in suite.scenarios if word in scenario.title]
    assert chosen
    async with Playhouse.open(of_scripts) as house:
        return [failure for scenario in chosen for failure in (await house.play(scenario)).failures]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.name.split('.')[0]}")
async def test_the_shipped_scripts_keep_their_promises(file: Path):
    assert await failures_of(file) == []


@dataclass(frozen=True)
class Change:
    """A script that breaks a promise: what is written otherwise, the scenario that finds it, the line that does."""

    script: str
    written: str
    instead: str
    scenario: str
    line: str


CHANGES = {
    "a text": Change("onboarding_7day", "七天过半啦", "一半啦", "一直没说话", "text: 七天过半啦"),
    "points": Change(
        "onboarding_7day", "points: 5, reason", "points: 6, reason", "勤快", "小林: {points: 5,"
    ),
    "an hour": Change("onboarding_7day", "day 3 09:00", "day 3 09:30", "勤快", "text: 第 3 天"),
    "a day": Change(
        "onboarding_7day", "day 2 10:00", "day 3 10:00", "助教第二天能读到", "todo: {about: 小林"
    ),
    "a tag": Change("onboarding_7day", "tag: introduced", "tag: presented", "勤快", "小林: {points: 5,"),
    "a deadline": Change(
        "onboarding_7day", 'until: "20:00"', 'until: "21:00"', "晚上八点", "text: 今天的小事"
    ),
    "a fallback": Change("onboarding_7day", "else: mention", "else: skip", "不点「开始」", "mentions: 苏默"),
    "quiet hours": Change(
        "onboarding_7day",
        "at: day 2 09:00",
        "at: start + 1h",
        "晚上十一点五十",
        "nothing: {to: 苏默, from: day 1 23:55",
    ),
    "who stops it": Change(
        "onboarding_7day",
        "[left, opted_out, {tag: staff}]",
        "[left, {tag: staff}]",
        "/stop",
        "run: {onboarding_7day: stop",
    ),
    "coming back": Change(
        "onboarding_7day", "again: never", "again: always", "中途退群", "nothing: {to: 苏默"
    ),
    "the length of an answer": Change(
        "onboarding_7day", "min_length: 10", "min_length: 1", "只写一个字", 'see: {to: 小林, text: "10"}'
    ),
    "an escalation": Change("graduation", "due: 2d", "due: 4d", "两天没人去聊", "see: {to: 群主"),
    "how many check-ins": Change("graduation", "at_least: 5", "at_least: 4", "只打了四天", "还没到毕业线"),
    "a certificate": Change(
        "graduation", "name: newcomer, title", "name: week, title", "打满五天就毕业", "certificate: newc"
    ),
    "a merged message": Change("graduation", "merge: 2m", "merge: 1s", "一起毕业", "mentions: [小林, 方圆]"),
    "a greeting": Change("welcome", "欢迎回来", "又见面了", "老朋友", "text: 欢迎回来"),
    "the evening": Change("check_in_reminder", 'at: "20:30"', 'at: "20:45"', "八点半", "text: [老郑"),
    "for whom": Change("check_in_reminder", "at_least: 2", "at_least: 1", "一天的人", "nothing: {to: 老郑"),
    "when missing": Change("check_in_reminder", "below: 1", "below: 2", "今天打过卡", "nothing: {to: 老郑"),
    "days off": Change("check_in_reminder", "    - {day_off: false}\n", "", "请了假", "nothing: {to: 老郑"),
    "a button": Change(
        "check_in_reminder",
        "text: 打卡, check_in: true",
        "text: 好, check_in: true",
        "八点半",
        "buttons: 打卡",
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_broken_promise_is_found_by_the_line_that_makes_it(tmp_path: Path, change: Change):
    folder = tmp_path / "zh"
    shutil.copytree(FOLDER / "zh", folder)
    script = folder / f"{change.script}.yaml"
    text = script.read_text("utf-8")
    assert change.written in text
    script.write_text(text.replace(change.written, change.instead), "utf-8")
    file = folder / f"{change.script}.test.yaml"
    lines = file.read_text("utf-8").splitlines()

    failures = await failures_of(file, change.scenario)

    assert failures
    assert change.line in lines[failures[0].line - 1]
