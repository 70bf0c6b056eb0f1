"""What is left of a script without its faulty parts, so that the rest is checked in the same go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from core.problems import Finding, Path
from sop.language.script import Script
from sop.language.shape import shape

_ROUNDS = 4
_ACTION_LISTS = ("do", "else", "none", "yes", "no", "expired", "could_not")
_HARMLESS = {"wait": "1s"}
"""Takes the place of a faulty action, so that the others keep their numbers."""
_SOMETIME = "start + 3660d"
"""Takes the place of a faulty time: no other step is surely before or after it in a way that matters."""


@dataclass(frozen=True)
class Rest:
    """A script without its faulty parts, and the paths of those."""

    script: Script
    taken: Sequence[Path]

    def certain(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those that the faulty parts, or what stands in for them, have nothing to do with."""
        for found in findings:
            inside = any(found.path[: len(path)] == path for path in self.taken)
            around = any(path[: len(found.path)] == found.path for path in self.taken)
            if not inside and not (around and found.code == "unreachable"):
                yield found


def salvage(data: Any, findings: Iterable[Finding]) -> Rest | None:
    """The script without its faulty parts; None when too little is left."""
    left = deepcopy(data)
    taken: list[Path] = []
    faults = list(findings)
    for _ in range(_ROUNDS):
        for fault in faults:
            path = _replace(left, fault) or _take_out(left, fault)
            if path is None:
                return None
            taken.append(path)
        script, faults = shape(left)
        if script is not None:
            return Rest(script, taken)
    return None


def _replace(data: Any, fault: Finding) -> Path | None:
    """Puts something harmless where there must be something, and returns its path."""
    path = (*fault.path, fault.params["key"]) if fault.code == "missing_key" else fault.path
    chain = dict(_chain(data, path[:-1]))
    around = chain.get(path[:-1])
    match path:
        case ("sop",):
            stand_in: Any = "unnamed"
        case ("steps", int(index), "id"):
            stand_in = f"unnamed_{index}"
        case ("steps", int(), "do"):
            stand_in = [dict(_HARMLESS)]
        case _:
            return None
    if not isinstance(around, dict):
        return None
    around[path[-1]] = stand_in
    return path


def _take_out(data: Any, fault: Finding) -> Path | None:
    """Removes the smallest part that can go, and returns its path."""
    chain = list(_chain(data, fault.path))
    if fault.code == "unknown_key" and len(chain) == len(fault.path) + 1 and len(chain) > 2:
        parent = chain[-2][1]
        if isinstance(parent, dict):
            del parent[fault.path[-1]]
            return fault.path
    for index in range(len(chain) - 1, 0, -1):
        path, parent = chain[index][0], chain[index - 1][1]
        if isinstance(parent, list) and len(path) > 1 and path[-2] in _ACTION_LISTS:
            parent[int(path[-1])] = dict(_HARMLESS)
            return path
        if len(path) == 3 and path[0] == "steps" and isinstance(parent, dict):
            del parent[path[2]]
            if path[2] in ("at", "each"):
                parent["at"] = _SOMETIME
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
