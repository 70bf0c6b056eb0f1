"""Who waits where: the rows of each place in order, and the places in the order in which they are served."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from operator import attrgetter
from typing import Any, Self

from core.message import POLICIES, Kind
from delivery.limiter import Draw
from storage.outgoing import Call, Outgoing

Place = tuple[int | None, int | None]

Order = tuple[datetime, bool, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due row and the Telegram id of its chat."""

    row: Outgoing
    chat_id: int
    draw: Draw
    """What it takes from the limits."""

    @classmethod
    def of(cls, row: Outgoing, chat_id: int) -> Self:
        """The row, which goes to this chat."""
        return cls(row, chat_id, _draw(row))

    @property
    def order(self) -> Order:
        """Order within a place: as they became due; what goes from memory after what was planned then."""
        return (self.row.not_before, self.row.id < 0, abs(self.row.id))

    @property
    def answers(self) -> bool:
        """Whether somebody waits for it."""
        return not POLICIES[Kind(self.row.kind)].automatic


_order: Callable[[Waiting], Order] = attrgetter("order")


def _draw(row: Outgoing) -> Draw:
    if row.call not in (Call.SEND, Call.EDIT):
        return Draw.OTHER
    if row.kind == Kind.GREETING:
        return Draw.GREETING
    return Draw.AUTOMATIC if POLICIES[Kind(row.kind)].automatic else Draw.ANSWER


@dataclass(eq=False, slots=True)
class Line:
    """The rows of one place, in order."""

    place: Place
    rows: list[Waiting] = field(default_factory=list)
    served: int = 0
    """At which turn it was served last."""
    turn: int = 0
    """Tells its valid entry in the heaps from older ones."""
    priorities: Counter[int] = field(default_factory=Counter)
    """How many of the rows there are of each."""
    draws: Counter[Draw] = field(default_factory=Counter)
    """How many of the rows take what from the limits."""
    awaited: int = 0
    """How many of the rows somebody waits for."""

    @property
    def answers(self) -> bool:
        """Whether somebody waits for one of the rows."""
        return self.awaited > 0

    def rank(self) -> tuple[int, int, Order]:
        """Most urgent row first, then who was served longest ago, then whose first row is due longest."""
        return (min(self.priorities), self.served, self.rows[0].order)

    def take_in(self, one: Waiting) -> None:
        """One more row, in its order."""
        insort(self.rows, one, key=_order)
        self.priorities[one.row.priority] += 1
        self.draws[one.draw] += 1
        self.awaited += one.answers

    def let_go(self, one: Waiting) -> None:
        """One row less."""
        del self.rows[bisect_left(self.rows, one.order, key=_order)]
        self.awaited -= one.answers
        _one_less(self.priorities, one.row.priority)
        _one_less(self.draws, one.draw)


def _one_less(counts: Counter[Any], key: Any) -> None:
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


class Places:
    """Lines that wait for their turn, are parked until an instant, or set aside while a call is on its way.

    Entries of the heaps are never searched for: a line that has moved on has another `turn`.
    """

    def __init__(self) -> None:
        self._lines: dict[Place, Line] = {}
        self._homes: dict[int, Line] = {}
        """Where each row is, by its id."""
        self._ready: list[tuple[tuple[int, int, Order], int, Line]] = []
        self._parked: list[tuple[datetime, int, Line]] = []
        self._aside: dict[Place, Line] = {}
        self._turns = 0

    def __len__(self) -> int:
        return len(self._homes)

    def __iter__(self) -> Iterator[Waiting]:
        return (waiting for line in self._lines.values() for waiting in line.rows)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._homes

    def replace(self, rows: Iterable[Waiting]) -> None:
        """Forget all rows and take these; who was served when is kept."""
        served = {place: line.served for place, line in self._lines.items()}
        self._lines, self._homes, self._aside = {}, {}, {}
        self._ready, self._parked = [], []
        for one in sorted(rows, key=_order):
            place = one.row.place
            line = self._lines.setdefault(place, Line(place, served=served.get(place, 0)))
            line.take_in(one)
            self._homes[one.row.id] = line
        for line in self._lines.values():
            self.put_back(line)

    def add(self, one: Waiting) -> None:
        """One more row; its place is looked at anew."""
        line = self._lines.setdefault(one.row.place, Line(one.row.place))
        line.take_in(one)
        self._homes[one.row.id] = line
        self.put_back(line)

    def remove(self, row_id: int) -> None:
        """A row is dealt with, if it is here."""
        line = self._homes.get(row_id)
        if line is not None:
            self._take(line, next(one for one in line.rows if one.row.id == row_id))

    def awaken(self, now: datetime, busy: set[Place]) -> None:
        """What was parked until now, or aside and is not busy any more, is ready."""
        while (at := self.next_awakening()) is not None and at <= now:
            self.put_back(heappop(self._parked)[2])
        for line in [line for place, line in self._aside.items() if place not in busy]:
            self.put_back(line)

    def next_awakening(self) -> datetime | None:
        """When the first parked line is to be looked at again."""
        while self._parked and self._parked[0][1] != self._parked[0][2].turn:
            heappop(self._parked)
        return self._parked[0][0] if self._parked else None

    def next(self) -> Line | None:
        """The line whose turn it is. It must be put back, parked, set aside or served."""
        while self._ready:
            _, turn, line = heappop(self._ready)
            if turn == line.turn:
                return line
        return None

    def put_back(self, line: Line) -> None:
        """The line waits for its turn."""
        self._aside.pop(line.place, None)
        heappush(self._ready, (line.rank(), self._new_turn(line), line))

    def park(self, line: Line, until: datetime) -> None:
        """The line is not to be looked at before then."""
        heappush(self._parked, (until, self._new_turn(line), line))

    def set_aside(self, line: Line) -> None:
        """A call to the place is on its way."""
        self._new_turn(line)
        self._aside[line.place] = line

    def serve(self, line: Line, one: Waiting) -> None:
        """A row of the line goes now."""
        line.served = self._turns
        self._take(line, one)

    def _take(self, line: Line, one: Waiting) -> None:
        line.let_go(one)
        del self._homes[one.row.id]
        if line.rows:
            self.put_back(line)
        else:
            self._new_turn(line)
            self._aside.pop(line.place, None)
            del self._lines[line.place]

    def _new_turn(self, line: Line) -> int:
        self._turns += 1
        line.turn = self._turns
        return self._turns
