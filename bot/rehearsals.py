"""`python -m bot rehearse SCRIPT…`: what scripts would do to an invented community, without Telegram."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from shutil import get_terminal_size

from bot.timetable import of_scripts
from config.environment import setting
from core import memory
from core.errors import ConfigurationError
from core.problems import Problem
from rehearsal.behaviour import BadBehaviour, read_behaviour
from rehearsal.comparing import Comparison
from rehearsal.given import BrokenScripts, gathered
from rehearsal.page import comparison_page, report_page
from rehearsal.rehearse import MONDAY, Wish, rehearse
from rehearsal.report import Report
from rehearsal.sections import Telling
from rehearsal.terminal import comparison_printed, printed
from sop.language.loader import LOCALES, language_around
from views.problems import worded
from views.texts import Texts, texts_for

NARROWEST, WIDEST = 60, 120
"""Columns that a report takes, whatever the terminal has."""

MOST_MEMBERS, MOST_DAYS = 50_000, 366


def rehearsal(arguments: Namespace) -> int:
    """Prints what came of it. 0: the scripts went through; 1: one failed; 2: wrong use, or a broken script."""
    paths = [Path(path) for path in arguments.scripts]
    locale = arguments.locale or language_around(paths[0]) or setting("LOCALE") or LOCALES[0]
    compared = _compared(paths, Path(arguments.compare)) if arguments.compare else []
    texts = texts_for(setting("LOCALE") if setting("LOCALE") in LOCALES else locale)
    try:
        wish = _wish(arguments, paths, locale)
        other = _wish(arguments, compared, locale, _lending(paths, compared)) if compared else None
    except (BrokenScripts, BadBehaviour) as broken:
        sys.stdout.write(_problems(texts, broken.problems))
        return 2
    _writable(arguments.html)
    memory.settle()
    reports = [asyncio.run(rehearse(one, of_scripts)) for one in (wish, other) if one is not None]
    columns = max(NARROWEST, min(WIDEST, get_terminal_size((80, 24)).columns))
    lines, page = _told(reports, (paths, compared), texts, columns)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    if arguments.html:
        _write(Path(arguments.html), page)
    return 1 if reports[0].failed else 0


def _wish(arguments: Namespace, paths: Sequence[Path], locale: str, original: Sequence[Path] = ()) -> Wish:
    _within("members", arguments.members, MOST_MEMBERS)
    _within("days", arguments.days, MOST_DAYS)
    return Wish(
        gathered(paths, locale, original),
        read_behaviour(arguments.behaviour),
        arguments.members,
        arguments.days,
        arguments.seed,
        _day(arguments.start),
    )


def _compared(paths: Sequence[Path], other: Path) -> list[Path]:
    """Of a folder the files of the same names, if it has them all; else the file or folder itself."""
    same = [other / path.name for path in paths if path.is_file()]
    return same if len(same) == len(paths) and all(path.is_file() for path in same) else [other]


def _lending(paths: Sequence[Path], compared: Sequence[Path]) -> Sequence[Path]:
    """A copy of single files is rehearsed in the company of the original; a folder has to hold all it needs."""
    return paths if all(path.is_file() for path in compared) else ()


def _told(
    reports: Sequence[Report], paths: tuple[Sequence[Path], Sequence[Path]], texts: Texts, columns: int
) -> tuple[list[str], str]:
    """The lines for the terminal, and the page."""
    tellings = [Telling(report, texts) for report in reports]
    if len(tellings) == 1:
        return list(printed(tellings[0], columns)), report_page(tellings[0])
    one, other = (", ".join(map(str, some)) for some in paths)
    comparison = Comparison(tellings[0], tellings[1], (one, other))
    return list(comparison_printed(comparison, columns)), comparison_page(comparison)


def _within(name: str, number: int, most: int) -> None:
    if not 1 <= number <= most:
        raise ConfigurationError(f"--{name} {number}: expected a number from 1 to {most:,}")


def _day(written: str | None) -> date:
    try:
        return MONDAY if written is None else date.fromisoformat(written)
    except ValueError:
        raise ConfigurationError(f"--start {written}: expected a day like 2026-03-02") from None


def _writable(html: str | None) -> None:
    """Said before the rehearsal rather than after it."""
    if html and not Path(html).absolute().parent.is_dir():
        raise ConfigurationError(f"{html}: there is no such folder to write into")
    if html and Path(html).is_dir():
        raise ConfigurationError(f"{html}: is a folder; expected a file to write")


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: the page can't be written: {error.strerror}") from error


def _problems(texts: Texts, problems: Sequence[Problem]) -> str:
    return "".join(f"{one.place}: {worded(texts, one.text)}\n" for one in problems)
