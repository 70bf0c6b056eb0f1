"""The command: its exit codes, the page it writes, and two versions side by side."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.cli import main

ONE = """\
sop: notes
title: Notes
start: [{on: member_joined}]
steps:
  - id: hi
    at: start
    do:
      - say:
          {to: chat, merge: 60s, text: "Hi {{ members }} & <b>welcome</b>", buttons: [{text: Go, start_private: true}]}
  - id: second
    at: day 2 09:00
    do:
      - say: {to: private, else: skip, text: "The second day"}
"""
OTHER = (
    ONE.replace("The second day", "<b>Day two</b>, at last")
    .replace("<b>welcome</b>", "welcome")
    .replace("day 2 09:00", "day 2 08:30")
    + """\
  - id: third
    at: day 2 10:00
    do:
      - say: {to: private, else: skip, text: "One more thing"}
"""
)


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOCALE", "en")
    for name, text in (("one", ONE), ("other", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.yaml").write_text(text, "utf-8")
    return tmp_path


def command(*words: object) -> int:
    return main(["rehearse", "--members", "5", "--days", "2", "--behaviour", "eager", *map(str, words)])


class Outside(HTMLParser):
    """Everything a page would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "onclick", "style")]
        self.found += [tag] if tag in ("script", "link", "img", "iframe") else []


def test_it_prints_a_report_and_writes_a_page_that_needs_nothing_else(
    scripts: Path, capsys: pytest.CaptureFixture[str]
):
    page = scripts / "report.html"
    code = command(scripts / "one", "--html", page)
    printed, html = capsys.readouterr().out, page.read_text("utf-8")

    assert code == 0
    assert "Rehearsal: Notes" in printed
    assert re.search(r"09:00 +private +×5 +The second day", printed)
    assert "No script failed" in printed
    outside = Outside()
    outside.feed(html)
    assert outside.found == []
    assert "@import" not in html
    assert "url(" not in html
    assert "&amp; welcome" in html
    assert html.count("<svg") >= 3
    assert '<html lang="en">' in html


def test_two_versions_side_by_side(scripts: Path, capsys: pytest.CaptureFixture[str]):
    page = scripts / "compared.html"
    code = command(scripts / "one" / "notes.yaml", "--compare", scripts / "other", "--html", page)
    printed = capsys.readouterr().out

    assert code == 0
    joined = " ".join(printed.split())
    assert "What changed in the script: Notes" in printed
    assert "+ third (day 2 10:00) · a step + One more thing" in joined
    assert "begins day 2 09:00 → day 2 08:30" in joined
    assert "second (day 2 08:30) · a message: text The second day → Day two, at last" in joined
    assert re.search(r"third +– → \d", printed)
    assert "/other/notes.yaml" in joined.replace(" ", "")
    assert re.search(r"messages a member: 2\.0 → 3\.0|messages a member +\S+ +\S+ +\+1", printed)
    assert "One more thing" in printed
    assert re.search(r"«?<b>«?welcome", printed)
    assert "= done" in printed
    html = page.read_text("utf-8")
    assert html.count("<details class=report>") == 2
    assert "<ins>day 2 08:30</ins>" in html
    assert "<ins>One more thing</ins>" in html


def test_the_same_beside_itself_shows_no_difference(scripts: Path, capsys: pytest.CaptureFixture[str]):
    assert command(scripts / "one", "--compare", scripts / "one") == 0
    printed = capsys.readouterr().out
    assert "No difference was seen" in printed
    assert "Unchanged" in printed
    assert "Everybody comes as far in both" in printed


def test_a_script_that_only_one_of_both_has(scripts: Path, capsys: pytest.CaptureFixture[str]):
    (scripts / "other" / "more.yaml").write_text(
        ONE.replace("notes", "more").replace("Notes", "More"), "utf-8"
    )

    assert command(scripts / "one", "--compare", scripts / "other") == 0
    assert re.search("the script “More” is only in .*other", " ".join(capsys.readouterr().out.split()))


