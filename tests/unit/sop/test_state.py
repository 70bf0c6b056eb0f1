from datetime import UTC, date, datetime, timedelta

from sop.state import Cause, Outcome, Place, RunState, Thread, Wait, label_of, source_of
from sop.state_text import state_of, text_of

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
NINE = datetime(2026, 11, 3, 9, tzinfo=UTC)


def test_a_run_is_the_same_after_it_was_stored() -> None:
    thread = Thread(NOON, NOON - timedelta(hours=1), Cause.ACT, day=3, turn=2, aside=True)
    run = RunState(
        id=5,
        started_at=NOON,
        first_day=date(2026, 11, 2),
        generation=9,
        places=(
            Place("daily", Wait.HEAD, NINE, NOON, Thread(NINE, NINE, Cause.CLOCK, day=4)),
            Place("daily/2/none/1", Wait.TASK, None, NOON, thread),
            Place("greet/1", Wait.QUIET, NINE, NOON, Thread(NOON, NOON, Cause.CLOCK)),
        ),
        answers={"intro": "你好", "age": 30, "height": 1.75},
        inputs={"rules_url": "https://example.org", "days": 7},
        turns=2,
        goal_begun=True,
        goal_reached=True,
        outcome=Outcome.GOAL,
    )

    assert state_of(text_of(run)) == run


def test_a_small_run_is_a_small_row() -> None:
    waiting = Place("intro/1", Wait.ANSWER, NINE, NOON, Thread(NOON, NOON, Cause.ACT))

    assert len(text_of(RunState(1, NOON, NOON.date(), places=(waiting,)))) < 150


def test_it_is_due_when_its_first_place_is() -> None:
    waits = Thread(NOON, NOON, Cause.CLOCK)
    places = (
        Place("a/1", Wait.TASK, None, NOON, waits),
        Place("b/1", Wait.TIME, NINE, NOON, waits),
        Place("c/1", Wait.TIME, NINE + timedelta(hours=1), NOON, waits),
    )

    assert RunState(1, NOON, NOON.date(), places=places).due_at == NINE
    assert RunState(1, NOON, NOON.date(), places=places[:1]).due_at is None


def test_labels_tell_occurrences_and_runs_by_hand_apart() -> None:
    assert label_of("daily/2/none/1", 3) == "daily[3]/2/none/1"
    assert label_of("daily", 3) == "daily[3]"
    assert label_of("greet/1", None) == "greet/1"
    assert label_of("daily/2", 3, turn=1) == "daily[3]+1/2"
    assert source_of(12, "daily[3]/2") == "run:12:daily[3]/2"
