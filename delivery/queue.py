"""The due rows in memory, and the choice of those that go now.

Urgent places come first, then fairly one after another. Within a place order always holds, with two
exceptions. What is held only by a ration of its own (the automatic share of a group's minute, greetings a
minute) does not hold up what that ration does not touch, or else the places kept for answers were of no use.
Reactions are no part of the talk: they wait for no message.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.clock import Clock
from core.message import POLICIES, Kind
from delivery.limiter import Draw, Limiter
from storage.outbox import Call, Outgoing

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)

Place = tuple[int | None, int | None]

_NOWHERE = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A due row and the Telegram id of its chat."""

    row: Outgoing
    chat_id: int

    @property
    def draw(self) -> Draw:
        """What it takes from the limits."""
        return draw_of(self.row)

    @property
    def order(self) -> tuple[datetime, bool, int]:
        """Order within a place: as they became due; what goes from memory after what was planned then."""
        return (self.row.not_before, self.row.id < 0, abs(self.row.id))


def draw_of(row: Outgoing) -> Draw:
    """What a row takes from the limits."""
    if row.call not in (Call.SEND, Call.EDIT):
        return Draw.OTHER
    if row.kind == Kind.GREETING:
        return Draw.GREETING
    return Draw.AUTOMATIC if POLICIES[Kind(row.kind)].automatic else Draw.ANSWER


def pause_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 20)), LONGEST_PAUSE)


class Queue:
    """Rows by place.

    As far as the last `pick` could see: `wake` is when to pick again; `starved` that all places must wait,
    for reasons of their own.
    """

    def __init__(self, limiter: Limiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._places: dict[Place, list[Waiting]] = {}
        self._held: dict[Place, datetime] = {}
        self._paused_until: datetime | None = None
        self._pauses = 0
        self._served: dict[Place, int] = {}
        self._picks = 0
        self.wake: datetime | None = None
        self.starved = False

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))

    def __iter__(self) -> Iterator[Waiting]:
        return (waiting for rows in self._places.values() for waiting in rows)

    def replace(self, waiting: Iterable[Waiting]) -> None:
        """Forget all rows and take these."""
        places: defaultdict[Place, list[Waiting]] = defaultdict(list)
        for one in sorted(waiting, key=lambda one: one.order):
            places[one.row.place].append(one)
        self._places = dict(places)
        self._served = {place: turn for place, turn in self._served.items() if place in places}

    def drop(self, row_ids: Iterable[int]) -> None:
        """These rows are dealt with."""
        gone = set(row_ids)
        self.replace([waiting for waiting in self if waiting.row.id not in gone])

    def hold(self, place: Place, until: datetime) -> None:
        """Nothing goes to the place before then."""
        self._held[place] = until

    def pause(self) -> None:
        """The network failed: nothing goes anywhere for a while, longer each time in a row."""
        if not self.paused:
            self._pauses += 1
            self._paused_until = self._clock.now() + pause_after(self._pauses)

    def resume(self) -> None:
        """The network works."""
        self._pauses, self._paused_until = 0, None

    @property
    def paused(self) -> bool:
        """Whether everything waits."""
        return self._paused_until is not None and self._paused_until > self._clock.now()

    def pick(self, count: int, busy: set[Place]) -> list[Waiting]:
        """Up to `count` rows that go now, one a place and none at busy ones; they leave the queue, and the
        limiter has counted them."""
        self.wake, self.starved = None, False
        if self.paused:
            self.wake = self._paused_until if self._places else None
            return []
        picked: list[Waiting] = []
        for place in self._in_turn(busy):
            if len(picked) >= count:
                return picked
            if self._wakes_later(self._limiter.when(_NOWHERE, Draw.OTHER)):
                return picked
            waiting = self._first_allowed(place)
            if waiting is not None:
                self._take(place, waiting)
                picked.append(waiting)
        self.starved = not picked
        return picked

    def _in_turn(self, busy: set[Place]) -> list[Place]:
        """Places by the most urgent row that waits there, then by who was served longest ago."""
        free = [place for place in self._places if place not in busy]
        return sorted(free, key=self._rank)

    def _rank(self, place: Place) -> tuple[int, int, tuple[datetime, bool, int]]:
        rows = self._places[place]
        return (min(one.row.priority for one in rows), self._served.get(place, 0), rows[0].order)

    def _first_allowed(self, place: Place) -> Waiting | None:
        held = self._held.get(place)
        if held is not None and self._wakes_later(held):
            return None
        self._held.pop(place, None)
        rationed: set[Draw] = set()
        stuck = False
        for waiting in self._places[place]:
            if waiting.draw in rationed or (stuck and waiting.row.call != Call.REACT):
                continue
            if not self._wakes_later(self._limiter.when(waiting.chat_id, waiting.draw)):
                return waiting
            rationed.add(waiting.draw)
            stuck = stuck or self._limiter.when(waiting.chat_id, Draw.ANSWER) > self._clock.now()
        return None

    def _wakes_later(self, at: datetime) -> bool:
        """Whether `at` lies ahead; then it counts among the instants to wake at."""
        if at <= self._clock.now():
            return False
        self.wake = at if self.wake is None else min(self.wake, at)
        return True

    def _take(self, place: Place, waiting: Waiting) -> None:
        self._limiter.take(waiting.chat_id, waiting.draw)
        self._picks += 1
        self._served[place] = self._picks
        rows = self._places[place]
        rows.remove(waiting)
        if not rows:
            del self._places[place]
