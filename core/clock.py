"""Time as a port: everything that asks for the time or sleeps does it here.

A clock also knows which workers rest and until when, so that whoever moves an invented clock can tell
that the program is idle and which instant it waits for next. This is the one home of the system's time.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")

_current_bell: ContextVar["Bell | None"] = ContextVar("current_bell", default=None)


class Bell:
    """The alarm of one worker: it rests on the bell until an instant comes or somebody rings.

    A bell is busy from its creation, or from a ring, until the worker rests on it again.
    """

    def __init__(self, clock: "Clock", name: str) -> None:
        self.name = name
        self.resting = False
        self.until: datetime | None = None
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the worker, now or at its next rest. Safe to call at any time from the event loop."""
        self.resting = False
        self._rung.set()

    async def rest(self, until: datetime | None = None, *, in_passing: bool = False) -> None:
        """Sleep until `until` (for ever if None) or until somebody rings.

        `in_passing`: nobody who moves an invented clock needs to stop at that instant; passing it wakes.
        """
        if not self._rung.is_set() and (until is None or until > self._clock.now()):
            self.resting, self.until = True, None if in_passing else until
            self._clock.bell_rests()
            try:
                await self._clock.wait(self._rung, until)
            finally:
                self.resting, self.until = False, None
        self._rung.clear()

    async def listen(self, something: Awaitable[T]) -> T:
        """Wait for something from outside (a long poll); that counts as rest."""
        self.resting, self.until = True, None
        self._clock.bell_rests()
        try:
            return await something
        finally:
            self.resting = False

    def use(self) -> None:
        """Make this the bell of the running task, so that its plain sleeps count as rest."""
        _current_bell.set(self)


class Clock(ABC):
    """`now()` and sleeping. Instants are aware datetimes in UTC."""

    invented = False
    """Time moves only when somebody moves it."""

    def __init__(self) -> None:
        self.bells: set[Bell] = set()

    @abstractmethod
    def now(self) -> datetime:
        """The present instant, in UTC."""

    @abstractmethod
    async def wait(self, rung: asyncio.Event, until: datetime | None) -> None:
        """Return when `rung` is set or `until` has come."""

    def bell(self, name: str) -> Bell:
        """Register a worker. It counts as busy until it rests."""
        bell = Bell(self, name)
        self.bells.add(bell)
        return bell

    def forget(self, bell: Bell) -> None:
        """The worker of this bell has ended."""
        self.bells.discard(bell)
        self.bell_rests()

    async def sleep_until(self, when: datetime) -> None:
        """Sleep on the port. The task's bell counts as resting meanwhile."""
        if when <= self.now():
            return
        bell = _current_bell.get()
        if bell is not None:
            bell.resting, bell.until = True, when
            self.bell_rests()
        try:
            await self.wait(asyncio.Event(), when)
        finally:
            if bell is not None:
                bell.resting, bell.until = False, None

    @property
    def idle(self) -> bool:
        """Every worker rests."""
        return all(bell.resting for bell in self.bells)

    @property
    def next_instant(self) -> datetime | None:
        """The earliest instant a resting worker waits for."""
        return min((bell.until for bell in self.bells if bell.until is not None), default=None)

    def bell_rests(self) -> None:  # noqa: B027 - only invented clocks care
        """A worker went to rest or ended; invented clocks look whether the program is idle now."""


class SystemClock(Clock):
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def wait(self, rung: asyncio.Event, until: datetime | None) -> None:
        if until is None:
            await rung.wait()
            return
        try:
            async with asyncio.timeout((until - self.now()).total_seconds()):
                await rung.wait()
        except TimeoutError:
            return


class InventedClock(Clock):
    """A clock that stands still until it is set. Sleepers wake when it is set to or past their instant."""

    invented = True

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._now = start
        self._sleepers: set[tuple[datetime, asyncio.Event, Bell | None]] = set()

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Move time, also backwards; wakes whoever's instant has come."""
        self._now = now
        for until, woken, bell in list(self._sleepers):
            if until <= now:
                if bell is not None:
                    bell.resting = False
                woken.set()

    async def wait(self, rung: asyncio.Event, until: datetime | None) -> None:
        if until is None:
            await rung.wait()
            return
        sleeper = (until, rung, self._resting_bell(rung))
        self._sleepers.add(sleeper)
        try:
            if until > self._now:
                await rung.wait()
        finally:
            self._sleepers.discard(sleeper)

    def _resting_bell(self, rung: asyncio.Event) -> Bell | None:
        own = next((bell for bell in self.bells if bell._rung is rung), None)
        return own or _current_bell.get()
