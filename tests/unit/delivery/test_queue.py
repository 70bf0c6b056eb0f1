"""Which of the waiting rows goes next."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.clock import Clock, InventedClock, SystemClock
from core.message import Kind, Message, Target
from delivery.limiter import Draw, Limiter
from delivery.places import Waiting
from delivery.queue import Queue, pause_after
from storage.outgoing import outgoing

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
GROUP = -1001
WIDTH = {Draw.ANSWER: 0, Draw.AUTOMATIC: 1, Draw.GREETING: 2}


def waiting(row_id: int, chat_id: int, kind: Kind = Kind.REPLY, after: int = 0) -> Waiting:
    """A message to the chat, due so many seconds after the start."""
    target = Target.chat(-chat_id) if chat_id < 0 else Target.user(chat_id)
    return Waiting.of(
        outgoing(Message(target, kind, "你好"), row_id, START + timedelta(seconds=after)), chat_id
    )


def queue_of(rows: Sequence[Waiting], clock: Clock) -> Queue:
    queue = Queue(Limiter(clock), clock)
    queue.replace(rows)
    return queue


def ids(picked: Sequence[Waiting]) -> list[int]:
    return [one.row.id for one in picked]


ROWS = st.lists(st.tuples(st.sampled_from([GROUP, -1002, 7, 8]), st.sampled_from(Kind)), max_size=80)


@given(ROWS, st.integers(1, 10))
def test_everything_goes_in_the_end_and_in_order(rows: list[tuple[int, Kind]], slots: int) -> None:
    clock = InventedClock(START)
    all_rows = [waiting(number, chat, kind) for number, (chat, kind) in enumerate(rows, start=1)]
    queue = queue_of(all_rows, clock)
    gone: list[Waiting] = []
    while len(queue):
        picked = queue.pick(slots, set())
        assert len({one.row.place for one in picked}) == len(picked)
        gone += picked
        if not picked:
            assert queue.wake is not None
            assert queue.wake > clock.now()
            clock.set(queue.wake)

    assert sorted(ids(gone)) == sorted(ids(all_rows))
    for index, later in enumerate(gone):
        for earlier in gone[index + 1 :]:
            if earlier.row.place == later.row.place and earlier.row.id < later.row.id:
                assert WIDTH[later.draw] < WIDTH[earlier.draw], "passed by the same ration"


def test_urgent_chats_come_first_and_lift_what_waits_before_their_urgent_row() -> None:
    rows = [waiting(1, 7, Kind.DIGEST), waiting(2, 8, Kind.STEP), waiting(3, 9, Kind.DIGEST), waiting(4, 9)]

    assert ids(queue_of(rows, InventedClock(START)).pick(10, set())) == [3, 2, 1]


def test_equally_urgent_chats_take_turns() -> None:
    rows = [waiting(1, 7), waiting(2, 7), waiting(3, 7), waiting(4, 8), waiting(5, 8)]
    queue = queue_of(rows, InventedClock(START))

    assert [ids(queue.pick(1, set())) for _ in range(4)] == [[1], [4], [2], [5]]


def test_a_busy_place_waits() -> None:
    queue = queue_of([waiting(1, 7), waiting(2, 8)], InventedClock(START))

    assert ids(queue.pick(10, {(None, 7)})) == [2]
    assert queue.wake is None


def test_rows_are_picked_while_time_goes_on() -> None:
    assert ids(queue_of([waiting(1, 7)], SystemClock()).pick(10, set())) == [1]


def test_after_a_network_failure_nothing_goes_for_longer_and_longer() -> None:
    clock = InventedClock(START)
    queue = queue_of([waiting(1, 7)], clock)
    queue.pause()
    queue.pause()
    assert (queue.pick(10, set()), queue.wake) == ([], START + pause_after(1))

    clock.set(START + pause_after(1))
    queue.pause()
    assert (queue.pick(10, set()), queue.wake) == ([], clock.now() + pause_after(2))
    queue.resume()
    assert ids(queue.pick(10, set())) == [1]
