"""At which step of a script somebody counts, and what the digest's funnels make of many."""

from collections import Counter

import pytest

from sop.engine.funnels import funnels, stands_at
from tests.unit.sop.play import Play

WEEK = """
    steps:
      - {id: hello, at: start, do: [{tag: newcomer}]}
      - {id: daily, each: {day: 2..5, at: "09:00"}, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: end, at: day 7 21:00, do: [{award: {points: 50, reason: done}}]}
"""

BESIDE = """
    steps:
      - {id: hello, at: start, do: [{tag: newcomer}]}
      - {id: second, at: day 2 09:00, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: third, at: day 3 09:00, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: last, at: day 5 09:00, do: [{say: {to: private, else: skip, text: x}}]}
      - {id: remind, each: {day: 2..6, at: "20:30"}, do: [{say: {to: private, else: skip, text: x}}]}
"""


@pytest.mark.parametrize(
    ("until", "step"), [("11-02 16:00", "hello"), ("11-03 10:00", "daily"), ("11-07 10:00", "daily")]
)
def test_who_waits_for_a_step_stands_at_the_one_before(until: str, step: str) -> None:
    play = Play(WEEK, "11-02 15:00")
    play.until(until)

    assert stands_at(play.program, play.run) == step


@pytest.mark.parametrize(
    ("until", "step"),
    [("11-02 16:00", "hello"), ("11-04 10:00", "third"), ("11-05 21:00", "third"), ("11-06 21:00", "remind")],
)
def test_reminders_beside_the_days_are_not_where_one_stands_until_the_days_are_over(
    until: str, step: str
) -> None:
    """A whole camp once stood at the check that is made of everybody every morning."""
    play = Play(BESIDE, "11-02 15:00")
    play.until(until)

    assert stands_at(play.program, play.run) == step


def test_a_run_that_is_over_stands_nowhere() -> None:
    play = Play(WEEK, "11-02 15:00")
    play.until("11-09 10:00")

    assert stands_at(play.program, play.run) is None


def test_a_funnel_counts_those_who_came_as_far_or_further() -> None:
    program = Play(WEEK, "11-02 15:00").program
    counted = Counter({(program.sop, "hello"): 4, (program.sop, "daily"): 3, (program.sop, "end"): 1})

    (funnel,) = funnels({program.sop: program}, counted)

    assert (funnel.people, funnel.steps) == (8, (("hello", 8), ("daily", 4), ("end", 1)))
