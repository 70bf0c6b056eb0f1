"""Every bad script in tests/scripts/invalid says in its last lines what is wrong: `#! line:column: text`."""

from pathlib import Path

import pytest

from sop.language.loader import load_files
from sop.language.problems import MESSAGES

FOLDER = Path("tests/scripts/invalid")
GROUPS = [[path] for path in sorted(FOLDER.glob("*.yaml"))] + [
    sorted(folder.glob("*.yaml")) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()
]
SHOWN_ELSEWHERE = {
    "not_utf8", "unreadable", "too_large", "empty", "bad_character", "too_deep", "key_not_a_word",
    "too_many", "shape", "reserved_id", "template_unclosed",
}  # fmt: skip


def expected_in(files: list[Path]) -> list[str]:
    return [
        f"{file}:{line.removeprefix('#! ')}"
        for file in files
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("#! ")
    ]


@pytest.mark.parametrize(
    "files", GROUPS, ids=lambda files: files[0].stem if len(files) == 1 else files[0].parent.name
)
def test_every_problem_is_told_at_its_place(files: list[Path]) -> None:
    assert [str(problem) for problem in load_files(files).problems] == expected_in(files)


def test_a_script_with_a_problem_does_not_run_and_the_others_do() -> None:
    for files in GROUPS:
        result = load_files(files)
        bad = {problem.file for problem in result.problems}
        assert {script.file for script in result.scripts.values()} == {str(file) for file in files} - bad


def test_every_kind_of_problem_is_shown_by_a_script() -> None:
    seen = {problem.code for files in GROUPS for problem in load_files(files).problems}

    assert set(MESSAGES) - seen == SHOWN_ELSEWHERE
