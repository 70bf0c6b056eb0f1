"""What is written otherwise in another version of a script: which part became which, and what changed in it.

Parts are known again by where they stand and by their words, wherever either has stayed: a step that got another
name, a text that was moved to another day, a text that was rewritten in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TypeVar

from rehearsal.blocks import Piece
from rehearsal.written import Part, StepWritten, Written

ALIKE, MUCH_ALIKE = 0.5, 0.75
"""How much of two texts is the same, at least, for one to have become the other: in the same step; in another one."""

_WORD = re.compile(r"[\u2e80-\uffef]|[^\W\u2e80-\uffef]+|\s+|.", re.DOTALL)
_SHORTEST = 2
"""Between two changes so few words do not count as the same."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """A step that became another one, or has none beside it; with its parts."""

    one: StepWritten | None
    other: StepWritten | None
    parts: Sequence[Changed] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A part that became another one, or has none beside it. `elsewhere`: it stood in another step."""

    one: Part | None
    other: Part | None
    elsewhere: bool = False


def pairs(one: Written, other: Written) -> list[Pair]:
    """All steps in the order of the other version, what it lacks behind what stood before it; with their parts."""
    steps = _paired_steps(one.steps, other.steps)
    became = {mine.id: theirs.id for mine, theirs in steps if mine and theirs}
    mine = [part for step in one.steps for part in step.parts]
    theirs = [part for step in other.steps for part in step.parts]
    parts = _paired_parts(mine, theirs, became)
    return [Pair(first, second, list(_parts_of(first, second, parts))) for first, second in steps]


def renamed(found: Iterable[Pair]) -> dict[str, str]:
    """What steps of the other version are called in the first one, by their new ids."""
    return {pair.other.id: pair.one.id for pair in found if pair.one and pair.other}


def words_changed(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, so that one sees which words are in one of them only."""
    mine, theirs = _words(one), _words(other)
    before: list[Piece] = []
    after: list[Piece] = []
    for same, a, b, c, d in _stretches(mine, theirs):
        if b > a:
            before.append(Piece("".join(mine[a:b]), only=not same))
        if d > c:
            after.append(Piece("".join(theirs[c:d]), only=not same))
    return before, after


def alike(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, _words(one), _words(other), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0


@lru_cache(maxsize=512)
def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _stretches(one: list[str], other: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """What is the same and what is not, in turns; a blank or one word between two changes belongs to them."""
    found: list[tuple[bool, int, int, int, int]] = []
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(codes):
        between = 0 < number < len(codes) - 1
        words = sum(bool(word.strip()) for word in one[a:b])
        same = tag == "equal" and not (between and words < _SHORTEST)
        begun = found.pop() if found and found[-1][0] == same else (same, a, b, c, d)
        found.append((same, begun[1], b, begun[3], d))
    return found


# Steps


def _paired_steps(
    one: Sequence[StepWritten], other: Sequence[StepWritten]
) -> list[tuple[StepWritten | None, StepWritten | None]]:
    """Name and words together tell most; where days were shifted, the words tell more than the name."""
    circles: list[tuple[Callable[[StepWritten, StepWritten], float], float]] = [
        (lambda mine, theirs: mine.id == theirs.id and _steps_alike(mine, theirs), ALIKE),
        (_steps_alike, ALIKE),
        (lambda mine, theirs: mine.id == theirs.id, 1),
    ]
    found: dict[str, StepWritten] = {}
    kept: set[str] = set()
    for fits, least in circles:
        left = [step for step in one if step.id not in kept]
        for mine, theirs in _best(left, [step for step in other if step.id not in found], fits, least):
            found[theirs.id] = mine
            kept.add(mine.id)
    others = {step.id: step for step in other}
    mine_by_id = {step.id: step for step in one}
    now = {mine.id: step for step, mine in found.items()}
    names = in_turn([now.get(step.id, f"-{step.id}") for step in one], list(others))
    return [
        (found.get(name), others.get(name)) if name in others else (mine_by_id[name[1:]], None)
        for name in names
    ]


def in_turn(one: Sequence[T], other: Sequence[T]) -> list[T]:
    """All of both in the order of the other; what it lacks stands behind what stood before it."""
    found = list(other)
    for number, name in enumerate(one):
        if name not in other:
            at = max((found.index(before) + 1 for before in one[:number] if before in found), default=0)
            found.insert(at, name)
    return found


def _steps_alike(one: StepWritten, other: StepWritten) -> float:
    """By their words; by everything else where they have none."""
    if any(part.text for part in (*one.parts, *other.parts)):
        return alike(*("\n".join(part.text for part in step.parts) for step in (one, other)))
    return alike(*(" ".join(f"{part.kind} {part.settings}" for part in step.parts) for step in (one, other)))


# Parts


def _paired_parts(mine: list[Part], theirs: list[Part], became: dict[str, str]) -> list[Changed]:
    """In ever wider circles; what is left in the end was taken out, or is new."""

    def path(part: Part) -> str:
        return part.path.replace(part.step, became.get(part.step, "-"), 1)

    def together(one: Part, other: Part) -> bool:
        return one.kind == other.kind and became.get(one.step) == other.step

    circles: list[tuple[Callable[[Part, Part], float], float]] = [
        (lambda one, other: together(one, other) and path(one) == other.path and _same(one, other), 1),
        (lambda one, other: together(one, other) and _same(one, other), 1),
        (lambda one, other: together(one, other) and _texts_alike(one, other), ALIKE),
        (lambda one, other: one.kind == other.kind and _texts_alike(one, other), MUCH_ALIKE),
        (lambda one, other: together(one, other) and path(one) == other.path, 1),
        (lambda one, other: together(one, other) and _branch(path(one)) == _branch(other.path), 1),
    ]
    found: list[Changed] = []
    for fits, least in circles:
        for one, other in _best(mine, theirs, fits, least):
            found.append(Changed(one, other, became.get(one.step) != other.step))
            mine.remove(one)
            theirs.remove(other)
    return [*found, *(Changed(part, None) for part in mine), *(Changed(None, part) for part in theirs)]


def _same(one: Part, other: Part) -> bool:
    return (one.text, one.settings) == (other.text, other.settings)


def _texts_alike(one: Part, other: Part) -> float:
    return alike(one.text, other.text) if one.text and other.text else 0


def _branch(path: str) -> str:
    return path.rpartition("/")[0]


def _best(
    mine: Iterable[T], theirs: Iterable[T], fits: Callable[[T, T], float], least: float
) -> list[tuple[T, T]]:
    """Pairs that fit, the best first; nothing is in two of them."""
    firsts, others = list(mine), list(theirs)
    rated = [
        (-float(fits(one, other)), n, m) for n, one in enumerate(firsts) for m, other in enumerate(others)
    ]
    taken: set[int] = set()
    used: set[int] = set()
    found = []
    for rating, n, m in sorted(rated):
        if -rating >= least and n not in taken and m not in used:
            taken.add(n)
            used.add(m)
            found.append((firsts[n], others[m]))
    return found


def _parts_of(
    one: StepWritten | None, other: StepWritten | None, parts: Sequence[Changed]
) -> Iterator[Changed]:
    """What belongs to a step: as it stands in the other version; what is gone, as it stood in the first."""
    order = {part.path: n for step in (one, other) if step for n, part in enumerate(step.parts)}
    mine = []
    for changed in parts:
        now = changed.other or changed.one
        step = other if changed.other else one
        if now and step and now.step == step.id and now.path in order:
            mine.append((order[now.path], changed.other is not None, changed))
    yield from (changed for _, _, changed in sorted(mine, key=lambda one: one[:2]))
