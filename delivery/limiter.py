"""Which call may go when: Telegram's flood limits, kept in memory and free of I/O.

A chat is named by its Telegram id; negative ids are groups. Asking (`when`) changes nothing, `take` counts
a call. Chats take about one message a second with short bursts, groups twenty a minute, the bot thirty
a second.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from core.clock import Clock

OVERALL = 30
"""Calls in any second, all chats together."""

GROUP_MINUTE = 20
"""Messages and edits in a group in any minute."""

RESERVED = 5
"""The last of a group's minute, which automatic traffic leaves to answers."""

GREETINGS = 4
"""Greetings in a group in any minute."""

BURST = 3
"""Messages that a chat takes at once; afterwards one a `PACE`."""

PACE = timedelta(seconds=1)
CAREFUL_PACE = timedelta(seconds=3)
CAREFUL_FOR = timedelta(seconds=30)
"""How long after a refusal a chat gets its messages at the careful pace and without bursts."""

TOGETHER = timedelta(seconds=10)
"""Refusals of two chats within this time mean the bot, not the chats."""

STEP_UP = timedelta(seconds=5)
"""After the whole bot had to wait, `OVERALL` comes back in six steps of this length."""

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(seconds=60.5)
"""Half a second longer, as a message may be longer on its way than the one that follows it a minute later."""

_EVER = datetime.min.replace(tzinfo=UTC)
_FORGET_EVERY = 1000


class Draw(StrEnum):
    """What a call takes from the limits."""

    ANSWER = "answer"
    """A message or edit that answers somebody: it may take all of a group's minute."""

    AUTOMATIC = "automatic"
    """A message or edit that the clock started: it leaves the last places to answers."""

    GREETING = "greeting"
    """As automatic, and a few a minute only."""

    OTHER = "other"
    """No message (a reaction, leaving): it counts for the bot, not for the chat."""


@dataclass(slots=True)
class _Chat:
    """What one chat was sent lately."""

    free_at: datetime = _EVER
    """When the chat would be at rest again if nothing more was sent (GCRA's theoretical arrival time)."""
    shut_until: datetime = _EVER
    minute: deque[datetime] = field(default_factory=lambda: deque(maxlen=GROUP_MINUTE))
    greetings: deque[datetime] = field(default_factory=lambda: deque(maxlen=GREETINGS))

    def careful(self, now: datetime) -> bool:
        return self.shut_until > _EVER and now < self.shut_until + CAREFUL_FOR


class Limiter:
    """The one limiter of a bot; all calls ask it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[int, _Chat] = {}
        self._overall: deque[datetime] = deque(maxlen=OVERALL)
        self._shut_until = _EVER
        self._refusal: tuple[int, datetime, datetime] | None = None
        self._taken = 0

    def when(self, chat_id: int, draw: Draw) -> datetime:
        """The first instant, now or later, at which such a call may go if nothing else goes before it."""
        now = self._clock.now()
        instants = [now, self._shut_until, _room(self._overall, self._cap(now), _SECOND)]
        chat = self._chats.get(chat_id)
        if chat is not None:
            instants.append(chat.shut_until)
            if draw is not Draw.OTHER:
                instants += _chat_instants(chat, draw, now, group=chat_id < 0)
        return max(instants)

    def take(self, chat_id: int, draw: Draw) -> None:
        """Count a call that goes now."""
        now = self._clock.now()
        self._overall.append(now)
        if draw is not Draw.OTHER:
            chat = self._chats.setdefault(chat_id, _Chat())
            chat.free_at = max(chat.free_at, now) + (CAREFUL_PACE if chat.careful(now) else PACE)
            if chat_id < 0:
                chat.minute.append(now)
            if chat_id < 0 and draw is Draw.GREETING:
                chat.greetings.append(now)
        self._taken += 1
        if self._taken % _FORGET_EVERY == 0:
            self._forget_rested(now)

    def refused(self, chat_id: int, wait: timedelta) -> datetime:
        """Telegram answered 429: nothing for this chat before that time, which is returned.

        A second chat refused at about the same time means that the whole bot has to wait, as long as both.
        """
        now = self._clock.now()
        until = now + wait
        chat = self._chats.setdefault(chat_id, _Chat())
        chat.shut_until = max(chat.shut_until, until)
        if self._refusal is not None:
            other, at, other_until = self._refusal
            if other != chat_id and now - at <= TOGETHER:
                self._shut_until = max(self._shut_until, min(until, other_until))
        self._refusal = (chat_id, now, until)
        return until

    def _cap(self, now: datetime) -> int:
        """How many calls a second the bot may make: less for a while after all of it had to wait."""
        if self._shut_until == _EVER:
            return OVERALL
        steps = max(0, (now - self._shut_until) // STEP_UP)
        return min(OVERALL, 5 * (1 + steps))

    def _forget_rested(self, now: datetime) -> None:
        """Drop chats that a message can be sent to as if to a new one."""
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if chat.careful(now) or chat.free_at > now or (chat.minute and chat.minute[-1] > now - _MINUTE)
        }


def _chat_instants(chat: _Chat, draw: Draw, now: datetime, *, group: bool) -> list[datetime]:
    """When each of the chat's own limits allows a message."""
    burst = timedelta() if chat.careful(now) else (BURST - 1) * PACE
    instants = [chat.free_at - burst if chat.free_at > _EVER else _EVER]
    if group:
        share = GROUP_MINUTE if draw is Draw.ANSWER else GROUP_MINUTE - RESERVED
        instants.append(_room(chat.minute, share, _MINUTE))
        if draw is Draw.GREETING:
            instants.append(_room(chat.greetings, GREETINGS, _MINUTE))
    return instants


def _room(taken: deque[datetime], count: int, window: timedelta) -> datetime:
    """When fewer than `count` of the calls taken lie within the window."""
    return taken[-count] + window if len(taken) >= count else _EVER
