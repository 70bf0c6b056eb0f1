"""What is left of a script without its faulty parts, so that the rest is checked in the same go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from sop.language.problems import Finding, Path
from sop.language.script import Script
from sop.language.shape import shape

_ROUNDS = 4
_ACTION_LISTS = ("do", "else", "none", "yes", "no", "expired", "could_not")
_HARMLESS = {"wait": "1s"}
"""Takes the place of a faulty action, so that the others keep their numbers."""


def salvage(data: Any, findings: Iterable[Finding]) -> tuple[Script | None, list[Path]]:
    """The script without its faulty parts, and which those were; no script when too little is left."""
    left = deepcopy(data)
    taken: list[Path] = []
    faults = list(findings)
    for _ in range(_ROUNDS):
        for fault in faults:
            path = _take_out(left, fault)
            if path is None:
                return None, taken
            taken.append(path)
        script, faults = shape(left)
        if script is not None:
            return script, taken
    return None, taken


def _take_out(data: Any, fault: Finding) -> Path | None:
    """Removes the smallest part that can go, and returns its path."""
    chain = list(_chain(data, fault.path))
    if (
        fault.code in ("unknown_key", "unknown_action")
        and len(chain) == len(fault.path) + 1
        and len(chain) > 2
    ):
        parent = chain[-2][1]
        if fault.code == "unknown_key" and isinstance(parent, dict):
            del parent[fault.path[-1]]
            return fault.path
    for index in range(len(chain) - 1, 0, -1):
        path, parent = chain[index][0], chain[index - 1][1]
        if isinstance(parent, list) and len(path) > 1 and path[-2] in _ACTION_LISTS:
            parent[int(path[-1])] = dict(_HARMLESS)
            return path
        if len(path) == 3 and path[0] == "steps" and isinstance(parent, dict) and path[2] not in ("id", "do"):
            parent.pop(path[2])
            return path
    if len(chain) > 1 and chain[1][0][0] not in ("sop", "steps"):
        del data[fault.path[0]]
        return fault.path[:1]
    return None


def _chain(data: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The values on the way to a path, from the whole on, as far as they are there."""
    yield (), data
    for length, part in enumerate(path, 1):
        there = part in data if isinstance(data, dict) else isinstance(data, list) and isinstance(part, int)
        if not there:
            return
        data = data[part]
        yield path[:length], data
