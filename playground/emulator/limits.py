"""Telegram's flood limits, in the emulator's time.

About one message a second in a chat with short bursts, twenty in any minute in a group (edits count), thirty
in any second overall. A 429 holds until its time is over; calls that ignore it keep it shut. Telegram waits out
short floods itself, which a clock that stands still can't: here they are answered 429 at once.
"""

import math
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.emulator.clock import Clock
from playground.emulator.errors import too_many_requests

_ROUNDING = 0.001
"""Seconds; less is an error of floating point, not impatience."""


@dataclass(frozen=True)
class FloodLimits:
    """How much may go out; `enforced=False` switches the limits off."""

    chat_burst: int = 5
    chat_per_second: float = 1.0
    group_per_minute: int = 20
    overall_per_second: int = 30
    enforced: bool = True


class Bucket:
    """Holds `size` tokens, refilled at `rate` a second."""

    def __init__(self, size: float, rate: float, now: datetime) -> None:
        self._size, self._rate = size, rate
        self._tokens, self._at = size, now

    def wait(self, now: datetime) -> float:
        """Seconds until the next token."""
        self._tokens = min(self._size, self._tokens + (now - self._at).total_seconds() * self._rate)
        self._at = now
        return max(0.0, (1 - self._tokens) / self._rate)

    def take(self) -> None:
        self._tokens -= 1


class Window:
    """At most `count` in any `length`, wherever it begins."""

    def __init__(self, count: int, length: timedelta) -> None:
        self._count, self._length = count, length
        self._taken: deque[datetime] = deque()

    def wait(self, now: datetime) -> float:
        """Seconds until there is room."""
        while self._taken and now - self._taken[0] >= self._length:
            self._taken.popleft()
        if len(self._taken) < self._count:
            return 0.0
        return (self._length - (now - self._taken[0])).total_seconds()

    def take(self, now: datetime) -> None:
        self._taken.append(now)


class Floodgate:
    """Asked before each message or edit goes out; raises 429."""

    def __init__(self, limits: FloodLimits, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._overall = Window(limits.overall_per_second, timedelta(seconds=1))
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, Window] = {}
        self._shut: dict[int, tuple[datetime, int]] = {}

    def pass_through(self, chat_id: int) -> None:
        """Count one message or edit to the chat; negative ids are groups."""
        if not self.limits.enforced:
            return
        now = self._clock.now
        self._refuse_while_shut(chat_id, now)
        chat = self._chats.setdefault(
            chat_id, Bucket(self.limits.chat_burst, self.limits.chat_per_second, now)
        )
        minute = self._groups.setdefault(chat_id, Window(self.limits.group_per_minute, timedelta(minutes=1)))
        wait = max(chat.wait(now), self._overall.wait(now), minute.wait(now) if chat_id < 0 else 0.0)
        if wait > _ROUNDING:
            self._shut_for(chat_id, max(1, math.ceil(wait)), now)
        chat.take()
        self._overall.take(now)
        if chat_id < 0:
            minute.take(now)

    def _refuse_while_shut(self, chat_id: int, now: datetime) -> None:
        until, penalty = self._shut.get(chat_id, (now, 0))
        if now < until:
            self._shut_for(chat_id, penalty, now)

    def _shut_for(self, chat_id: int, seconds: int, now: datetime) -> None:
        self._shut[chat_id] = (now + timedelta(seconds=seconds), seconds)
        raise too_many_requests(seconds)
