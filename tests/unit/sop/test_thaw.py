from sop.thaw import shift
from tests.unit.sop.play import Play

SCRIPT = """
    steps:
      - {id: soon, at: start + 4h, do: [{tag: soon}]}
      - {id: pause, at: start, do: [{wait: 3h}, {tag: rested}]}
      - id: daily
        each: {day: 2..4, at: "09:00"}
        do: [{wait: {for: check_in, until: "20:00", none: []}}]
"""


def freeze(play: Play, frozen: str, thawed: str) -> None:
    play.until(frozen)
    play.run = shift(play.program, play.run, play.instant(frozen), play.instant(thawed), play.zone)
    play.now = play.instant(thawed)


def test_lengths_of_time_have_as_much_left_and_days_keep_their_time_of_day() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    freeze(play, "11-02 16:00", "11-05 18:30")

    assert play.waiting == ["head soon 11-05 21:30", "head daily[2] 11-06 09:00", "time pause/1 11-05 20:30"]


def test_a_short_frost_that_nothing_fell_into_moves_no_day() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    freeze(play, "11-03 10:00", "11-03 15:00")

    assert play.waiting == ["head daily[3] 11-04 09:00", "event daily[2]/1 11-03 20:00"]


def test_a_deadline_that_it_swallowed_comes_on_the_next_day_and_so_does_all_after_it() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    freeze(play, "11-03 19:00", "11-03 21:00")

    assert play.waiting == ["head daily[3] 11-05 09:00", "event daily[2]/1 11-04 20:00"]
    play.until("11-10 00:00")
    assert "11-06 09:00 daily[4] began" in play.trace


def test_what_counts_as_the_day_of_an_occurrence_moves_with_it() -> None:
    play = Play(SCRIPT, "11-02 15:00")
    freeze(play, "11-03 19:00", "11-03 21:00")
    play.until("11-04 12:00")
    play.checks_in()

    assert "11-04 12:00 daily[2]/1 passed" in play.trace
