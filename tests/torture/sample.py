"""Which points are tried: a seeded sample, the same number of each kind, spread over all phases; or every one.

Some of them are tried in another way too: with a real process, or with a second kill while the program recovers.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.torture.cases import Case
from tests.torture.points import Point

KINDS = ("before commit", "after commit", "before call", "after call")

RECOVERY = 12
"""Points from a start until what was left unfinished is taken up again and updates are asked for."""


def by_kind(points: Mapping[int, Sequence[Point]]) -> dict[str, list[Case]]:
    """All points of all phases."""
    cases: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    for phase, passed in points.items():
        for point in passed:
            cases[point.kind].append(Case(phase, point))
    return cases


def drawn(points: Mapping[int, Sequence[Point]], count: int, seed: int) -> list[Case]:
    """About `count` cases."""
    chance = random.Random(seed)
    found = by_kind(points)
    each = -(-count // len(KINDS))
    return [case for kind in KINDS for case in chance.sample(found[kind], min(each, len(found[kind])))]


def as_processes(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """Some of the cases once more, with the program as a process that is killed."""
    chosen = random.Random(seed).sample(list(cases), min(count, len(cases)))
    return [replace(case, real=True) for case in chosen]


def twice_killed(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """Some of the cases once more, with a second kill within the first RECOVERY points of the next life."""
    chance = random.Random(seed + 1)
    chosen = chance.sample(list(cases), min(count, len(cases)))
    return [replace(case, again=chance.randint(1, RECOVERY)) for case in chosen]
