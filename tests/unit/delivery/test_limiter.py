"""The limiter never lets too much out, waits exactly as told, and lets everybody through in the end."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import InventedClock
from delivery.limiter import BURST, GREETINGS, GROUP_MINUTE, OVERALL, RESERVED, Draw, Limiter

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GROUP, OTHER_GROUP, PERSON, OTHER_PERSON = -1001, -1002, 7, 8
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

Sent = tuple[datetime, int, Draw]


class Post:
    """Sends through a limiter, letting time pass as it says."""

    def __init__(self) -> None:
        self.clock = InventedClock(START)
        self.limiter = Limiter(self.clock)
        self.sent: list[Sent] = []

    def send(self, chat: int, draw: Draw = Draw.ANSWER) -> timedelta:
        """How long the call had to wait."""
        asked = self.clock.now()
        self.clock.set(self.limiter.when(chat, draw))
        assert self.limiter.when(chat, draw) == self.clock.now(), "the instant named is the instant it may go"
        self.limiter.take(chat, draw)
        self.sent.append((self.clock.now(), chat, draw))
        return self.clock.now() - asked

    def most(self, window: timedelta, chats: set[int], draws: set[Draw]) -> int:
        """The most calls of these kinds in any window."""
        times = [at for at, chat, draw in self.sent if chat in chats and draw in draws]
        return max((sum(start <= at < start + window for at in times) for start in times), default=0)


@pytest.fixture
def post() -> Post:
    return Post()


CHATS = st.sampled_from([GROUP, OTHER_GROUP, PERSON, OTHER_PERSON])
MESSAGES = {Draw.ANSWER, Draw.AUTOMATIC, Draw.GREETING}
EVERYBODY = {GROUP, OTHER_GROUP, PERSON, OTHER_PERSON}


@given(
    st.lists(
        st.tuples(CHATS, st.sampled_from(Draw), st.integers(0, 3000), st.sampled_from([None, None, None, 5])),
        max_size=150,
    )
)
def test_no_window_ever_holds_too_much(calls: list[tuple[int, Draw, int, int | None]]) -> None:
    post = Post()
    for chat, draw, pause, refusal in calls:
        post.clock.set(post.clock.now() + timedelta(milliseconds=pause))
        post.send(chat, draw)
        if refusal:
            post.limiter.refused(chat, timedelta(seconds=refusal))

    assert post.most(SECOND, EVERYBODY, set(Draw)) <= OVERALL
    for chat in EVERYBODY:
        assert post.most(SECOND, {chat}, MESSAGES) <= BURST
        assert post.most(10 * SECOND, {chat}, MESSAGES) <= BURST + 9
    for group in (GROUP, OTHER_GROUP):
        assert post.most(MINUTE, {group}, MESSAGES) <= GROUP_MINUTE
        assert post.most(MINUTE, {group}, {Draw.AUTOMATIC, Draw.GREETING}) <= GROUP_MINUTE - RESERVED
        assert post.most(MINUTE, {group}, {Draw.GREETING}) <= GREETINGS


@given(st.lists(st.tuples(CHATS, st.sampled_from(Draw)), max_size=100), CHATS, st.sampled_from(Draw))
def test_nothing_waits_longer_than_a_minute_after_the_last_call(
    calls: list[tuple[int, Draw]], chat: int, draw: Draw
) -> None:
    post = Post()
    for other, other_draw in calls:
        post.send(other, other_draw)

    assert post.send(chat, draw) <= timedelta(seconds=61)


@given(st.lists(CHATS, max_size=60), st.integers(1, 4000))
def test_a_refused_chat_waits_exactly_as_told(before: list[int], seconds: int) -> None:
    post = Post()
    for chat in before:
        post.send(chat)
    post.clock.set(post.clock.now() + MINUTE + SECOND)

    until = post.limiter.refused(PERSON, timedelta(seconds=seconds))

    assert until == post.clock.now() + timedelta(seconds=seconds)
    assert post.limiter.when(PERSON, Draw.ANSWER) == until


def test_automatic_messages_leave_the_last_five_to_answers(post: Post) -> None:
    for _ in range(GROUP_MINUTE - RESERVED):
        post.send(GROUP, Draw.AUTOMATIC)
    now = post.clock.now()

    assert post.limiter.when(GROUP, Draw.AUTOMATIC) > START + MINUTE
    assert post.limiter.when(GROUP, Draw.ANSWER) <= now + SECOND
    assert sum((post.send(GROUP) for _ in range(RESERVED)), timedelta()) <= RESERVED * SECOND
    assert post.limiter.when(GROUP, Draw.ANSWER) > START + MINUTE


def test_a_fifth_greeting_waits_for_the_minute_but_an_automatic_message_goes(post: Post) -> None:
    for _ in range(GREETINGS):
        post.send(GROUP, Draw.GREETING)

    assert post.limiter.when(GROUP, Draw.GREETING) > START + MINUTE
    assert post.send(GROUP, Draw.AUTOMATIC) <= SECOND


def test_bursts_are_short_and_then_one_a_second(post: Post) -> None:
    waits = [post.send(PERSON) for _ in range(6)]

    assert waits == [timedelta()] * BURST + [SECOND] * (6 - BURST)


def test_other_chats_do_not_wait_for_a_refused_one(post: Post) -> None:
    post.limiter.refused(GROUP, timedelta(hours=1))

    assert post.send(OTHER_GROUP) == timedelta()


def test_two_refused_chats_mean_the_bot(post: Post) -> None:
    post.limiter.refused(GROUP, timedelta(seconds=30))
    post.clock.set(START + SECOND)
    post.limiter.refused(PERSON, timedelta(seconds=29))

    assert post.limiter.when(OTHER_PERSON, Draw.OTHER) == START + timedelta(seconds=30)


def test_two_refusals_long_apart_mean_two_chats(post: Post) -> None:
    post.limiter.refused(GROUP, timedelta(hours=1))
    post.clock.set(START + MINUTE)
    post.limiter.refused(PERSON, timedelta(hours=1))

    assert post.send(OTHER_PERSON) == timedelta()


def test_a_chat_that_refused_gets_its_messages_slowly_for_a_while(post: Post) -> None:
    post.clock.set(post.limiter.refused(PERSON, timedelta(seconds=9)))
    waits = [post.send(PERSON) for _ in range(3)]
    post.clock.set(post.clock.now() + MINUTE)

    assert waits == [timedelta(), 3 * SECOND, 3 * SECOND]
    assert [post.send(PERSON) for _ in range(BURST)] == [timedelta()] * BURST


def test_after_the_whole_bot_waited_the_rate_comes_back_in_steps(post: Post) -> None:
    post.limiter.refused(GROUP, 5 * SECOND)
    post.clock.set(post.limiter.refused(PERSON, 5 * SECOND))
    end = post.clock.now() + timedelta(seconds=40)
    people = iter(range(1000, 5000))
    while post.clock.now() < end:
        post.send(next(people))
    back = START + 5 * SECOND
    rates = [
        sum(start <= at < start + SECOND for at, _, _ in post.sent)
        for start in (back + timedelta(seconds=s) for s in range(35))
    ]

    assert rates[0] == 5
    assert all(later >= sooner for sooner, later in pairwise(rates))
    assert rates[-1] == OVERALL


def test_chats_at_rest_are_forgotten(post: Post) -> None:
    for person in range(1, 3000):
        post.send(person)
    assert len(post.limiter._chats) <= 1000 + OVERALL


def test_a_clock_that_is_set_back_makes_nobody_wait_longer() -> None:
    """What was sent before lies in the past, and a wait that Telegram asked for lasts as long as it said."""
    post = Post()
    for _ in range(GROUP_MINUTE):
        post.send(GROUP)
    post.limiter.refused(OTHER_GROUP, 10 * MINUTE)
    post.clock.set(post.clock.now() - timedelta(hours=1))

    assert post.send(PERSON) <= SECOND
    assert timedelta() < post.send(GROUP) <= MINUTE + SECOND
    assert 8 * MINUTE < post.send(OTHER_GROUP) <= 10 * MINUTE
