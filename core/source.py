"""A YAML file as read: plain data, and the place of everything in it, for problems to name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from core.problems import Finding, Path, Problem

MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Spot:
    """Where something stands: offsets into the text."""

    start: int
    end: int


@dataclass
class Source:
    """A file as read: plain data, and where each part of it stands."""

    name: str
    text: str
    data: Any = None
    values: dict[Path, Spot] = field(default_factory=dict)
    keys: dict[Path, Spot] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[Path] = field(default_factory=set)
    """Paths that have a problem already, so that nothing more need be said about them."""
    kind: type[Problem] = Problem
    """Whose words the problems have."""
    _lines: list[int] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        if not self._lines:
            self._lines = [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", self.text))]
        line = bisect_right(self._lines, offset) - 1
        return line + 1, offset - self._lines[line] + 1

    def of_value(self, path: Path) -> tuple[int, int]:
        """The place of the value at a path, or of the nearest one around it."""
        for length in range(len(path), -1, -1):
            if spot := self.values.get(path[:length]):
                return self.place(spot.start)
        return 1, 1

    def of_key(self, path: Path) -> tuple[int, int]:
        """The place of the key that leads to a path, or of the nearest value."""
        spot = self.keys.get(path)
        return self.place(spot.start) if spot else self.of_value(path)

    def inside(self, path: Path, text: str, offset: int) -> tuple[int, int]:
        """The place of an offset within a text value, whichever way it is quoted or folded."""
        spot = self.values.get(path)
        snippet = re.match(r"[^\s\\\"']*", text[offset:])
        if spot is None or snippet is None or not snippet[0]:
            return self.of_value(path)
        before = text[:offset].count(snippet[0])
        found = spot.start - 1
        for _ in range(before + 1):
            found = self.text.find(snippet[0], found + 1, spot.end)
            if found < 0:
                return self.place(spot.start)
        return self.place(found)

    def tell(self, problem: Problem) -> None:
        """Notes a problem, unless it is there already or there are more than anyone reads."""
        if len(self.problems) < MOST_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)

    def add(self, code: str, offset: int, path: Path | None = None, **params: object) -> None:
        """Notes a problem at an offset; with a path, nothing more will be said about it."""
        self.tell(self.kind(self.name, *self.place(offset), code, params))
        if path is not None:
            self.faulty.add(path)

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Gives findings their place. Nothing is said about what had a problem as YAML already.

        A path among the particulars becomes its line.
        """
        for finding in findings:
            path = finding.path
            if any(path[:length] in self.faulty for length in range(len(path) + 1)):
                continue
            if finding.offset is not None:
                line, column = self.inside(path, self._text_at(path), finding.offset)
            else:
                line, column = self.of_key(path) if finding.on_key else self.of_value(path)
            params = {
                key: self.of_value(value)[0] if isinstance(value, tuple) else value
                for key, value in finding.params.items()
            }
            self.tell(self.kind(self.name, line, column, finding.code, params))

    def _text_at(self, path: Path) -> str:
        data = self.data
        for part in path:
            data = data[part]
        return str(data)
