"""The order in which the parts of a line stand on paper, where left-to-right and right-to-left writing meet.

It is the part of the Unicode bidirectional algorithm (UAX 9) that one line of plain text needs: the first
strong letter gives the direction of the line, numbers run left to right, what is between takes its
neighbours' direction. Explicit marks are not obeyed, they are cleaned away before.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_LEFT, _RIGHT, _NUMBER, _NEUTRAL = "L", "R", "N", "-"
_OPENING, _CLOSING = "([{", ")]}"


def levels(units: Sequence[str]) -> list[int]:
    """The embedding level of each unit (a character with its marks): odd ones run right to left."""
    kinds = [_kind(unit) for unit in units]
    base = next((kind for kind in kinds if kind in (_LEFT, _RIGHT)), _LEFT)
    if _RIGHT not in kinds:
        return [0] * len(units)
    numbered = _with_numbers(kinds, base)
    sides = _with_neutrals(_with_brackets(units, numbered, base), base)
    if base == _LEFT:
        return [{_LEFT: 0, _RIGHT: 1, _NUMBER: 2}[side] for side in sides]
    return [1 if side == _RIGHT else 2 for side in sides]


def visual(levels_of_parts: Sequence[int]) -> list[int]:
    """The places of the parts as they stand from left to right."""
    order = list(range(len(levels_of_parts)))
    for level in range(max(levels_of_parts, default=0), 0, -1):
        at = 0
        for high, group in groupby(list(order), key=lambda part: levels_of_parts[part] >= level):
            length = len(list(group))
            if high:
                order[at : at + length] = reversed(order[at : at + length])
            at += length
    return order


def _kind(unit: str) -> str:
    bidirectional = unicodedata.bidirectional(unit[0])
    if bidirectional in ("R", "AL"):
        return _RIGHT
    if bidirectional in ("EN", "AN"):
        return _NUMBER
    return _LEFT if bidirectional == "L" else _NEUTRAL


def _with_numbers(kinds: list[str], base: str) -> list[str]:
    """Numbers after left-to-right letters belong to them; others keep a level of their own."""
    strong, settled = base, []
    for kind in kinds:
        if kind in (_LEFT, _RIGHT):
            strong = kind
        settled.append(_LEFT if kind == _NUMBER and strong == _LEFT else kind)
    return settled


def _with_brackets(units: Sequence[str], kinds: list[str], base: str) -> list[str]:
    """Both brackets of a pair take one direction: the line's, unless only the other is within and before."""
    settled, opened = list(kinds), list[int]()
    other = _RIGHT if base == _LEFT else _LEFT
    for at, unit in enumerate(units):
        if unit in _OPENING:
            opened.append(at)
        elif unit in _CLOSING and opened:
            start = opened.pop()
            within = {_side(kind) for kind in settled[start + 1 : at]}
            before = next((_side(kind) for kind in reversed(settled[:start]) if kind != _NEUTRAL), base)
            if base not in within and other in within and before == other:
                settled[start] = settled[at] = other
            elif within & {base, other}:
                settled[start] = settled[at] = base
    return settled


def _with_neutrals(kinds: list[str], base: str) -> list[str]:
    """What is between two parts of one direction joins them; otherwise it follows the line."""
    settled = list(kinds)
    at = 0
    for kind, group in groupby(kinds):
        length = len(list(group))
        if kind == _NEUTRAL:
            before = _side(settled[at - 1]) if at else base
            after = _side(kinds[at + length]) if at + length < len(kinds) else base
            settled[at : at + length] = [before if before == after else base] * length
        at += length
    return settled


def _side(kind: str) -> str:
    return _RIGHT if kind == _NUMBER else kind
