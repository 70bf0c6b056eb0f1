"""The command line.

Each sub-command's module is imported only when it is called: what does not talk to Telegram starts at once.

Exit codes: 0 it worked, 1 it failed, 2 wrong use or configuration (with one clear line).
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from core import memory
from core.errors import ConfigurationError


@dataclass(frozen=True)
class Command:
    """A sub-command: the function `function` of `module` does it and returns the exit code."""

    name: str
    help: str
    module: str
    function: str
    arguments: Callable[[ArgumentParser], None] = lambda parser: None


def _paths(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="FILE|FOLDER",
        help="what to check; without: SOP_DIR (or sop_scripts) and config",
    )


def _backup(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the new file; its folder must exist, it must not")


def _restore(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", metavar="FILE", help="the backup; no database may be in its place")
    parser.add_argument(
        "--hold",
        action="store_true",
        help="after a database was put back in another way (pg_restore): hold what it would send",
    )
    parser.add_argument(
        "--release",
        choices=("skip", "send"),
        help="where no owner can press the button: skip what was due before the restore, or send it",
    )


def _points(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=("replay",), help="replay: earn all points once more by another policy"
    )
    parser.add_argument("policy", metavar="POLICY", help="a file like config/points.yaml")
    parser.add_argument("--community", type=int, metavar="ID", help="one community only, by its id")
    parser.add_argument("--top", type=int, default=20, metavar="N", help="how many who rise and fall (20)")


def _scenarios(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="FILE|FOLDER",
        help="scripts, their .test.yaml, or where they lie; without: SOP_DIR (or sop_scripts)",
    )
    parser.add_argument(
        "-k", dest="word", default="", metavar="WORD", help="only those with this word in their name"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="print also what the bot said, message by message"
    )


def _schema(parser: ArgumentParser) -> None:
    parser.add_argument("--scenarios", action="store_true", help="of the .test.yaml beside the scripts")


def _rehearse(parser: ArgumentParser) -> None:
    parser.add_argument("scripts", nargs="+", metavar="SCRIPT", help="files of scripts, or folders of them")
    parser.add_argument("--members", type=int, default=30, metavar="N", help="how many people join (30)")
    parser.add_argument("--days", type=int, default=7, metavar="N", help="how long (7)")
    parser.add_argument(
        "--behaviour",
        default="typical",
        metavar="NAME|FILE",
        help="typical, eager, lazy, chaos, or a file of yours",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another number, other people (1)")
    parser.add_argument("--locale", choices=("zh", "en"), help="the community's language")
    parser.add_argument("--start", metavar="DAY", help="the first day (2026-03-02, a Monday)")
    parser.add_argument("--html", metavar="FILE", help="write the report as a page, too")
    parser.add_argument("--compare", metavar="OTHER", help="rehearse these scripts as well, and compare")


COMMANDS = (
    Command("run", "run the bot with the settings of the environment or .env", "bot.run", "run"),
    Command(
        "check",
        "check SOP scripts and policies, tell every problem with file, line and column",
        "bot.scripts",
        "check",
        _paths,
    ),
    Command(
        "rehearse",
        "play scripts through with invented people: what is said, how far they come, what Telegram takes",
        "bot.rehearsals",
        "rehearsal",
        _rehearse,
    ),
    Command("test", "play the scenarios beside the scripts", "bot.scenarios", "test", _scenarios),
    Command("backup", "copy the database to FILE, also while the bot runs", "bot.backups", "backup", _backup),
    Command(
        "restore",
        "put a backup back; nothing is sent before an owner agrees",
        "bot.restores",
        "restore",
        _restore,
    ),
    Command(
        "doctor",
        "say what is wrong with settings, database, scripts and Telegram",
        "bot.doctor.all",
        "doctor",
    ),
    Command(
        "points",
        "show who would rise and fall under another points policy; changes nothing",
        "bot.points",
        "points",
        _points,
    ),
    Command(
        "schema",
        "print the JSON Schema of SOP scripts, or of their scenarios, for editors",
        "bot.scripts",
        "schema",
        _schema,
    ),
    Command("reference", "print the reference of the SOP language", "bot.scripts", "reference"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one sub-command and returns the exit code."""
    parser = ArgumentParser(prog="python -m bot", description="A community bot that runs your SOPs.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.arguments(commands.add_parser(command.name, help=command.help, description=command.help))
    chosen = parser.parse_args(arguments)
    try:
        return _run(next(command for command in COMMANDS if command.name == chosen.command), chosen)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _run(command: Command, arguments: Namespace) -> int:
    with memory.loading():
        function: Callable[[Namespace], int] = getattr(import_module(command.module), command.function)
    return function(arguments)
