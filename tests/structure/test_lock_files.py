"""The lock files install the same bytes anywhere: everything hashed, no host named."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.structure.checkout import ROOT

LOCK_FILES = sorted(ROOT.glob("requirements*.lock"))


def requirements(lock: Path) -> list[str]:
    """The entries of a lock file, continuation lines joined and comments left out."""
    lines = [line for line in lock.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def names(entries: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", entry, maxsplit=1)[0].lower() for entry in entries}


@pytest.mark.parametrize("lock", LOCK_FILES, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    loose = [entry for entry in requirements(lock) if not re.search(r"^[^ ]+==[^ ]+ .*--hash=sha256:", entry)]

    assert requirements(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCK_FILES, ids=lambda path: path.name)
def test_no_host_is_named(lock: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links", lock.read_text("utf-8"))


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = names(project["project"]["dependencies"])
    dev = names([entry for entry in project["dependency-groups"]["dev"] if isinstance(entry, str)])

    assert runtime <= names(requirements(ROOT / "requirements-run.lock"))
    assert runtime | dev <= names(requirements(ROOT / "requirements.lock"))


def test_the_image_installs_the_versions_that_were_tested() -> None:
    tested = set(requirements(ROOT / "requirements.lock"))

    assert set(requirements(ROOT / "requirements-run.lock")) <= tested
    assert set(requirements(ROOT / "requirements-setup.lock")) <= tested
