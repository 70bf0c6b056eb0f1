"""The scripts that scenarios are about: what lies in a folder, and what a script needs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sop.language.loader import LoadedScript, load_files, script_files
from sop.language.spoken import spoken_of

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

    def together(self, wanted: Iterable[str]) -> tuple[LoadedScript, ...]:
        """These scripts and all that they name."""
        if ALL in (left := list(wanted)):
            left = list(self.good)
        found: dict[str, LoadedScript] = {}
        while left:
            sop = left.pop()
            if sop in self.good and sop not in found:
                found[sop] = self.good[sop]
                left += spoken_of(self.good[sop].script)
        return tuple(found[sop] for sop in sorted(found))
