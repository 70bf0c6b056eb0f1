"""Which files hold scenarios: those that end in `.test.yaml`, beside the scripts they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sop.language.loader import LOCALES, is_scenarios


def scenario_files(folder: Path) -> list[Path]:
    """The files of scenarios in a folder and below, in order of their names."""
    return sorted(path for path in folder.rglob("*.test.*") if is_scenarios(path) and path.is_file())


def script_named(file: Path) -> str:
    """The script that a file of scenarios is about, by its name: `welcome.test.yaml`."""
    return file.name.split(".test.", 1)[0]


def language_of(file: Path) -> str | None:
    """The language by the folder it lies in."""
    return next((part for part in reversed(file.parts[:-1]) if part in LOCALES), None)


def folder_of_scripts(file: Path) -> Path:
    """The folder that holds the scripts a file is about: that of all languages, if it lies in one of those."""
    parents: Sequence[Path] = file.parents
    return next((one.parent for one in parents if one.name in LOCALES), file.parent)
