"""The scripts that are rehearsed: those that were named, and those they speak of, found beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigurationError
from core.problems import Path as Parts
from core.problems import Problem
from sop.actions import Actions
from sop.compile import FORKS, compile_script
from sop.language.loader import LOCALES, LoadedScript, load_files, script_files
from sop.language.script import Script
from sop.language.spoken import spoken_of
from sop.language.walk import branches
from sop.program import Program


class BrokenScripts(Exception):
    """Some of what was named cannot run; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


@dataclass(frozen=True)
class Rehearsed:
    """A script with its file as it was named, and where in it everything stands."""

    loaded: LoadedScript
    program: Program
    file: Path
    asked: bool
    """Named by whoever rehearses, and not only by another script."""
    lines: Mapping[str, int]
    """The line of each node and of each step."""

    @property
    def sop(self) -> str:
        """The script's id."""
        return self.loaded.id

    @property
    def script(self) -> Script:
        """What was written."""
        return self.loaded.script


@dataclass(frozen=True)
class Given:
    """All scripts of a rehearsal, those that were asked for first."""

    locale: str
    scripts: tuple[Rehearsed, ...]

    def write_to(self, folder: Path) -> None:
        """Put copies into a new folder of scripts."""
        folder.mkdir()
        for number, one in enumerate(self.scripts):
            name = f"{number:02}-{one.file.name}"
            (folder / name).write_text(one.loaded.text, "utf-8")


def gathered(paths: Sequence[Path], locale: str, original: Sequence[Path] = ()) -> Given:
    """The scripts of these files and folders, with all they speak of; raises BrokenScripts, ConfigurationError.

    What does not lie beside them is looked for in and beside the `original` of which they are another version.
    """
    asked = _asked(paths, locale)
    if not asked:
        raise ConfigurationError(f"{paths[0]}: no script for the language {locale}")
    first = _asked(original, locale)
    result = load_files(dict.fromkeys([*asked, *_beside(asked, locale), *first, *_beside(first, locale)]))
    wrong = [problem for problem in result.problems if Path(problem.file) in asked]
    if wrong:
        raise BrokenScripts(wrong)
    scripts = {name: loaded for name, loaded in result.scripts.items() if Path(loaded.file) in asked}
    wanted = list(scripts.values())
    while wanted:
        for name in spoken_of(wanted.pop().script):
            if name in result.scripts and name not in scripts:
                scripts[name] = result.scripts[name]
                wanted.append(result.scripts[name])
    return Given(locale, tuple(_rehearsed(one, asked=Path(one.file) in asked) for one in scripts.values()))


def _asked(paths: Sequence[Path], locale: str) -> list[Path]:
    return list(dict.fromkeys(file for path in paths for file in _files(path, locale)))


def _files(path: Path, locale: str) -> list[Path]:
    if not path.exists():
        raise ConfigurationError(f"{path}: there is no such file or folder")
    return script_files(path, locale) if path.is_dir() else [path]


def _beside(files: Iterable[Path], locale: str) -> Iterator[Path]:
    """The other scripts of the same folders, and of what lies beside the folders of languages."""
    for folder in dict.fromkeys(file.parent for file in files):
        yield from script_files(folder, locale)
        if folder.name in LOCALES:
            yield from (file for file in script_files(folder.parent, locale) if file.parent == folder.parent)


def lines_of(loaded: LoadedScript) -> Mapping[str, int]:
    """The line of each step and of each action, by their addresses in the compiled script."""
    return {path: loaded.place(where)[0] for path, where in places_of(loaded.script)}


def places_of(script: Script) -> Iterator[tuple[str, Parts]]:
    """The address of each step and of each action in the compiled script, and its place in the written one."""
    for index, step in enumerate(script.steps):
        yield step.id, ("steps", index)
        yield from _nodes(step.do, step.id, ("steps", index, "do"))


def _rehearsed(loaded: LoadedScript, *, asked: bool) -> Rehearsed:
    program = compile_script(loaded.script, loaded.version)
    return Rehearsed(loaded, program, Path(loaded.file), asked, lines_of(loaded))


def _nodes(actions: Actions, prefix: str, where: Parts) -> Iterator[tuple[str, Parts]]:
    """The address of each action in the compiled script, and its place in the written one."""
    for number, item in enumerate(actions, 1):
        address, place = f"{prefix}/{number}", (*where, number - 1, item.name)
        yield address, place
        fork = FORKS.get(type(item.action))
        if fork is None:
            continue
        named = [one.name for one in fork(item.action) if one.items]
        for name, (inner_place, inner) in zip(named, _written(item.action, place), strict=True):
            yield from _nodes(inner, f"{address}/{name}", inner_place)


def _written(action: object, place: Parts) -> Iterator[tuple[Parts, Actions]]:
    return ((where, inner) for where, inner in branches(action, place) if inner)  # type: ignore[arg-type]
