"""Waiting for a check-in on days on which nobody is expected."""

from dataclasses import replace
from datetime import date

from community.days_off import DaysOff
from tests.unit.sop.play import Play

DAILY = """
steps:
  - id: daily
    each: {day: 1..3, at: "09:00"}
    do:
      - wait: {for: check_in, until: "20:00", none: [{tag: absent}]}
      - tag: seen
"""
SECOND = date(2026, 11, 3)
OFF = DaysOff(leave=((SECOND, SECOND),))


def test_on_a_day_off_neither_the_reminder_comes_nor_what_a_check_in_leads_to() -> None:
    play = Play(DAILY, "11-02 08:00", days_off=OFF)
    play.until("11-04 21:00")

    assert play.did == ["Tag daily[1]/1/none/1", "Tag daily[3]/1/none/1", "Finish"]
    assert "11-03 09:00 daily[2]/1 day_off" in play.trace
    assert [type(one).__name__ for one in play.expectations] == ["ExpectCheckIn", "ExpectCheckIn"]


def test_who_checks_in_on_a_day_off_goes_on_and_nothing_was_expected() -> None:
    play = Play(DAILY, "11-02 08:00", days_off=OFF)
    play.until("11-03 08:00")
    play.checks_in()
    play.until("11-03 21:00")

    assert play.did == ["Tag daily[1]/1/none/1", "Tag daily[2]/2"]
    assert len(play.expectations) == 1


def test_leave_taken_while_it_waits_ends_the_wait_quietly() -> None:
    play = Play(DAILY, "11-02 08:00")
    play.until("11-03 12:00")
    play.world = replace(play.world, days_off=OFF)
    play.until("11-03 21:00")

    assert play.did == ["Tag daily[1]/1/none/1"]
    assert [type(one).__name__ for one in play.expectations][-1] == "ExcuseCheckIn"


def test_a_day_on_which_the_bot_was_down_may_still_want_its_reminder() -> None:
    play = Play(DAILY, "11-02 08:00", days_off=DaysOff(down=frozenset({SECOND})))
    play.until("11-03 21:00")

    assert play.did == ["Tag daily[1]/1/none/1", "Tag daily[2]/1/none/1"]
