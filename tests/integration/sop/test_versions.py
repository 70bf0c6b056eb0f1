"""Which version of a script runs: the one it began with, the last good one, none that is gone."""

import os
from pathlib import Path

import pytest

from core.errors import ConfigurationError
from core.facts import FactKind
from sop.library import Library
from tests.integration.sop.stage import Stage

WAITS = """
sop: waits
start: [{on: member_joined}]
steps:
  - id: a
    do: [{wait: 1h}, {say: {to: private, else: skip, text: 旧的}}]
"""


def rewrite(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, ns=(path.stat().st_mtime_ns + 1_000_000,) * 2)


async def test_runs_stay_on_the_version_they_began_with(stage: Stage) -> None:
    await stage.play(WAITS)
    await stage.join("小林")
    rewrite(stage.folder / "script0.yaml", WAITS.replace("旧的", "新的"))
    await stage.restart()
    await stage.join("阿美")

    await stage.later(hours=1)

    assert [text[:2] for text in await stage.said()] == ["旧的", "新的"]
    first, second = await stage.runs()
    assert first.version != second.version


async def test_a_changed_file_is_noticed_without_a_restart(stage: Stage) -> None:
    await stage.play(WAITS)
    rewrite(stage.folder / "script0.yaml", WAITS.replace("旧的", "新的"))

    stage.library.refresh()
    assert stage.library.problems == []
    await stage.join()
    await stage.later(hours=1)

    assert [text[:2] for text in await stage.said()] == ["新的"]


async def test_a_bad_file_leaves_the_last_good_version_running(stage: Stage) -> None:
    await stage.play(WAITS)
    rewrite(stage.folder / "script0.yaml", WAITS.replace("say:", "shout:"))

    stage.library.refresh()
    (problem,) = stage.library.problems
    assert str(problem).startswith("script0.yaml:6:")
    assert stage.library.goes_on(problem)
    assert stage.library.unusable("zh") == []
    await stage.join()

    assert len(await stage.runs()) == 1


async def test_a_file_that_was_never_good_has_no_version_to_go_on_with(stage: Stage) -> None:
    await stage.play(WAITS)
    (stage.folder / "second.yaml").write_text("sop: second\nsteps: 3\n", "utf-8")

    stage.library.refresh()

    assert [stage.library.goes_on(problem) for problem in stage.library.problems] == [False]
    assert stage.library.unusable("zh") == ["second.yaml"]


async def test_a_removed_file_starts_nothing_but_its_runs_go_on(stage: Stage) -> None:
    await stage.play(WAITS)
    await stage.join("小林")
    (stage.folder / "script0.yaml").unlink()
    stage.library.refresh()
    await stage.join("阿美")

    await stage.later(hours=1)

    assert len(await stage.said()) == 1


async def test_only_what_scripts_listen_for_costs_anything(stage: Stage) -> None:
    await stage.play(WAITS)

    assert stage.library.listens(FactKind.MEMBER_JOINED)
    assert not stage.library.listens(FactKind.MESSAGE)


async def test_what_only_a_pinned_version_listens_for_is_heard_after_a_restart(stage: Stage) -> None:
    await stage.play(WAITS.replace("wait: 1h", "wait: {for: message, within: 2h, none: []}"))
    lin = await stage.join()
    rewrite(stage.folder / "script0.yaml", WAITS)
    await stage.restart()

    assert stage.library.listens(FactKind.MESSAGE)
    await stage.write(lin, "早")

    assert len(await stage.said()) == 1


def test_a_missing_folder_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="SOP_DIR"):
        Library(tmp_path / "nowhere").refresh()
