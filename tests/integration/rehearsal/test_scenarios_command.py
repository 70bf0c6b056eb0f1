"""`python -m bot test` and `python -m bot check`, as an operator calls them."""

from pathlib import Path

import pytest

from bot.cli import main

SCRIPT = (
    "sop: hi\nstart: [{on: member_joined}]\nsteps: [{id: a, at: start, do: [{say: {to: chat, text: Hi}}]}]\n"
)
SCENARIOS = """\
cast: {Lin: newcomer}
scenarios:
- scenario: Lin is greeted
  timeline:
  - Lin: joins
  - see: {to: group, text: Hi}
- scenario: Lin is thanked
  timeline:
  - Lin: joins
  - see: {to: group, text: Thanks}
"""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's own settings say."""
    monkeypatch.setenv("LOCALE", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "hi.yaml").write_text(SCRIPT, "utf-8")
    (tmp_path / "en" / "hi.test.yaml").write_text(SCENARIOS, "utf-8")
    return tmp_path


def test_a_failure_is_shown_with_its_line_and_ends_with_one(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["test", str(folder)]) == 1

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{folder}/en/hi.test.yaml"
    assert lines[1].startswith("✓ Lin is greeted")
    assert lines[2].startswith("✗ Lin is thanked")
    assert lines[3].startswith(f"  {folder}/en/hi.test.yaml:10  day 1 09:")
    assert "1 of 2 scenarios are not as they should be" in lines[-1]


def test_some_can_be_chosen_by_a_word(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["test", str(folder), "-k", "GREET"]) == 0

    assert "1 scenario, as it should be" in capsys.readouterr().out


def test_what_the_bot_said_is_shown_on_wish(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["test", str(folder / "en" / "hi.test.yaml"), "-v", "-k", "greeted"]) == 0

    assert "day 1 09:00 to the group: Hi  ← " in capsys.readouterr().out


def test_no_scenario_of_that_name_is_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["test", str(folder), "-k", "nobody"]) == 2

    assert "no scenario of that name" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_played(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    file = folder / "en" / "hi.test.yaml"
    file.write_text(SCENARIOS.replace("joins", "jions"), "utf-8")

    assert main(["test", str(folder)]) == 2
    assert capsys.readouterr().out.splitlines() == [
        f"{file}:5:10: `jions` is nothing that people do; did you mean `joins`?",
        f"{file}:9:10: `jions` is nothing that people do; did you mean `joins`?",
    ]


def test_a_script_stands_for_its_scenarios(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(folder / "en")

    assert main(["test", "hi.yaml", "-k", "greeted"]) == 0
    assert capsys.readouterr().out.startswith("hi.test.yaml\n✓ Lin is greeted")

    (folder / "en" / "hi.test.yaml").unlink()
    assert main(["test", "hi.yaml"]) == 2
    assert "this script has no scenarios; they would be in hi.test.yaml" in capsys.readouterr().err


def test_a_folder_without_scenarios_is_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "en" / "hi.test.yaml").unlink()

    assert main(["test", str(folder)]) == 2
    assert "no scenarios here" in capsys.readouterr().err


def test_a_broken_script_is_told(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "en" / "hi.yaml").write_text("sop: hi\nsteps: 3\n", "utf-8")

    assert main(["test", str(folder)]) == 2
    assert "the script `hi` has mistakes of its own" in capsys.readouterr().out


def test_scenarios_are_checked_with_the_scripts_and_are_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out == "2 files, all good\n"

    file = folder / "en" / "hi.test.yaml"
    file.write_text(SCENARIOS.replace("text: Thanks", "txt: Thanks"), "utf-8")
    for path in (folder, file):
        assert main(["check", str(path)]) == 1
        assert f"{file}:10:22: unknown key `txt`; did you mean `text`?" in capsys.readouterr().out


def test_in_chinese(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LOCALE", "zh")

    assert main(["test", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "该看到：发给 群里、含「Thanks」" in out
    assert "2 个剧本里，1 个和预期不一样" in out
