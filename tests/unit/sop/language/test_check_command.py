"""`python -m bot check`, `schema` and `reference`, as a person or a script calls them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from config.checking import SHIPPED

GOOD = "sop: {id}\nsteps: [{{id: a, do: [{{tag: x}}]}}]\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer's own settings say."""
    monkeypatch.setenv("LOCALE", "en")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_good_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "tests/scripts/everything.yaml", "tests/scripts/camp.yaml"]) == 0
    assert capsys.readouterr().out == "2 scripts, all good\n"


def test_every_problem_is_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path / "bad.yaml", "sop: bad\nmood: good\nsteps: [{id: a, do: [{tag: x}], at: noon}]\n")
    write(tmp_path / "good.yaml", GOOD.format(id="good"))

    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}:2:1: unknown key `mood`; did you mean `mode`?",
        f"{bad}:3:37: `noon` is not a moment; expected `start`, `start + 2h` or `day 7 21:00`",
        "problems: 2, in 1 of 2 scripts",
    ]


def test_problems_are_printed_in_the_language_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALE", "zh")
    bad = write(tmp_path / "bad.yaml", "sop: bad\nsteps: [{id: a, do: [{tag: x}], at: noon}]\n")

    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}:2:37: `noon` 不是时刻；应是 `start`、`start + 2h` 或 `day 7 21:00`",
        "问题 1 处，在 1 个流程里的 1 个",
    ]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["zh"], "不是时刻"),
        (["zh/bad.yaml", "zh/worse.yaml"], "不是时刻"),
        (["en"], "is not a moment"),
        (["zh", "en"], "is not a moment"),
        (["zh/bad.yaml", "bad.yaml"], "is not a moment"),
        (["."], "is not a moment"),
    ],
)
def test_without_a_setting_problems_are_printed_in_the_language_of_the_folder(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    named: list[str],
    said: str,
) -> None:
    monkeypatch.delenv("LOCALE")
    monkeypatch.setattr("config.environment.ENV_FILE", tmp_path / "none")
    for number, name in enumerate(("zh/bad.yaml", "zh/worse.yaml", "en/bad.yaml", "bad.yaml")):
        write(tmp_path / name, f"sop: bad{number}\nsteps: [{{id: a, do: [{{tag: x}}], at: noon}}]\n")

    assert main(["check", *(str(tmp_path / name) for name in named)]) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert said in first


def test_the_setting_decides_over_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write(tmp_path / "zh/bad.yaml", "sop: bad\nsteps: [{id: a, do: [{tag: x}], at: noon}]\n")

    assert main(["check", str(bad)]) == 1
    assert "is not a moment" in capsys.readouterr().out


def test_a_slip_in_a_tag_of_the_program_itself_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.yaml", "sop: a\nwhen: {not: {tag: opted_uot}}\nsteps: [{id: a, do: [{tag: x}]}]\n")

    assert main(["check", str(tmp_path)]) == 1
    assert "`opted_out`" in capsys.readouterr().out


def test_each_language_is_checked_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "zh/hello.yaml", GOOD.format(id="hello"))
    write(tmp_path / "en/hello.yaml", GOOD.format(id="hello"))

    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 scripts, all good\n"


def test_a_single_file_may_name_scripts_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    caller = write(tmp_path / "zh/caller.yaml", "sop: caller\nsteps: [{id: a, do: [{run: other}]}]\n")
    write(tmp_path / "other.yaml", GOOD.format(id="other"))
    write(tmp_path / "zh/bad.yaml", "sop: [")

    assert main(["check", str(caller)]) == 0


def test_without_arguments_the_scripts_of_sop_dir_and_the_policies_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.yaml", GOOD.format(id="a"))
    monkeypatch.setenv("SOP_DIR", str(tmp_path))

    assert main(["check"]) == 0
    assert capsys.readouterr().out == f"{1 + len(SHIPPED)} files, all good\n"


def test_a_path_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nowhere"]) == 2
    assert capsys.readouterr().err == "nowhere: there is no such file or folder\n"


def test_schema_and_reference_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "SOP script"
    assert main(["reference"]) == 0
    assert capsys.readouterr().out.startswith("# The SOP language")


def test_checking_imports_neither_telegram_nor_a_database() -> None:
    heavy = ["aiogram", "aiohttp", "sqlalchemy", "apscheduler", "alembic"]
    program = (
        "import sys; from bot.cli import main; main(['check', 'tests/scripts']);"
        f"print(set(sys.modules) & {set(heavy)})"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "set()"
