"""Reading scripts once for many tests shows none of them anything else than reading them anew."""

from pathlib import Path

import pytest

from sop.language import loader
from tests.read_once import Scripts

GOOD = "sop: good\nstart: [{on: member_joined}]\nsteps: [{id: a, do: [{tag: vip}]}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "bad.yaml").write_text("sop: bad\n", "utf-8")
    return tmp_path


def said(result: loader.LoadResult) -> tuple[list[str], list[str]]:
    return list(result.scripts), [str(problem) for problem in result.problems]


def test_what_one_does_with_the_result_no_other_sees(folder: Path):
    scripts = Scripts()
    scripts.load_folder(folder, "en").problems.clear()

    assert said(scripts.load_folder(folder, "en")) == said(loader.load_folder(folder, "en"))


def test_a_file_that_has_changed_is_read_again(folder: Path):
    scripts = Scripts()
    scripts.load_folder(folder, "en")
    (folder / "bad.yaml").write_text(GOOD.replace("good", "bad"), "utf-8")

    assert said(scripts.load_folder(folder, "en")) == (["bad", "good"], [])


def test_a_file_that_cannot_be_read_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def denied(_path: Path) -> bytes:
        raise PermissionError("denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    scripts = Scripts()

    assert said(scripts.load_folder(folder, "en")) == said(loader.load_folder(folder, "en"))
    assert len(scripts.load_folder(folder, "en").problems) == 2
