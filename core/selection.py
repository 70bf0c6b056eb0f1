"""Selectors as plain data: a question about members that the database and the scripts answer alike.

`core.selectors` reads them from words, `storage.selections` makes a statement of them, `sop.selecting` judges
them of one member.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Trait(StrEnum):
    """What is asked of a member; the values are the words people type."""

    TAG = "tag"
    POINTS = "points"
    STREAK = "streak"
    CHECK_INS = "check_ins"
    INACTIVE = "inactive"
    """Local days since they last wrote, pressed, or came."""
    JOINED = "joined"
    """Local days since they came."""
    STAGE = "stage"
    LEVEL = "level"
    BADGE = "badge"
    COHORT = "cohort"
    SOP = "sop"
    """A script that runs for them."""
    DONE = "done"
    """A script that they went through to its end."""
    REACH = "reach"
    PERSON = "person"
    """Their @username."""


class Op(StrEnum):
    """How a number is compared; words only are or are not."""

    IS = "="
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


DAYS = frozenset({Trait.INACTIVE, Trait.JOINED})
NUMBERS = DAYS | {Trait.POINTS, Trait.STREAK, Trait.CHECK_INS, Trait.LEVEL}

OPEN, CLOSED = "open", "closed"
"""Values of `reach`: whether a script may write to them in private, and it would arrive."""


@dataclass(frozen=True, slots=True)
class Test:
    """One question. `value` is a number for the traits in NUMBERS, else a word."""

    __test__: ClassVar[bool] = False
    """Not one of pytest's."""

    trait: Trait
    value: str | int
    op: Op = Op.IS


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold; of none: everybody is meant."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    """This does not hold."""

    part: "Node"


Node = Test | Every | Some | Opposite


@dataclass(frozen=True, slots=True)
class Selector:
    """Who is meant. As text it is written so that it is read back as the same."""

    root: Node

    def __str__(self) -> str:
        return _written(self.root)

    def tests(self) -> tuple[Test, ...]:
        """All questions in it, in order."""
        return tuple(_tests(self.root))


def compares(op: Op, number: int, value: int) -> bool:
    """Whether the number stands so to the value."""
    match op:
        case Op.IS:
            return number == value
        case Op.ABOVE:
            return number > value
        case Op.AT_LEAST:
            return number >= value
        case Op.BELOW:
            return number < value
        case Op.AT_MOST:
            return number <= value


def _tests(node: Node) -> list[Test]:
    match node:
        case Test():
            return [node]
        case Opposite(part):
            return _tests(part)
        case Every(parts) | Some(parts):
            return [test for part in parts for test in _tests(part)]


def _written(node: Node) -> str:
    match node:
        case Test():
            return _test(node)
        case Opposite(part):
            return f"-{_inner(part)}"
        case Every(parts):
            return " ".join(_inner(part) for part in parts) or "all"
        case Some(parts):
            return " or ".join(_inner(part) for part in parts)


def _inner(node: Node) -> str:
    compound = isinstance(node, Every | Some) and len(node.parts) > 0
    return f"({_written(node)})" if compound else _written(node)


def _test(test: Test) -> str:
    if test.trait is Trait.PERSON:
        return f"@{test.value}"
    if test.trait in NUMBERS:
        return f"{test.trait}{test.op}{test.value}{'d' if test.trait in DAYS else ''}"
    word = str(test.value)
    return f"{test.trait}:{word}" if re.fullmatch(r"[^\s()\"]+", word) else f'{test.trait}:"{word}"'
