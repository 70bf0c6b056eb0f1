"""What a report in words is made of: paragraphs, tables, days of what is said, and a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """A sentence or two. `tone`: good, bad, or nothing."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of text; `numeric` columns stand to the right; `bar`: the share that a row's bar shows, by row."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()
    bars: Sequence[float] = ()


@dataclass(frozen=True)
class Spoken:
    """One line of the timeline: hours, to whom, to how many, the words, the buttons, the place in the script."""

    hours: str
    to: str
    where: str
    count: int
    text: str
    labels: Sequence[str]
    place: str


@dataclass(frozen=True)
class Day:
    """What is said on one day."""

    heading: str
    lines: Sequence[Spoken]


@dataclass(frozen=True)
class Hours:
    """Messages to groups and in private, by hour from the midnight before the first day; what to say of them."""

    hours: Mapping[int, tuple[int, int]]
    kinds: Sequence[tuple[str, str]]
    """Both kinds, with their words."""
    about: str
    heading: str
    """What its rows are, where they are rows of characters."""


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they are in one version only."""

    text: str
    only: bool = False


@dataclass(frozen=True)
class Change:
    """Something that is written otherwise. `sign`: added, removed, moved or changed; where it stands, what it is, and
    how it reads before and after.
    """

    sign: str
    where: str
    what: str
    before: Sequence[Piece] = ()
    after: Sequence[Piece] = ()


@dataclass(frozen=True)
class Changes:
    """What changed, in order, below the names of both versions."""

    headings: Sequence[str]
    """Of where, what, before and after."""
    rows: Sequence[Change]


Block = Paragraph | Table | Day | Hours | Changes


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it. `key` is the code of the heading."""

    key: str
    heading: str
    blocks: Sequence[Block] = field(default_factory=tuple)
