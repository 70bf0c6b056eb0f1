"""The scripts that scenarios are about: what lies in a folder, and what a script needs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.selection import Trait
from sop.actions import Action, Choose, Run, Stop
from sop.compile import FORKS
from sop.language.conditions import Condition
from sop.language.loader import LoadedScript, load_files, script_files
from sop.language.script import Script
from sop.language.triggers import OnRunFinished
from sop.language.walk import parts

ALL = "all"
"""Stands in `scripts:` for all there are."""


@dataclass(frozen=True)
class Scripts:
    """The good scripts of a folder in one language by id, and the ids of those with mistakes."""

    good: Mapping[str, LoadedScript]
    faulty: frozenset[str]

    @classmethod
    def of(cls, folder: Path, locale: str) -> Scripts:
        """Those of a folder."""
        loaded = load_files(script_files(folder, locale))
        faulty = {Path(problem.file).stem for problem in loaded.problems}
        return cls(loaded.scripts, frozenset(faulty - loaded.scripts.keys()))

    def ids(self) -> list[str]:
        """All ids, as a hint names them."""
        return sorted({*self.good, *self.faulty})

    def together(self, wanted: Iterable[str]) -> tuple[Path, ...]:
        """The files of these scripts and of all that they name."""
        if ALL in (left := list(wanted)):
            left = list(self.good)
        files: dict[str, Path] = {}
        while left:
            sop = left.pop()
            if sop in self.good and sop not in files:
                files[sop] = Path(self.good[sop].file)
                left += _named(self.good[sop].script)
        return tuple(sorted(files.values()))


def _named(script: Script) -> Iterator[str]:
    """The other scripts that a script names."""
    for part in parts(script):
        if isinstance(part.value, Run | Stop | OnRunFinished):
            yield part.value.sop
        elif isinstance(part.value, Condition) and part.value.who is not None:
            tests = part.value.who.tests()
            yield from (str(test.value) for test in tests if test.trait in (Trait.SOP, Trait.DONE))


def line_of(loaded: LoadedScript, path: str) -> int:
    """The line of a script in which an action stands, by its path in the program: `day2/2/none/1`."""
    step_id, *rest = path.split("/")
    number = next(index for index, step in enumerate(loaded.script.steps) if step.id == step_id)
    where: tuple[str | int, ...] = ("steps", number)
    items = loaded.script.steps[number].do
    into: tuple[str | int, ...] = ("do",)
    while rest:
        index = int(rest.pop(0)) - 1
        where = (*where, *into, index, items[index].name)
        if rest:
            fork = rest.pop(0)
            action = items[index].action
            items = next(one.items for one in FORKS[type(action)](action) if one.name == fork)
            into = _into(fork, action)
    return loaded.source.of_key(where)[0]


def _into(fork: str, action: Action) -> tuple[str | int, ...]:
    """The keys that lead from an action to one of its branches."""
    if not isinstance(action, Choose):
        return (fork,)
    if fork == "else":
        return (len(action.root) - 1, "else")
    return (int(fork.removeprefix("if")) - 1, "do")
