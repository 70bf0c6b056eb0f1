"""Which call may go when: Telegram's flood limits, kept in memory and free of I/O.

A chat is named by its Telegram id; negative ids are groups. Asking (`when`) changes nothing, `take` counts
a call. Chats take about one message a second with short bursts, groups twenty a minute, the bot thirty
a second. Real limits are not known: what Telegram says (`refused`) is waited out exactly, and then the pace
rises slowly.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from core.clock import Clock

OVERALL = 30
"""Calls in any second, all chats together."""

PAID = 1000
"""The same where the owner pays Telegram for what goes beyond the free limit."""

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

FIRST_STEP = 5
STEP_UP = timedelta(seconds=5)
"""After the whole bot had to wait, its rate comes back in steps of `FIRST_STEP` calls a second."""

RISE = timedelta(minutes=1)
"""How long the bot keeps below a rate that was refused, before it tries one call a second more."""

NOWHERE = 0
"""Stands for the chat of calls that name none: only the bot's own limit counts for them."""

_SECOND = timedelta(seconds=1.02)
"""A fiftieth longer, as a call may be longer on its way than the one that follows it a second later."""

_MINUTE = timedelta(seconds=60.5)
"""Half a second longer, for the same reason."""

_SLACK = 9
"""So many calls may go ahead of the even spread after a rest."""

_HURRY = 0.9
"""The part of a gap after which the next call may go when the spread is behind."""

_FINEST = timedelta(milliseconds=0.5)
"""Gaps shorter than what sleeping can keep to are not kept."""

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
    latest: datetime = _EVER
    before: datetime = _EVER
    """When the latest message went, and the one before it."""
    minute: deque[datetime] = field(default_factory=lambda: deque(maxlen=GROUP_MINUTE))
    greetings: deque[datetime] = field(default_factory=lambda: deque(maxlen=GREETINGS))

    def careful(self, now: datetime) -> bool:
        return self.shut_until > _EVER and now < self.shut_until + CAREFUL_FOR

    def busy(self, now: datetime) -> bool:
        """Whether it was sent so much lately that a refusal may be about this chat alone."""
        return self.before > now - _MINUTE


