"""The sandbox's time: it stands still until it is moved, and moves from one thing that happens to the next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from core.clock import SystemClock
from core.localtime import next_wall
from playground.emulator import Happening, StoryError

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)

ANSWERS_WITHIN = timedelta(seconds=5)
"""An act goes on for so long if the program has something to add: it sends a message a second to a chat."""

FARTHEST = timedelta(days=31)
"""How far ahead the next visible thing is looked for."""

MORNING = time(8)
TICK = timedelta(milliseconds=200)
"""Real time between two moves of a clock that plays."""

SPEEDS = (1, 600)
"""Slowest and fastest, in minutes of the community for each real second."""

STALLS = 50
"""How often in a row something may be due at once, before time is said to stand still."""

GRAIN = timedelta(milliseconds=250)
"""What is due within this time happens together: hundreds of messages go out in fewer moves."""

_INSTANT = timedelta(microseconds=1)
_VISIBLE = frozenset({"said", "edited", "pinned", "reacted", "deleted"})


class Habits(Protocol):
    """What invented people do by themselves while time moves."""

    async def next_act(self) -> datetime | None:
        """When somebody acts next."""

    async def perform_due(self) -> None:
        """Do whatever is due by now."""


class Time:
    """Moves the clock. Steps and acts take turns, so that an act is answered also while time moves."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._telegram = sandbox.telegram
        self._turn = asyncio.Lock()
        self._real = SystemClock()
        self._stopped = False
        self._shown = 0
        """How many visible things the bot has done."""
        self._telegram.subscribe(self._hear)
        self.moved: Callable[[], None] = lambda: None
        """Called whenever the clock has moved, or begins or ceases to."""
        self.habits: Habits | None = None
        self.playing = False
        self.speed = 10
        """Minutes of the community for each real second."""
        self.busy = False
        """The clock is on its way to where it was sent."""
        self.stuck = False
        """The last move ended before its goal, as the program did not come to rest."""
        self.in_vain = False
        """The last move went to what was announced, and nothing of it was to be seen."""

    @property
    def now(self) -> datetime:
        return self._telegram.now

    @property
    def day(self) -> int:
        """The day since the sandbox was opened, the first being 1."""
        zone = self._sandbox.zone
        return (self.now.astimezone(zone).date() - self._sandbox.first_day.astimezone(zone).date()).days + 1

    @property
    def next_morning(self) -> datetime:
        """The next time it is 08:00 in the community."""
        return next_wall(self.now, MORNING, self._sandbox.zone)

    # What is awaited

    async def catch_up(self) -> None:
        """Let the program deal with what was done, and send what it still has to say about it."""
        async with self._turn:
            end = self.now + ANSWERS_WITHIN
            await self._telegram.settle()
            while (following := self._telegram.world.report.next_instant) and following <= end:
                self._jump(following)
                await self._telegram.settle()

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        """Time stands still until the end of the block, and the program rests when it begins."""
        async with self._turn:
            await self._telegram.settle()
            yield

    async def advance(self, to: datetime) -> None:
        """Everything that happens until then happens; `stop` ends it earlier."""
        self._stopped = False
        while not self._stopped and await self._step(to):
            pass
        if not self._stopped and self.now < to:
            async with self._turn:
                self._jump(to)
                await self._telegram.settle()

    async def next_due(self, announced: datetime | None = None) -> None:
        """To the next time when the program does something that can be seen, within a month; but not past
        what was announced, even if nothing comes of that."""
        self._stopped = False
        shown, end = self._shown, announced or self.now + FARTHEST
        while not self._stopped and self._shown == shown and await self._step(end):
            async with self._turn:
                await self._telegram.settle()
        if announced is not None and self._shown == shown and not self._stopped:
            await self.advance(announced)
        await self.catch_up()
        self.in_vain = self._shown == shown and not self._stopped

    def stop(self) -> None:
        """Stand still, wherever it is on its way."""
        self._stopped = True
        self.pause()

    # What goes on in the background

    def send(self, to: datetime) -> None:
        """Go there in the background. What was under way before ends."""
        self._begin(self.advance(to))

    def send_to_next(self, announced: datetime | None) -> None:
        """As `next_due`, in the background."""
        self._begin(self.next_due(announced))

    def play(self) -> None:
        """Let time go on at `speed` until `pause`."""
        if not self.playing:
            self.playing, self.in_vain = True, False
            self._sandbox.nursery.start_once("play", self._guarded(self._play()))
            self.moved()

    def pause(self) -> None:
        """Let time stand still."""
        self.playing = False
        self.moved()

    def set_speed(self, minutes: float) -> None:
        """So many minutes of the community for each real second, within the bounds."""
        self.speed = round(min(max(minutes, SPEEDS[0]), SPEEDS[1]))
        self.moved()

    def _begin(self, move: Coroutine[Any, Any, None]) -> None:
        if self.busy:
            move.close()
            return
        self.playing, self.busy, self.stuck, self.in_vain = False, True, False, False
        self._sandbox.nursery.start_once("move", self._guarded(self._moves(move)))
        self.moved()

    async def _moves(self, move: Coroutine[Any, Any, None]) -> None:
        try:
            await move
        finally:
            self.busy = False
            self.moved()

    async def _play(self) -> None:
        while self.playing:
            began = self._real.now()
            await self.advance(self.now + TICK / timedelta(seconds=1) * timedelta(minutes=self.speed))
            await self._real.sleep_until(began + TICK)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """The program may fail to come to rest; then time stands still, and the page says so."""
        try:
            await work
        except (StoryError, TimeoutError) as error:
            log.error("time stands still: %s", error)
            self.stuck, self.playing = True, False
            self.moved()

    # Steps

    async def _step(self, end: datetime) -> bool:
        """Go to where the next thing happens; False if there is none until `end`."""
        async with self._turn:
            for _ in range(STALLS):
                await self._telegram.settle()
                if self.habits is not None:
                    await self.habits.perform_due()
                    await self._telegram.settle()
                following = await self._following()
                if following is None or following > end:
                    return False
                if following > self.now:
                    self._jump(max(following, self.now + GRAIN))
                    return True
                self._jump(self.now)
        raise StoryError(f"at {self.now} something is due again and again")

    async def _following(self) -> datetime | None:
        acted = await self.habits.next_act() if self.habits is not None else None
        instants = (self._telegram.world.report.next_instant, acted)
        return min((at for at in instants if at is not None), default=None)

    def _jump(self, to: datetime) -> None:
        self._telegram.jump_to(max(to, self.now + _INSTANT))
        self.moved()

    def _hear(self, happening: Happening) -> None:
        self._shown += happening.method is not None and happening.kind in _VISIBLE
