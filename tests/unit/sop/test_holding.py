"""Runs whose clocks stood still: lengths of time have as much left, hours of the day are kept."""

from dataclasses import replace

from sop.engine.holding import put_off
from tests.unit.sop.play import Play

SCRIPT = """
    steps:
      - {id: soon, at: start + 4h, do: [{tag: soon}]}
      - {id: pause, at: start, do: [{wait: 3h}, {tag: rested}]}
      - id: daily
        each: {day: 2..4, at: "09:00"}
        do: [{wait: {for: check_in, until: "20:00", none: []}}]
"""


def stand_still(play: Play, since: str, until: str) -> None:
    play.until(since)
    state = put_off(play.program, play.run, play.zone, play.instant(since), play.instant(until))
    play.run = replace(state, generation=state.generation + 1)
    play.now = play.instant(until)


def test_lengths_of_time_have_as_much_left_and_days_keep_their_time_of_day() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    stand_still(play, "11-02 16:00", "11-05 18:30")

    assert play.waiting == ["head soon 11-05 21:30", "head daily[2] 11-06 09:00", "time pause/1 11-05 20:30"]


def test_a_few_hours_that_nothing_fell_into_move_no_day() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    stand_still(play, "11-03 10:00", "11-03 15:00")

    assert play.waiting == ["head daily[3] 11-04 09:00", "event daily[2]/1 11-03 20:00"]


def test_a_deadline_of_the_same_day_that_went_by_meanwhile_is_over_at_once() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    stand_still(play, "11-03 19:00", "11-03 21:00")

    assert play.waiting == ["head daily[3] 11-04 09:00", "event daily[2]/1 11-03 21:00"]


def test_what_counts_as_the_day_of_an_occurrence_moves_with_it() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    stand_still(play, "11-03 19:00", "11-04 10:00")
    play.checks_in()

    assert "11-04 10:00 daily[2]/1 passed" in play.trace
