"""Sub-commands about what operators write: check scripts and policies, print the schema and the reference."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from config.checking import SHIPPED, policy_files, policy_problems
from config.environment import setting
from core.errors import ConfigurationError
from core.problems import Problem
from rehearsal.scenarios.files import scenario_files
from sop.language.loader import LOCALES, is_scenarios, language_around, load_files, script_files
from sop.language.reference import reference_text
from sop.language.schema import json_schema

TRANSLATED = frozenset({"zh"})
"""Languages that the problems are printed in besides English."""


def check(arguments: Namespace) -> int:
    """Prints every problem of what is named, or of SOP_DIR and `config/`; 1 if there is any.

    In the language of LOCALE; where that is not set, of the one language's folder in which all that is named
    lies, else in English.
    """
    named = [Path(path) for path in arguments.paths]
    wanted = named or [Path(setting("SOP_DIR") or "sop_scripts"), *SHIPPED]
    policies = [file for path in wanted for file in policy_files(path) if path.parent.name not in LOCALES]
    scripts = [path for path in wanted if path not in policies and not (path.is_dir() and policy_files(path))]
    problems, count = examine([path for path in scripts if not is_scenarios(path)])
    scenarios = [file for path in scripts for file in (scenario_files(path) if path.is_dir() else [path])]
    scenarios = [file for file in scenarios if is_scenarios(file)]
    problems += policy_problems(policies) + scenario_problems(scenarios)
    others = len(policies) + len(scenarios)
    report = _report(problems, count + others, _language(named), only_scripts=not others)
    sys.stdout.write("".join(f"{line}\n" for line in report))
    return 1 if problems else 0


def examine(wanted: Sequence[Path]) -> tuple[list[Problem], int]:
    """All problems of these files and folders, and how many files there are; ConfigurationError if one isn't."""
    files: set[Path] = set()
    problems: dict[str, Problem] = {}
    for path in wanted:
        if not path.exists():
            raise ConfigurationError(f"{path}: there is no such file or folder")
        for asked, together in _groups(path):
            files |= asked
            found = load_files(together).problems
            problems |= {str(problem): problem for problem in found if Path(problem.file) in asked}
    return list(problems.values()), len(files)


def scenario_problems(files: Sequence[Path]) -> list[Problem]:
    """Everything wrong in these files of scenarios."""
    if not files:
        return []
    from rehearsal.scenarios.reading import Library, read_file  # noqa: PLC0415 - needless without such files

    library = Library()
    return [
        problem for file in files for problem in read_file(file, library, setting("LOCALE") or None).problems
    ]


def _language(named: Sequence[Path]) -> str:
    around = {language_around(path) or "" for path in named}
    return setting("LOCALE") or (around.pop() if len(around) == 1 else "")


def _report(problems: list[Problem], files: int, language: str, *, only_scripts: bool) -> list[str]:
    if language in TRANSLATED:
        from views.problems import checked  # noqa: PLC0415 - 50 ms that English does not need
        from views.texts import texts_for  # noqa: PLC0415

        faults = [(problem.file, problem.place, problem.text) for problem in problems]
        return checked(texts_for(language), faults, files, only_scripts=only_scripts)
    called = "scripts" if only_scripts else "files"
    if not problems:
        return [f"{files} {called}, all good"]
    bad = len({problem.file for problem in problems})
    return [*map(str, problems), f"problems: {len(problems)}, in {bad} of {files} {called}"]


def schema(arguments: Namespace) -> int:
    """Prints the JSON Schema of scripts, or of the scenarios beside them."""
    if arguments.scenarios:
        from rehearsal.scenarios.schema import json_schema as of_scenarios  # noqa: PLC0415 - scripts do without

        found = of_scenarios()
    else:
        found = json_schema()
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    return 0


def reference(_arguments: Namespace) -> int:
    """Prints the reference of the language, in Markdown."""
    sys.stdout.write(reference_text())
    return 0


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
