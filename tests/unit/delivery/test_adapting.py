"""Limits that nobody knows are found by being told to wait, and then kept to."""

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest

from core.clock import InventedClock
from delivery.limiter import OVERALL, Draw, Limiter

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
GROUP, PERSON, OTHER = -1001, 7, 8


class Telegram:
    """Takes fewer calls a second than anybody said."""

    def __init__(self, overall: int) -> None:
        self.clock = InventedClock(START)
        self.limiter = Limiter(self.clock)
        self.accepted: list[datetime] = []
        self.refused: list[datetime] = []
        self._overall = overall
        self._window: deque[datetime] = deque()

    def send(self, chat: int) -> None:
        """One message as soon as the limiter lets it go."""
        self.clock.set(max(self.limiter.when(chat, Draw.AUTOMATIC), self.limiter.even()))
        now = self.clock.now()
        self.limiter.take(chat, Draw.AUTOMATIC)
        while self._window and self._window[0] <= now - SECOND:
            self._window.popleft()
        if len(self._window) >= self._overall:
            self.refused.append(now)
            self.limiter.refused(chat, SECOND)
            return
        self._window.append(now)
        self.accepted.append(now)
        self.limiter.accepted(now)


@pytest.mark.parametrize("overall", [10, 18, 25])
def test_a_lower_limit_is_found_and_kept_to(overall: int) -> None:
    telegram = Telegram(overall)
    chat = 1000
    while telegram.clock.now() < START + 10 * MINUTE:
        telegram.send(chat := chat + 1)

    last = START + 5 * MINUTE
    late_refusals = sum(at > last for at in telegram.refused)
    rate = sum(at > last for at in telegram.accepted) / 300
    assert late_refusals <= 5 * 12, "a few each time the next higher rate is tried, once a minute"
    assert rate >= 0.7 * overall


def test_without_refusals_the_rate_comes_back_to_what_is_allowed() -> None:
    telegram = Telegram(15)
    chat = 1000
    while not telegram.refused or telegram.clock.now() < telegram.refused[-1] + SECOND:
        telegram.send(chat := chat + 1)
    telegram._overall = 1000
    while telegram.clock.now() < START + 30 * MINUTE:
        telegram.send(chat := chat + 1)

    assert sum(at > START + 29 * MINUTE for at in telegram.accepted) >= 0.95 * 60 * OVERALL


def test_two_refused_chats_do_not_shut_the_bot_while_others_are_served() -> None:
    clock = InventedClock(START)
    limiter = Limiter(clock)
    limiter.refused(GROUP, timedelta(hours=3))
    clock.set(START + SECOND)
    limiter.accepted(clock.now())
    clock.set(START + 2 * SECOND)
    limiter.refused(PERSON, timedelta(hours=2))

    assert limiter.when(OTHER, Draw.AUTOMATIC) == clock.now()
    assert limiter.when(GROUP, Draw.ANSWER) == START + timedelta(hours=3)
    assert limiter.when(PERSON, Draw.ANSWER) == clock.now() + timedelta(hours=2)


def test_groups_that_are_refused_for_what_they_were_sent_themselves_slow_down_nobody_else() -> None:
    clock = InventedClock(START)
    limiter = Limiter(clock)
    for group in (GROUP, GROUP - 1):
        for _ in range(2):
            clock.set(limiter.when(group, Draw.ANSWER))
            limiter.take(group, Draw.ANSWER)
        limiter.refused(group, MINUTE)

    for number in range(OVERALL - 4):
        assert limiter.when(OTHER + number, Draw.AUTOMATIC) == clock.now()
        limiter.take(OTHER + number, Draw.AUTOMATIC)
    assert limiter.when(GROUP, Draw.ANSWER) == clock.now() + MINUTE


def test_a_wait_of_hours_for_the_whole_bot_is_waited_out_exactly_and_then_it_begins_slowly() -> None:
    clock = InventedClock(START)
    limiter = Limiter(clock)
    limiter.refused(GROUP, timedelta(hours=2))
    limiter.refused(PERSON, timedelta(hours=2))

    assert limiter.when(OTHER, Draw.ANSWER) == START + timedelta(hours=2)
    clock.set(START + timedelta(hours=2))
    assert limiter.when(OTHER, Draw.ANSWER) == clock.now()
    for _ in range(5):
        limiter.take(OTHER + 1, Draw.OTHER)
    assert limiter.when(OTHER, Draw.ANSWER) > clock.now() + SECOND


def test_what_was_refused_is_told_to_whoever_writes_it_down_until_it_is_written() -> None:
    clock = InventedClock(START)
    limiter = Limiter(clock)
    limiter.refused(PERSON, MINUTE)
    waits = dict(limiter.unsaved)
    clock.set(START + SECOND)
    limiter.refused(PERSON, MINUTE)
    limiter.saved(waits)

    assert limiter.unsaved == {PERSON: START + SECOND + MINUTE}
    limiter.saved(dict(limiter.unsaved))
    assert limiter.unsaved == {}


def test_a_clock_that_is_set_back_makes_nobody_wait_longer() -> None:
    clock = InventedClock(START)
    limiter = Limiter(clock)
    for _ in range(OVERALL):
        limiter.take(PERSON, Draw.OTHER)
    limiter.refused(GROUP, MINUTE)
    clock.set(START - timedelta(hours=1))

    assert limiter.when(OTHER, Draw.ANSWER) <= clock.now() + 2 * SECOND
    assert limiter.when(GROUP, Draw.ANSWER) == clock.now() + MINUTE
