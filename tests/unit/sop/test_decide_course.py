"""How a run takes its course: branches, goal, ends, steering by hand, scripts that start one another."""

from dataclasses import replace

import pytest

from core.facts import FactKind
from sop.decide import decide
from sop.effects import CloseQuestion, Finish, StartRun, StopRuns
from sop.state import Due, Outcome, Skip, StepNow, Stop
from tests.unit.sop.play import Play

CAMP = """
    stop_when: [left, opted_out, {tag: banned}]
    goal: {check_ins: {at_least: 2, since: start}, then: graduate}
    quiet: "22:30-08:00"
    steps:
      - id: intro
        at: start
        do:
          - ask: {to: private, else: skip, question: Who?, save: intro, within: 24h, none: []}
          - tag: introduced
      - id: daily
        each: {day: 2..7, at: "09:00"}
        do: [{wait: {for: check_in, until: "20:00", none: [{tag: missed}]}}, {award: {points: 1, reason: in}}]
      - id: graduate
        at: day 7 21:00
        do: [{award: {points: 50, reason: done}}, {wait: 1h}, {tag: graduated}]
      - {id: afterwards, do: [{tag: alumni}]}
"""


class TestChoosing:
    SCRIPT = """
        steps:
          - id: s
            do:
              - choose:
                  - {if: {tag: vip}, do: [{tag: one}]}
                  - {if: {points: {at_least: 10}}, do: [{tag: two}]}
                  - else: [{tag: three}]
              - tag: behind
    """

    @pytest.mark.parametrize(
        ("tags", "points", "branch"),
        [({"vip"}, 50, "if1"), (set(), 50, "if2"), (set(), 9, "else")],
    )
    def test_the_first_branch_that_holds(self, tags: set[str], points: int, branch: str) -> None:
        play = Play(self.SCRIPT, "11-02 15:00", tags=frozenset(tags), points=points)

        assert play.did == [f"Tag s/1/{branch}/1", "Tag s/2", "Finish"]

    def test_without_any_the_step_goes_on(self) -> None:
        play = Play(
            "steps: [{id: s, do: [{choose: [{if: {tag: vip}, do: [{tag: one}]}]}, {tag: behind}]}]",
            "11-02 15:00",
        )

        assert play.did == ["Tag s/2", "Finish"]


class TestGoal:
    def test_reached_early_it_goes_to_its_step_at_once_and_all_else_ends(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.checks_in()
        play.until("11-03 12:00")
        play.checks_in()

        assert play.did[1:] == ["CloseQuestion intro/1", "Award graduate/1"]
        assert play.waiting == ["time graduate/2 11-03 13:00"]

    def test_the_run_ends_by_it_after_what_follows(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.checks_in()
        play.checks_in()
        play.until("11-12 00:00")

        assert play.did[2:] == ["Award graduate/1", "Tag graduate/3", "Tag afterwards/1", "Finish"]
        assert play.run.outcome is Outcome.GOAL

    def test_it_is_not_gone_to_twice(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.until("11-08 21:30")
        play.checks_in()
        play.checks_in()
        play.until("12-12 00:00")

        assert play.done_at("graduate/1") == ["11-08 21:00 Award"]
        assert play.run.outcome is Outcome.DONE


class TestEnds:
    @pytest.mark.parametrize(
        ("kind", "reason"), [(FactKind.MEMBER_LEFT, "left"), (FactKind.OPTED_OUT, "opted_out")]
    )
    def test_an_event_stops_it_and_closes_what_is_open(self, kind: FactKind, reason: str) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.happens(kind)

        assert play.run.outcome is Outcome.STOPPED
        assert play.run.places == ()
        closed, finished = play.effects[1:]
        assert isinstance(closed, CloseQuestion)
        assert closed.key == "run:1:intro/1"
        assert isinstance(finished, Finish)
        assert finished.reason == reason

    def test_a_condition_stops_it_by_a_fact_or_when_it_is_due(self) -> None:
        by_fact = Play(CAMP, "11-02 15:00")
        by_fact.is_tagged("banned")
        when_due = Play(CAMP, "11-02 15:00")
        when_due.world = replace(when_due.world, tags=frozenset({"banned"}))
        when_due.until("11-03 09:00")

        assert by_fact.run.outcome is when_due.run.outcome is Outcome.STOPPED
        assert when_due.log[-1] == "11-03 09:00 Finish"

    def test_a_script_may_stop_itself(self) -> None:
        play = Play(
            """
            steps:
              - {id: s, at: start, do: [{tag: a}, {choose: [{if: {tag: vip}, do: [{stop: this}]}]}, {tag: c}]}
              - {id: t, at: day 2 09:00, do: [{tag: b}]}
            """,
            "11-02 15:00",
            tags=frozenset({"vip"}),
        )

        assert play.did == ["Tag s/1", "Finish"]
        assert play.run.outcome is Outcome.STOPPED

    def test_what_is_over_stays_over(self) -> None:
        play = Play("steps: [{id: s, do: [{tag: a}]}]", "11-02 15:00")
        decision = decide(play.program, play.run, Due(), play.now, play.world)

        assert decision.run is play.run
        assert decision.effects == ()

    def test_other_scripts_are_started_and_stopped(self) -> None:
        play = Play(
            "steps: [{id: s, do: [{run: {sop: other, inputs: {n: 3}}}, {stop: {sop: third}}]}]", "11-02 15:00"
        )

        started, stopped, _ = play.effects
        assert isinstance(started, StartRun)
        assert (started.sop, started.inputs, started.for_members) == ("other", {"n": 3}, False)
        assert isinstance(stopped, StopRuns)
        assert stopped.sop == "third"


class TestSteering:
    def test_a_waiting_place_is_left_as_if_it_had_been_passed(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.give(Skip("intro/1"))

        assert play.did[1:] == ["CloseQuestion intro/1", "Tag intro/2"]

    def test_a_step_that_has_not_begun_is_left_out_once(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.give(Skip("daily"))
        play.until("11-04 10:00")

        assert "11-03 09:00 daily[2]/1 waited" not in play.trace
        assert "11-04 09:00 daily[3]/1 waited" in play.trace

    def test_skipping_a_whole_step_leads_on_to_the_next(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.give(Skip("graduate"))

        assert play.did[1:] == ["Tag afterwards/1"]

    def test_a_step_run_by_hand_touches_nothing_else(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        before = play.waiting
        play.give(StepNow("graduate"))
        assert play.did[1:] == ["Award graduate+1/1"]
        assert play.waiting == [*before, "time graduate+1/2 11-02 16:00"]
        play.until("11-02 17:00")

        assert play.did[2:] == ["Tag graduate+1/3"]
        assert play.waiting == before

    def test_it_counts_as_something_of_its_own_each_time(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.give(StepNow("daily"))
        play.give(StepNow("daily"))

        assert [line for line in play.waiting if "+" in line] == [
            "event daily[1]+1/1 11-02 20:00",
            "event daily[1]+2/1 11-02 20:00",
        ]

    def test_a_run_stopped_by_hand(self) -> None:
        play = Play(CAMP, "11-02 15:00")
        play.give(Stop("by_hand"))

        assert play.run.outcome is Outcome.STOPPED
        assert play.did[1:] == ["CloseQuestion intro/1", "Finish"]

    @pytest.mark.parametrize("given", [Skip("nowhere/1"), StepNow("nowhere")])
    def test_what_is_not_there_changes_nothing(self, given: Skip | StepNow) -> None:
        play = Play(CAMP, "11-02 15:00")
        before = play.run
        play.give(given)

        assert play.run == before
        assert play.trace[-1].endswith("ignored")
