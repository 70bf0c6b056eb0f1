"""What is ahead of a run, and how far it has come, as the page shows it."""

from playground.page.ahead import ahead, awaited, standing
from playground.page.script_lines import line_of
from tests.unit.sop.play import Play

WEEK = """
    steps:
      - {id: hello, at: start, do: [{tag: newcomer}, {wait: {for: started_private, within: 3d, none: []}}]}
      - {id: rules, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: daily, each: {day: 2..4, at: "09:00"}, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: end, at: day 7 21:00, do: [{award: {points: 50, reason: done}}]}
"""


def coming(play: Play) -> list[tuple[str, str, bool]]:
    """Step (and day), local time, whether it is only to be expected; in order of time."""
    found = [one for one in ahead(play.program, play.run, play.zone) if one.at is not None]
    found.sort(key=lambda one: (one.at, one.expected))
    return [
        (one.step if one.day is None else f"{one.step}[{one.day}]", play.local(one.at), one.expected)
        for one in found
        if one.at is not None
    ]


def states(play: Play) -> dict[str, str]:
    return {one.step: one.state for one in standing(play.program, play.run)}


def test_days_of_a_repeated_step_that_have_no_place_yet_are_expected() -> None:
    play = Play(WEEK, "11-02 15:00")

    assert coming(play) == [
        ("daily[2]", "11-03 09:00", False),
        ("daily[3]", "11-04 09:00", True),
        ("daily[4]", "11-05 09:00", True),
        ("hello", "11-05 15:00", False),
        ("end", "11-08 21:00", False),
    ]


def test_what_is_awaited_is_named() -> None:
    play = Play(WEEK, "11-02 15:00")

    assert awaited(play.program, play.run) == {"hello/2": "started_private"}


def test_a_step_that_follows_comes_later_as_long_as_the_one_before_waits() -> None:
    play = Play(WEEK, "11-02 15:00")

    assert states(play) == {"hello": "now", "rules": "later", "daily": "next", "end": "later"}


def test_a_repeated_step_is_where_a_run_stands_until_its_last_day() -> None:
    play = Play(WEEK, "11-02 15:00")
    play.until("11-04 10:00")

    assert states(play)["daily"] == "now"

    play.until("11-06 10:00")

    assert states(play) == {"hello": "done", "rules": "done", "daily": "done", "end": "next"}


def test_a_reminder_that_is_repeated_beside_the_days_is_still_to_come() -> None:
    play = Play(
        """
    steps:
      - {id: hello, at: start, do: [{tag: newcomer}]}
      - {id: second, at: day 2 09:00, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: last, at: day 5 09:00, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: remind, each: {day: 2..6, at: "20:30"}, do: [{say: {to: private, else: skip, text: x}}]}
""",
        "11-02 15:00",
    )
    play.until("11-04 10:00")

    assert states(play) == {"hello": "done", "second": "done", "last": "later", "remind": "next"}


def test_a_step_is_found_in_its_file() -> None:
    text = "sop: play\nsteps:\n  - id: hello # first\n    do: []\n  - title: x\n    id: 'end'\n"

    assert (line_of(text, "hello"), line_of(text, "end"), line_of(text, "hell")) == (3, 6, None)
