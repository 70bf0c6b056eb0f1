"""`python -m bot test`: plays the scenarios that lie beside the scripts, and says what goes wrong in them."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bot.timetable import of_scripts
from config.environment import setting
from core.errors import ConfigurationError
from core.problems import Problem
from rehearsal.scenarios.files import beside, scenario_files
from rehearsal.scenarios.model import Scenario
from rehearsal.scenarios.playhouse import Playhouse
from rehearsal.scenarios.reading import Library, read_file
from sop.language.loader import is_scenarios
from views import scenarios as view
from views.problems import worded
from views.texts import Texts, texts_for


def test(arguments: Namespace) -> int:
    """0: every scenario went as it should; 1: one did not; 2: a file cannot be read, or there is none."""
    wanted = [Path(path) for path in arguments.paths] or [Path(setting("SOP_DIR") or "sop_scripts")]
    texts = texts_for("zh" if setting("LOCALE") == "zh" else "en")
    scenarios, problems = read(wanted)
    if problems:
        sys.stdout.write("".join(f"{one.place}: {worded(texts, one.text)}\n" for one in problems))
        return 2
    chosen = [one for one in scenarios if arguments.word.casefold() in f"{one.file} {one.title}".casefold()]
    began = perf_counter()
    results = asyncio.run(_play(chosen, texts, verbose=arguments.verbose))
    sys.stdout.write(view.summary(texts, results, perf_counter() - began) + "\n")
    return 1 if any(result.failures for result in results) else 2 if not results else 0


def read(wanted: Sequence[Path]) -> tuple[list[Scenario], list[Problem]]:
    """The scenarios of these files and folders, or all that is wrong; ConfigurationError if there are none."""
    files: dict[Path, None] = {}
    for path in wanted:
        if not path.exists():
            raise ConfigurationError(f"{path}: there is no such file or folder")
        files |= dict.fromkeys(_files(path))
    if not files:
        raise ConfigurationError(f"{wanted[0]}: no scenarios here; they are in files that end in .test.yaml")
    library = Library()
    suites = [read_file(file, library, setting("LOCALE") or None) for file in files]
    scenarios = [scenario for suite in suites for scenario in suite.scenarios]
    return scenarios, [problem for suite in suites for problem in suite.problems]


def _files(path: Path) -> list[Path]:
    """Those of a folder; a file itself, or if it is a script the one beside it."""
    if path.is_dir():
        return scenario_files(path)
    file = path if is_scenarios(path) else beside(path)
    if not file.exists():
        raise ConfigurationError(f"{path}: this script has no scenarios; they would be in {file}")
    return [file]


async def _play(scenarios: Sequence[Scenario], texts: Texts, *, verbose: bool) -> list[view.Result]:
    """Each told of as soon as it is over."""
    results = []
    file = ""
    async with Playhouse.open(of_scripts) as house:
        for scenario in scenarios:
            began = perf_counter()
            played = await house.play(scenario, tells=verbose)
            seconds = perf_counter() - began
            result = view.Result(
                scenario.file, scenario.line, scenario.title, seconds, played.failures, played.said
            )
            results.append(result)
            if scenario.file != file:
                file = scenario.file
                sys.stdout.write(f"{file}\n")
            lines = [view.line_of(texts, result), *view.details_of(texts, result)]
            sys.stdout.write("".join(f"{line}\n" for line in lines))
    return results
