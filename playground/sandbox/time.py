"""The sandbox's time: it stands still until it is moved, and moves from one thing that happens to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from views.playground import date_of
from views.texts import texts_for

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox

ANSWERS_WITHIN = timedelta(seconds=5)
"""An act goes on for so long if the program has something to add: it sends a message a second to a chat."""


class Time:
    """Moves the clock; one move at a time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._telegram = sandbox.telegram
        self._moving = asyncio.Lock()
        self.moved: Callable[[], None] = lambda: None
        """Called whenever the clock has moved, or begins or ceases to."""
        self.playing = False
        self.speed = 10
        """Minutes of the community for each real second."""

    @property
    def now(self) -> datetime:
        return self._telegram.now

    @property
    def busy(self) -> bool:
        """The clock is on its way."""
        return self._moving.locked()

    def as_json(self) -> dict[str, Any]:
        """What the page shows of it."""
        local = self.now.astimezone(self._sandbox.zone)
        return {
            "now": self.now.isoformat(),
            "date": date_of(texts_for(self._sandbox.locale), local),
            "clock": f"{local:%H:%M}",
            "day": (local.date() - self._sandbox.first_day.astimezone(self._sandbox.zone).date()).days + 1,
            "zone": str(self._sandbox.zone),
            "playing": self.playing,
            "speed": self.speed,
            "busy": self.busy,
        }

    async def catch_up(self) -> None:
        """Let the program deal with what was done, and send what it still has to say about it."""
        await self._telegram.settle()
        if self.busy:
            return
        async with self._moving:
            await self._live_until(self.now + ANSWERS_WITHIN, to_the_end=False)

    async def advance(self, to: datetime) -> None:
        """Everything that happens until then happens."""
        async with self._moving:
            await self._live_until(to)

    async def _live_until(self, end: datetime, *, to_the_end: bool = True) -> None:
        telegram = self._telegram
        while True:
            await telegram.settle()
            following = telegram.world.report.next_instant
            if following is None or following > end:
                break
            telegram.jump_to(max(following, self.now + timedelta(microseconds=1)))
        if to_the_end and self.now < end:
            telegram.jump_to(end)
            await telegram.settle()
