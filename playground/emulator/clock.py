"""The emulator's clock, and how it knows that the bot rests (the remote clock protocol)."""

import asyncio
from datetime import UTC, datetime, timedelta

from playground.emulator.errors import Json, StoryError


class Bell:
    """Wakes everyone who waits, as often as it rings."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        await self._event.wait()

    def __getstate__(self) -> dict[str, object]:
        """Who waits is not saved."""
        return {}


class Clock:
    """Stands still until it is moved. `seq` grows with each move, so that nobody misses one."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise StoryError("the clock needs a time with a zone")
        self._now = start.astimezone(UTC)
        self.seq = 1
        self.moved = Bell()

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def timestamp(self) -> int:
        """Whole seconds, as Telegram dates messages."""
        return int(self._now.timestamp())

    def move_to(self, instant: datetime) -> None:
        """Jump forward; an instant in the past is an error of the story."""
        if instant < self._now:
            raise StoryError(f"the clock says {self._now}, and does not go back to {instant}")
        self._set(instant)

    def set_back(self, duration: timedelta) -> None:
        """As when somebody corrects a machine's clock that was ahead."""
        self._set(self._now - duration)

    def _set(self, instant: datetime) -> None:
        self._now = instant.astimezone(UTC)
        self.seq += 1
        self.moved.ring()

    def reading(self) -> Json:
        return {"now": self._now.isoformat(), "seq": self.seq}

    async def reading_after(self, seq: int | None, patience: float) -> Json:
        """The next reading with a seq above the given one; the same one after `patience` real seconds."""
        if seq is not None and self.seq <= seq:
            try:
                async with asyncio.timeout(patience):
                    await self.moved.wait()
            except TimeoutError:
                pass
        return self.reading()


class RestReport:
    """The bot's latest word that it rests; forgotten as soon as anything gives it work."""

    def __init__(self) -> None:
        self.latest: Json | None = None
        self.changed = Bell()

    def receive(self, report: Json) -> None:
        """Raises ValueError or KeyError when the report isn't one."""
        following = report["next"]
        self.latest = {
            "seq": int(report["seq"]),
            "seen": int(report["seen"]),
            "next": None if following is None else datetime.fromisoformat(following),
        }
        self.changed.ring()

    def forget(self) -> None:
        self.latest = None

    @property
    def next_instant(self) -> datetime | None:
        instant: datetime | None = self.latest["next"] if self.latest else None
        return instant
