"""The due rows in memory, and the choice of those that go now.

Urgent places come first, then fairly one after another. Within a place order always holds, with two
exceptions. What is held only by a ration of its own (the automatic share of a group's minute, greetings a
minute) does not hold up what that ration does not touch, or else the places kept for answers were of no use.
Reactions are no part of the talk: they wait for no message.

Places where nobody waits for an answer are served by the limiter's even spread, which leaves gaps for those
where somebody does. A choice costs no more for many places than for few: those that must wait are parked.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from core.clock import Clock
from delivery.limiter import NOWHERE, Draw, Limiter
from delivery.places import Line, Place, Places, Waiting
from storage.outgoing import Call

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)


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
        self._places = Places()
        self._held: dict[Place, datetime] = {}
        self._paused_until: datetime | None = None
        self._pauses = 0
        self.wake: datetime | None = None
        self.starved = False

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self._places)

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._places

    def replace(self, waiting: Iterable[Waiting]) -> None:
        """Forget all rows and take these."""
        self._places.replace(waiting)

    def add(self, waiting: Waiting) -> None:
        """One more row."""
        self._places.add(waiting)

    def drop(self, row_ids: Iterable[int]) -> None:
        """These rows are dealt with."""
        for row_id in row_ids:
            self._places.remove(row_id)

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
        """Whether everything waits; a clock that was set back meanwhile makes no pause longer."""
        if self._paused_until is None:
            return False
        return timedelta() < self._paused_until - self._clock.now() <= LONGEST_PAUSE

    def pick(self, count: int, busy: set[Place]) -> list[Waiting]:
        """Up to `count` rows that go now, one a place and none at busy ones; they leave the queue, and the
        limiter has counted them."""
        self.wake, self.starved = None, False
        if self.paused:
            self.wake = self._paused_until if len(self) else None
            return []
        self._places.awaken(self._clock.now(), busy)
        picked: list[Waiting] = []
        while len(picked) < count and (line := self._places.next()) is not None:
            if self._wakes_later(self._limiter.when(NOWHERE, Draw.OTHER)) or (
                not line.answers and self._wakes_later(self._limiter.even())
            ):
                self._places.put_back(line)
                return picked
            if line.place in busy:
                self._places.set_aside(line)
            elif (waiting := self._first_allowed(line)) is not None:
                self._limiter.take(waiting.chat_id, waiting.draw)
                self._places.serve(line, waiting)
                busy = busy | {line.place}
                picked.append(waiting)
        if len(picked) < count:
            self.starved = not picked
            self._wakes_later(self._places.next_awakening() or self._clock.now())
        return picked

    def _first_allowed(self, line: Line) -> Waiting | None:
        """The first row of the place that may go now; if none may, the place is parked until one may."""
        held = self._held.get(line.place)
        if held is not None and held > self._clock.now():
            self._places.park(line, held)
            return None
        self._held.pop(line.place, None)
        rationed: dict[Draw, datetime] = {}
        stuck = False
        for waiting in line.rows:
            if waiting.draw in rationed or (stuck and waiting.row.call != Call.REACT):
                continue
            at = self._limiter.when(waiting.chat_id, waiting.draw)
            if at <= self._clock.now():
                return waiting
            rationed[waiting.draw] = at
            if len(rationed) == len(line.draws):
                break
            stuck = stuck or self._limiter.when(waiting.chat_id, Draw.ANSWER) > self._clock.now()
        self._places.park(line, min(rationed.values()))
        return None

    def _wakes_later(self, at: datetime) -> bool:
        """Whether `at` lies ahead; then it counts among the instants to wake at."""
        if at <= self._clock.now():
            return False
        self.wake = at if self.wake is None else min(self.wake, at)
        return True
