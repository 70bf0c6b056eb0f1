"""Which files hold scenarios: those that end in `.test.yaml`, beside the scripts they are about."""

from __future__ import annotations

from pathlib import Path

from sop.language.loader import LOCALES, is_scenarios


def scenario_files(folder: Path) -> list[Path]:
    """The files of scenarios in a folder and below, in order of their names."""
    return sorted(path for path in folder.rglob("*.test.*") if is_scenarios(path) and path.is_file())


def script_named(file: Path) -> str:
    """The script that a file of scenarios is about, by its name: `welcome.test.yaml`."""
    return file.name.split(".test.", 1)[0]


def beside(script: Path) -> Path:
    """The file of scenarios that a script has, or would have."""
    return script.with_suffix(f".test{script.suffix}")


def language_of(file: Path) -> str | None:
    """The language by the folder it lies in."""
    folder = _of_language(file)
    return None if folder is None else folder.name


def folder_of_scripts(file: Path) -> Path:
    """The folder that holds the scripts a file is about: that of all languages, if it lies in one of those."""
    folder = _of_language(file)
    return file.parent if folder is None else folder.parent


def _of_language(file: Path) -> Path | None:
    """The folder of a language around a file, by the path as it was given if that names one."""
    around = (*file.parents, *file.absolute().parents)
    return next((folder for folder in around if folder.name in LOCALES), None)
