"""The queue of updates and true long polling: confirmed by offset, one poller at a time, kept for a day."""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from playground.emulator.clock import Bell, Clock, RestReport
from playground.emulator.errors import Json, conflict

ONLY_IF_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that come only when allowed_updates names them."""

_KEPT = timedelta(hours=24)
_QUIET = timedelta(days=7)
_REMEMBERED = 100
"""How many updates a saved queue still knows, for those that come twice."""


@dataclass
class _Poller:
    """One getUpdates that waits."""

    stopped_by: str = ""

    def require_running(self) -> None:
        if self.stopped_by == "getUpdates":
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        if self.stopped_by:
            raise conflict(f"terminated by {self.stopped_by} request")


@dataclass(eq=False)
class Queued:
    """An update that waits."""

    update: Json
    at: datetime
    was_given: bool = False

    @property
    def id(self) -> int:
        update_id: int = self.update["update_id"]
        return update_id


class UpdateQueue:
    """What the bot has not confirmed yet, and everything it was ever given."""

    def __init__(self, clock: Clock, report: RestReport) -> None:
        self._clock = clock
        self._report = report
        self._waiting: deque[Queued] = deque()
        self.changed = Bell()
        self._poller: _Poller | None = None
        self._held: list[tuple[str, Json]] | None = None
        self._next_id = 700_000_001
        self._last_at = clock.now
        self.allowed: list[str] = []
        self.all: list[Json] = []

    def __getstate__(self) -> dict[str, object]:
        """Saved is everything but who polls, and what was confirmed long ago."""
        return {**self.__dict__, "_poller": None, "all": self.all[-_REMEMBERED:]}

    @property
    def waiting(self) -> Iterable[Queued]:
        """What is not confirmed, in order."""
        return self._waiting

    @property
    def unconfirmed(self) -> int:
        return len(self._waiting)

    @property
    def last_id(self) -> int:
        """Id of the update queued last; 0 when there was none."""
        return int(self.all[-1]["update_id"]) if self.all else 0

    def number_after(self, update_id: int) -> None:
        """The next update has an id above this one."""
        self._next_id = max(self._next_id, update_id + 1)

    def wants(self, kind: str) -> bool:
        """Whether the bot's allowed_updates lets this kind through."""
        return kind in self.allowed if self.allowed else kind not in ONLY_IF_ASKED

    def add(self, kind: str, payload: Json) -> None:
        """Queue an update of that kind, unless the bot doesn't want it."""
        if not self.wants(kind):
            return
        if self._held is not None:
            self._held.append((kind, payload))
            return
        # A snapshot: what happens later must not change what was sent.
        self.inject({kind: json.loads(json.dumps(payload))})

    def inject(self, raw: Json) -> None:
        """Queue an update as it is, malformed if need be; an update_id is given to it unless it has one."""
        update = {"update_id": self._new_id(), **raw} if "update_id" not in raw else raw
        self.all.append(update)
        self._waiting.append(Queued(update, self._clock.now))
        self._report.forget()
        self.changed.ring()

    def repeat(self, count: int) -> None:
        """Queue the last `count` updates once more with their old ids, as after a lost confirmation."""
        for update in self.all[-count:]:
            self.inject(update)

    @contextmanager
    def reversed(self) -> Iterator[None]:
        """What is queued inside arrives in the opposite order."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            for kind, payload in reversed(held):
                self.add(kind, payload)

    def _new_id(self) -> int:
        """The next id; after a week without any, Telegram goes on at a random one."""
        if self._clock.now - self._last_at >= _QUIET:
            self._next_id = self._next_id * 7919 % 900_000_000 + 1
        self._last_at = self._clock.now
        self._next_id += 1
        return self._next_id - 1

    def drop_all(self) -> None:
        self._waiting.clear()
        self._report.changed.ring()

    def confirm(self, queued: Queued) -> None:
        """The bot has taken this one from the webhook's hand."""
        if queued in self._waiting:
            self._waiting.remove(queued)
        self._report.changed.ring()

    def stop_poller(self, by: str) -> None:
        """The poller that waits now is answered 409, which names the method that came between."""
        if self._poller is not None:
            self._poller.stopped_by = by
            self.changed.ring()

    async def poll(self, offset: int, limit: int, patience: float, allowed: list[str] | None) -> list[Json]:
        """Confirm what is below `offset`, then wait up to `patience` real seconds for something to give."""
        if allowed is not None:
            self.allowed = allowed
        self._confirm(offset)
        if patience > 0 and not self._waiting:
            await self._wait(patience)
        return self._hand_out(limit)

    async def _wait(self, patience: float) -> None:
        """One waits at a time: who comes ends the wait of who was there. Who doesn't wait ends nobody's."""
        self.stop_poller("getUpdates")
        poller = self._poller = _Poller()
        try:
            async with asyncio.timeout(patience):
                while not self._waiting:
                    await self.changed.wait()
                    poller.require_running()
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        # What was never given can't be confirmed: ids may start anew below an old offset.
        while offset > 0 and self._waiting and self._waiting[0].was_given and self._waiting[0].id < offset:
            self._waiting.popleft()
        while self._waiting and self._clock.now - self._waiting[0].at > _KEPT:
            self._waiting.popleft()
        self._report.changed.ring()

    def _hand_out(self, limit: int) -> list[Json]:
        given = list(islice(self._waiting, limit))
        for queued in given:
            queued.was_given = True
        if given:
            self._report.forget()
        return [queued.update for queued in given]
