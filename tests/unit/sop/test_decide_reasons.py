"""A run's trace says which condition decided, and what was found: at branches, after waits, at an early end."""

from sop.effects import What
from tests.unit.sop.play import Play

FORK = """
    steps:
      - id: s
        do:
          - choose:
              - {if: {tag: vip}, do: [{tag: one}]}
              - {if: {points: {at_least: 10}}, do: [{tag: two}]}
              - else: [{tag: three}]
"""
NO_VIP = {"is": "tag", "name": "vip", "seen": False}
POOR = {"is": "points", "op": ">=", "n": 10, "seen": 9}


def test_the_first_branch_needs_no_reason() -> None:
    assert Play(FORK, "11-02 15:00", tags=frozenset({"vip"})).told(What.CHOSE) == [{"branch": "if1"}]


def test_each_branch_that_was_not_taken_has_its_reason() -> None:
    second, third = Play(FORK, "11-02 15:00", points=50), Play(FORK, "11-02 15:00", points=9)

    assert second.told(What.CHOSE) == [{"branch": "if2", "why": [NO_VIP]}]
    assert third.told(What.CHOSE) == [{"branch": "else", "why": [NO_VIP, POOR]}]


def test_nothing_is_done_for_a_reason_too() -> None:
    play = Play("steps: [{id: s, do: [{choose: [{if: {tag: vip}, do: [{tag: one}]}]}]}]", "11-02 15:00")

    assert play.told(What.CHOSE) == [{"branch": None, "why": [NO_VIP]}]


def test_a_wait_says_what_it_is_for_and_what_was_missing_when_its_time_ran_out() -> None:
    play = Play("steps: [{id: s, do: [{wait: {for: {tag: vip}, within: 2h, none: []}}]}]", "11-02 15:00")
    play.until("11-02 18:00")

    (waited,) = play.told(What.WAITED)
    assert (waited["awaited"], waited["why"]) == ("a_condition", NO_VIP)
    assert play.told(What.TIMED_OUT) == [{"awaited": "a_condition", "why": NO_VIP}]


def test_check_ins_after_the_deadline_are_not_counted_in_the_reason() -> None:
    script = """
        steps:
          - id: s
            do: [{wait: {for: {check_ins: {at_least: 2}}, within: 2h, none: []}}]
    """
    play = Play(script, "11-02 15:00")
    play.checks_in()
    play.now = play.instant("11-02 19:00")
    play.checks_in()
    play.wake_late("11-02 19:00")

    assert play.told(What.TIMED_OUT)[0]["why"] == {
        "is": "check_ins", "since": "start", "op": ">=", "n": 2, "seen": 1,
    }  # fmt: skip


def test_an_event_that_was_waited_for_in_vain_is_named() -> None:
    play = Play('steps: [{id: s, do: [{wait: {for: check_in, until: "20:00", none: []}}]}]', "11-02 15:00")
    play.until("11-02 21:00")

    assert play.told(What.TIMED_OUT) == [{"awaited": "check_in"}]


def test_an_early_end_says_what_came_to_hold() -> None:
    play = Play("stop_when: [{tag: staff}]\nsteps: [{id: s, do: [{wait: 2d}]}]", "11-02 15:00")
    play.is_tagged("staff")

    (stopped,) = play.told(What.STOPPED)
    assert (stopped["reason"], stopped["why"]) == ("condition", {"is": "tag", "name": "staff", "seen": True})
