"""Sub-commands about SOP scripts: check them, print their JSON Schema and the reference of the language."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from pathlib import Path

from dotenv import dotenv_values

from core.errors import ConfigurationError
from sop.language.loader import LOCALES, load_files, script_files
from sop.language.problems import Problem
from sop.language.reference import reference_text
from sop.language.schema import json_schema


def check(arguments: Namespace) -> int:
    """Prints every problem of the scripts named, or of SOP_DIR; 1 if there is any."""
    wanted = [Path(path) for path in arguments.paths] or [_sop_dir()]
    files: set[Path] = set()
    problems: dict[str, Problem] = {}
    for path in wanted:
        if not path.exists():
            raise ConfigurationError(f"{path}: there is no such file or folder")
        for asked, together in _groups(path):
            files |= asked
            found = load_files(together).problems
            problems |= {str(problem): problem for problem in found if Path(problem.file) in asked}
    for line in problems:
        sys.stdout.write(f"{line}\n")
    if problems:
        bad = len({problem.file for problem in problems.values()})
        sys.stdout.write(f"problems: {len(problems)}, in {bad} of {len(files)} scripts\n")
        return 1
    sys.stdout.write(f"{len(files)} scripts, all good\n")
    return 0


def schema(_arguments: Namespace) -> int:
    """Prints the JSON Schema."""
    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return 0


def reference(_arguments: Namespace) -> int:
    """Prints the reference of the language, in Markdown."""
    sys.stdout.write(reference_text())
    return 0


def _sop_dir() -> Path:
    """Where the scripts are. Read without the other settings: checking needs no token."""
    return Path(os.environ.get("SOP_DIR") or dotenv_values(".env").get("SOP_DIR") or "sop_scripts")


def _groups(path: Path) -> list[tuple[set[Path], list[Path]]]:
    """The files asked for, and with which others they are loaded: once for each language.

    A single file is loaded with those beside it, so that scripts may name one another.
    """
    if path.is_dir():
        languages = dict.fromkeys(tuple(script_files(path, locale)) for locale in LOCALES)
        return [(set(together), list(together)) for together in languages]
    folder, locales = path.parent, LOCALES
    if folder.name in LOCALES:
        folder, locales = folder.parent, (folder.name,)
    return [({path}, sorted({*script_files(folder, locale), path})) for locale in locales]