LEAVING = """\
  - id: leaving
    at: day 2 11:00
    do:
      - run: last
"""
LAST = "sop: last\ntitle: Last\nsteps: [{id: bye, at: start, do: [say: {to: chat, text: Farewell}]}]\n"


def test_a_copy_elsewhere_may_speak_of_what_lies_beside_the_original(
    scripts: Path, capsys: pytest.CaptureFixture[str]
):
    original, copy = scripts / "one" / "notes.yaml", scripts / "copy.yaml"
    original.write_text(ONE + LEAVING, "utf-8")
    copy.write_text(OTHER + LEAVING, "utf-8")
    (scripts / "one" / "last.yaml").write_text(LAST, "utf-8")

    assert command(original, "--compare", copy) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "+ One more thing" in printed
    assert "is only in" not in printed


def test_what_lies_beside_a_copy_comes_before_what_lies_beside_the_original(
    scripts: Path, capsys: pytest.CaptureFixture[str]
):
    for name, said in (("one", "Farewell"), ("other", "Goodbye")):
        (scripts / name / "notes.yaml").write_text(ONE + LEAVING, "utf-8")
        (scripts / name / "last.yaml").write_text(LAST.replace("Farewell", said), "utf-8")

    assert command(scripts / "one" / "notes.yaml", "--compare", scripts / "other" / "notes.yaml") == 0
    assert "text Farewell → Goodbye" in " ".join(capsys.readouterr().out.split())


def test_a_folder_that_lacks_a_script_is_not_lent_it(scripts: Path, capsys: pytest.CaptureFixture[str]):
    for name in ("one", "other"):
        (scripts / name / "notes.yaml").write_text(ONE + LEAVING, "utf-8")
    (scripts / "one" / "last.yaml").write_text(LAST, "utf-8")

    assert command(scripts / "one", "--compare", scripts / "other") == 2
    assert "there is no script `last`" in capsys.readouterr().out


def test_a_mapping_that_holds_nothing_is_compared(scripts: Path, capsys: pytest.CaptureFixture[str]):
    for name, text in (("one", ONE), ("other", OTHER)):
        (scripts / name / "notes.yaml").write_text(text + "inputs: {}\n", "utf-8")

    assert command(scripts / "one", "--compare", scripts / "other") == 0
    assert "+ One more thing" in capsys.readouterr().out


def test_a_script_that_fails_ends_with_1(scripts: Path, capsys: pytest.CaptureFixture[str]):
    bad = ONE.replace("{text: Go, start_private: true}", '{text: Go, url: "{{ link }}"}')
    bad += "inputs: {link: {title: Link, default: nowhere}}\n"
    (scripts / "one" / "notes.yaml").write_text(bad, "utf-8")

    assert command(scripts / "one") == 1
    assert "“notes” failed" in capsys.readouterr().out


def test_a_broken_script_ends_with_2_and_the_problems_by_line(
    scripts: Path, capsys: pytest.CaptureFixture[str]
):
    file = scripts / "one" / "notes.yaml"
    file.write_text(ONE.replace("merge: 60s", "merge: soon"), "utf-8")

    assert command(file) == 2
    assert re.search(r"notes\.yaml:9:\d+: ", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.yaml"], "there is no such file or folder"),
        (["ONE", "--members", "0"], "--members 0: expected a number from 1 to 50,000"),
        (["ONE", "--start", "soon"], "--start soon: expected a day like 2026-03-02"),
        (["ONE", "--behaviour", "sleepy"], "typical, eager, lazy, chaos"),
        (["ONE", "--html", "no/such/folder.html"], "there is no such folder"),
        (["ONE", "--html", "ONE"], "is a folder"),
        (["ONE", "--html", "/dev/full"], "the page can't be written"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(
    scripts: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
):
    given = [str(scripts / "one") if word == "ONE" else word for word in words]

    assert main(["rehearse", *given]) == 2
    assert told in capsys.readouterr().err