class Limiter:
    """The one limiter of a bot; all calls ask it. `overall`: calls a second."""

    def __init__(self, clock: Clock, overall: int = OVERALL) -> None:
        self._clock = clock
        self._chats: dict[int, _Chat] = {}
        self._rate = _Rate(overall)
        self._shut_until = _EVER
        self._refusal: tuple[int, datetime, datetime] | None = None
        self._begun = _EVER
        """When the latest call began of those that Telegram accepted."""
        self._taken = 0
        self._latest = clock.now()
        self._ahead = timedelta()
        """By how much the clock was set back since the start; instants kept here are that much later."""
        self.unsaved: dict[int, datetime] = {}
        """Chats (NOWHERE: the bot) told to wait, and until when, that nobody has written down yet."""

    def when(self, chat_id: int, draw: Draw) -> datetime:
        """The first instant, now or later, at which such a call may go if nothing else goes before it."""
        now = self._now()
        instants = [now, self._shut_until, self._rate.room(now)]
        chat = self._chats.get(chat_id)
        if chat is not None:
            instants.append(chat.shut_until)
            if draw is not Draw.OTHER:
                instants += _chat_instants(chat, draw, now, group=chat_id < 0)
        return max(instants) - self._ahead

    def even(self) -> datetime:
        """When the next call goes that can wait: spread evenly, so that an answer never finds a second full."""
        return self._rate.even(self._now()) - self._ahead

    def take(self, chat_id: int, draw: Draw) -> None:
        """Count a call that goes now."""
        now = self._now()
        self._rate.take(now)
        if draw is not Draw.OTHER:
            chat = self._chats.setdefault(chat_id, _Chat())
            chat.free_at = max(chat.free_at, now) + (CAREFUL_PACE if chat.careful(now) else PACE)
            chat.before, chat.latest = chat.latest, now
            if chat_id < 0:
                chat.minute.append(now)
            if chat_id < 0 and draw is Draw.GREETING:
                chat.greetings.append(now)
        self._taken += 1
        if self._taken % _FORGET_EVERY == 0:
            self._forget_rested(now)

    def accepted(self, begun: datetime) -> None:
        """Telegram did not refuse a call that began then."""
        self._begun = max(self._begun, begun + self._ahead)

    def refused(self, chat_id: int, wait: timedelta) -> datetime:
        """Telegram answered 429: nothing for this chat before that time, which is returned.

        A second chat refused at about the same time means the bot, unless these chats were sent much themselves.
        If no call that began in between was accepted, the whole bot waits, as long as both; else it is only
        too fast.
        """
        now = self._now()
        until = now + wait
        chat = self._chats.get(chat_id)
        busy = chat is not None and chat.busy(now)
        self._shut(chat_id, until)
        if busy:
            return until - self._ahead
        if self._refusal is not None:
            other, at, other_until = self._refusal
            if other != chat_id and now - at <= TOGETHER:
                self._rate.was_too_fast(now)
                if self._begun <= at:
                    self._shut(NOWHERE, min(until, other_until))
        self._refusal = (chat_id, now, until)
        return until - self._ahead

    def restore(self, waits: Mapping[int, datetime]) -> None:
        """What was written down in an earlier life: until when who is shut."""
        for chat_id, until in waits.items():
            self._shut(chat_id, until + self._ahead)
        self.saved(waits)

    def saved(self, waits: Mapping[int, datetime]) -> None:
        """These were written down."""
        for chat_id, until in waits.items():
            if self.unsaved.get(chat_id) == until:
                del self.unsaved[chat_id]

    def _shut(self, chat_id: int, until: datetime) -> None:
        """Nothing for this chat (NOWHERE: for anybody) before then, and slowly afterwards."""
        if chat_id == NOWHERE:
            until = self._shut_until = max(self._shut_until, until)
            self._rate.starts_anew(until)
        else:
            chat = self._chats.setdefault(chat_id, _Chat())
            until = chat.shut_until = max(chat.shut_until, until)
        self.unsaved[chat_id] = until - self._ahead

    def _now(self) -> datetime:
        """The time as it passes: a clock that is set back does not make it begin again."""
        self._ahead += max(self._latest - self._clock.now() - self._ahead, timedelta())
        self._latest = self._clock.now() + self._ahead
        return self._latest

    def _forget_rested(self, now: datetime) -> None:
        """Drop chats that a message can be sent to as if to a new one."""
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if chat.careful(now) or chat.free_at > now or (chat.minute and chat.minute[-1] > now - _MINUTE)
        }


class _Rate:
    """How fast the whole bot may go: at most so many calls in any second, fewer after a refusal."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[datetime] = deque(maxlen=most)
        self._free_at = _EVER
        """When the even spread would be caught up with (GCRA's theoretical arrival time)."""
        self._anew = _EVER
        self._ceiling, self._ceiling_at = most, _EVER

    def room(self, now: datetime) -> datetime:
        """When the second has room for one more."""
        return _room(self._taken, self._cap(now), _SECOND)

    def even(self, now: datetime) -> datetime:
        """When one more goes by the even spread: at once after a rest, else hardly sooner than a gap after the last."""
        gap = self._gap(now)
        if self._free_at == _EVER or gap < _FINEST:
            return now
        rested = len(self._taken) <= _SLACK or self._taken[-1 - _SLACK] <= now - _SECOND
        soonest = now if rested else self._taken[-1] + gap * _HURRY
        return max(now, soonest, self._free_at - _SLACK * gap)

    def take(self, now: datetime) -> None:
        """One goes now."""
        self._taken.append(now)
        self._free_at = max(self._free_at, now) + self._gap(now)

    def was_too_fast(self, now: datetime) -> None:
        """Keep a fifth below the rate at which this was found out."""
        rate = sum(at > now - _SECOND for at in self._taken)
        if rate > FIRST_STEP:
            self._ceiling, self._ceiling_at = max(FIRST_STEP, rate * 4 // 5), now

    def starts_anew(self, at: datetime) -> None:
        """All had to wait until then: from a low rate in steps."""
        self._anew = at

    def _gap(self, now: datetime) -> timedelta:
        return _SECOND / self._cap(now)

    def _cap(self, now: datetime) -> int:
        """How many calls a second there may be."""
        if self._ceiling == self._most and self._anew == _EVER:
            return self._most
        most = self._most
        if self._ceiling_at > _EVER:
            most = min(most, self._ceiling + (now - self._ceiling_at) // RISE)
        if self._anew > _EVER:
            most = min(most, FIRST_STEP * (1 + max(0, (now - self._anew) // STEP_UP)))
        return most


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
