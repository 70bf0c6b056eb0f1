"""Rules 2, 3, 7 and 8: waits, questions, to-dos and gates, and what happens instead when nothing comes."""

from textwrap import dedent

import pytest

from core.facts import FactKind
from sop.effects import ExcuseCheckIn, ExpectCheckIn
from sop.state import Outcome, Skip
from tests.unit.sop.play import Play


class TestWaiting:
    SCRIPT = """
        steps:
          - id: daily
            each: {day: 2..2, at: "09:00"}
            do:
              - wait: {for: check_in, until: "20:00", none: [{tag: missed}]}
              - award: {points: 1, reason: came}
    """

    def test_what_came_in_time_lets_the_step_go_on(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.until("11-03 12:00")
        play.checks_in()

        assert play.log == ["11-03 12:00 Award daily[2]/2", "11-03 12:00 Finish"]

    def test_when_nothing_comes_none_happens_instead_of_the_rest(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.until("11-03 23:00")

        assert play.log == ["11-03 20:00 Tag daily[2]/1/none/1", "11-03 20:00 Finish"]

    def test_what_holds_already_passes_at_once(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.now = play.instant("11-03 07:00")
        play.checks_in()
        play.until("11-03 09:00")

        assert play.did == ["Award daily[2]/2", "Finish"]

    def test_a_check_in_made_early_was_expected_all_the_same(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.now = play.instant("11-03 07:00")
        play.checks_in()
        play.until("11-03 09:00")

        assert [type(one) for one in play.expectations] == [ExpectCheckIn]

    def test_a_wait_given_up_expects_nothing_unless_the_check_in_came(self) -> None:
        skipped = Play(self.SCRIPT, "11-02 15:00")
        skipped.until("11-03 09:00")
        skipped.give(Skip("daily[2]/1"))
        assert [type(one) for one in skipped.expectations] == [ExpectCheckIn, ExcuseCheckIn]

        goal = "goal: {check_ins: {at_least: 1}, then: end}\n"
        reached = Play(
            dedent(goal) + dedent(self.SCRIPT) + "  - {id: end, do: [{tag: done}]}\n", "11-02 15:00"
        )
        reached.until("11-03 09:00")
        reached.checks_in()
        assert reached.did == ["Tag end/1", "Finish"]
        assert [type(one) for one in reached.expectations] == [ExpectCheckIn]

    def test_a_check_in_of_another_day_does_not_count(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.checks_in()
        play.until("11-03 23:00")

        assert play.did == ["Tag daily[2]/1/none/1", "Finish"]

    def test_what_was_done_in_time_counts_though_it_is_heard_of_late(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.until("11-03 10:00")
        play.now = play.instant("11-03 22:00")
        play.checks_in("11-03 19:58")

        assert play.did == ["Award daily[2]/2", "Finish"]

    def test_what_was_done_after_the_deadline_does_not(self) -> None:
        play = Play(self.SCRIPT, "11-02 15:00")
        play.until("11-03 10:00")
        play.now = play.instant("11-03 22:00")
        play.checks_in("11-03 20:01")
        play.wake_late("11-03 22:00")

        assert play.did == ["Tag daily[2]/1/none/1", "Finish"]

    def test_a_message_counts_since_the_step_began(self) -> None:
        play = Play(
            """
            steps:
              - id: s
                at: start + 1h
                do: [{wait: {for: message, within: 2h, none: [{tag: silent}]}}, {tag: spoke}]
            """,
            "11-02 15:00",
        )
        play.happens(FactKind.MESSAGE, text="early", chat=1)
        play.until("11-02 16:30")
        assert play.log == []
        play.happens(FactKind.MESSAGE, text="now", chat=1)

        assert play.did == ["Tag s/2", "Finish"]

    def test_a_condition_is_awaited_by_the_facts_that_may_change_it(self) -> None:
        play = Play(
            "steps: [{id: s, do: [{wait: {for: {tag: paid}, within: 2d, none: [{tag: x}]}}, {tag: y}]}]",
            "11-02 15:00",
        )
        play.is_tagged("other")
        assert play.log == []
        play.is_tagged("paid")

        assert FactKind.TAG_ADDED in play.program.events
        assert play.did == ["Tag s/2", "Finish"]

    def test_who_can_be_reached_already_need_not_press_start(self) -> None:
        script = "steps: [{id: s, do: [{wait: {for: started_private, within: 2h, none: []}}, {tag: here}]}]"

        assert Play(script, "11-02 15:00", reachable=True).did == ["Tag s/2", "Finish"]
        assert Play(script, "11-02 15:00").waiting == ["event s/1 11-02 17:00"]

    def test_none_skips_the_rest_of_the_whole_step_even_inside_a_branch(self) -> None:
        play = Play(
            """
            steps:
              - id: s
                do:
                  - choose:
                      - else: [{wait: {for: check_in, within: 1h, none: []}}, {tag: in_branch}]
                  - tag: behind
            """,
            "11-02 15:00",
        )
        play.until("11-02 23:00")

        assert play.did == ["Finish"]


class TestQuestions:
    SCRIPT = """
        steps:
          - id: intro
            do:
              - ask: {to: private, else: %s, question: Who?, save: intro, within: 24h, none: [{tag: silent}]}
              - award: {points: 5, reason: intro}
    """

    def ask(self, otherwise: str = "skip") -> Play:
        play = Play(self.SCRIPT % otherwise, "11-02 15:00")
        play.until("11-02 16:00")
        return play

    def test_an_answer_is_kept_and_the_step_goes_on(self) -> None:
        play = self.ask()
        play.tells(FactKind.DELIVERED, "intro/1")
        play.tells(FactKind.ANSWERED, "intro/1", value="I am Li")

        assert play.run.answers == {"intro": "I am Li"}
        assert play.did == ["Ask intro/1", "Award intro/2", "Finish"]

    def test_the_time_to_answer_counts_from_delivery(self) -> None:
        play = self.ask()
        play.until("11-05 10:00")
        play.tells(FactKind.DELIVERED, "intro/1", "11-05 09:59")

        assert play.waiting == ["answer intro/1 11-06 09:59"]

    def test_who_does_not_answer_is_not_rewarded(self) -> None:
        play = self.ask()
        play.tells(FactKind.DELIVERED, "intro/1")
        play.until("11-04 00:00")

        assert play.log[1:] == [
            "11-03 16:00 CloseQuestion intro/1",
            "11-03 16:00 Tag intro/1/none/1",
            "11-03 16:00 Finish",
        ]

    def test_declining_is_no_answer_either(self) -> None:
        play = self.ask()
        play.tells(FactKind.DELIVERED, "intro/1")
        play.tells(FactKind.DECLINED, "intro/1")

        assert play.did == ["Ask intro/1", "Tag intro/1/none/1", "Finish"]

    def test_who_cannot_be_reached_counts_as_silent_at_once(self) -> None:
        play = self.ask("skip")
        play.tells(FactKind.UNREACHABLE, "intro/1")

        assert play.did == ["Ask intro/1", "CloseQuestion intro/1", "Tag intro/1/none/1", "Finish"]

    def test_with_a_button_in_the_chat_there_is_time_to_press_it_and_then_to_answer(self) -> None:
        play = self.ask("chat_button")
        play.tells(FactKind.UNREACHABLE, "intro/1")
        assert play.waiting == ["delivery intro/1 11-03 16:00"]
        play.until("11-03 12:00")
        play.tells(FactKind.DELIVERED, "intro/1")

        assert play.waiting == ["answer intro/1 11-04 12:00"]

    def test_who_never_presses_it_is_silent(self) -> None:
        play = self.ask("chat_button")
        play.tells(FactKind.UNREACHABLE, "intro/1")
        play.until("11-05 00:00")

        assert play.done_at("intro/1/none/1") == ["11-03 16:00 Tag"]

    def test_an_answer_after_the_deadline_comes_too_late(self) -> None:
        play = self.ask()
        play.tells(FactKind.DELIVERED, "intro/1")
        play.now = play.instant("11-03 18:00")
        play.tells(FactKind.ANSWERED, "intro/1", value="late")

        assert play.run.answers == {}
        assert play.trace[-1] == "11-03 18:00 intro/1 ignored"

    def test_an_answer_to_what_is_over_changes_nothing(self) -> None:
        play = Play("steps: [{id: s, do: [{wait: 2d}]}]", "11-02 15:00")
        before = play.run
        play.tells(FactKind.ANSWERED, "intro/1", value="late")

        assert play.run is not before
        assert play.run == before
        assert play.trace[-1] == "11-02 15:00  ignored"


class TestTasksAndGates:
    TASK = """
        steps:
          - id: call
            do:
              - task: {for: assistant, text: Call, due: 24h, wait: true, could_not: [{tag: lost}]}
              - tag: called
    """

    @pytest.mark.parametrize(("outcome", "tag"), [("done", "call/2"), ("could_not", "call/1/could_not/1")])
    def test_a_step_waits_for_its_to_do(self, outcome: str, tag: str) -> None:
        play = Play(self.TASK, "11-02 15:00")
        play.until("11-05 00:00")
        assert play.waiting == ["task call/1"]
        play.tells(FactKind.TASK_CLOSED, "call/1", outcome=outcome)

        assert play.did == ["OpenTask call/1", f"Tag {tag}", "Finish"]

    def test_without_wait_the_step_goes_on(self) -> None:
        play = Play(
            "steps: [{id: s, do: [{task: {for: owner, text: Look, due: 2h}}, {tag: x}]}]", "11-02 15:00"
        )

        assert play.did == ["OpenTask s/1", "Tag s/2", "Finish"]

    GATE = """
        steps:
          - id: gate
            do:
              - approve: {text: Let in?, within: 24h, yes: [{tag: y}], no: [{tag: n}], expired: [{tag: e}]}
              - tag: rest
    """

    def test_yes_comes_before_the_rest_of_the_step(self) -> None:
        play = Play(self.GATE, "11-02 15:00")
        play.tells(FactKind.GATE_DECIDED, "gate/1", outcome="yes")

        assert play.did == ["OpenGate gate/1", "Tag gate/1/yes/1", "Tag gate/2", "Finish"]

    def test_no_comes_instead_of_it(self) -> None:
        play = Play(self.GATE, "11-02 15:00")
        play.tells(FactKind.GATE_DECIDED, "gate/1", outcome="no")

        assert play.did == ["OpenGate gate/1", "Tag gate/1/no/1", "Finish"]

    def test_so_does_what_happens_when_nobody_decides(self) -> None:
        play = Play(self.GATE, "11-02 15:00")
        play.until("11-04 00:00")

        assert play.did == ["OpenGate gate/1", "CloseGate gate/1", "Tag gate/1/expired/1", "Finish"]
        assert play.run.outcome is Outcome.DONE
