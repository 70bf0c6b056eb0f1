"""Rules 0, 1, 4 and 5 of the language: steps and their times, days, lateness, quiet hours."""

from datetime import date

from core.localtime import QuietHours
from sop.state import Cause, Outcome
from tests.unit.sop.play import Play

ONBOARDING = """
    quiet: "22:30-08:00"
    steps:
      - id: greet
        at: start
        do: [{say: {to: chat, text: Hello}}]
      - id: intro
        at: start
        do:
          - ask: {to: private, else: chat_button, question: Who are you?, save: intro, within: 24h,
                  none: [{task: {for: assistant, text: Talk to them, due: 24h}}]}
          - award: {points: 5, reason: intro}
      - id: daily
        each: {day: 2..7, at: "09:00"}
        do: [{say: {to: private, else: skip, text: Good morning}}]
      - id: graduate
        at: day 7 21:00
        do: [{award: {points: 50, reason: done}}]
"""


class TestStepsAndTheirTimes:
    def test_a_silent_person_who_owes_an_introduction_still_gets_day_2_at_nine(self) -> None:
        play = Play(ONBOARDING, "11-02 15:00")
        play.until("11-03 12:00")

        assert play.done_at("daily[2]/1") == ["11-03 09:00 Say"]
        assert "delivery intro/1 12-02 15:00" in play.waiting

    def test_a_step_without_a_time_follows_the_one_before(self) -> None:
        play = Play(
            """
            steps:
              - {id: first, do: [{wait: 2h}, {tag: one}]}
              - {id: second, do: [{wait: 1h}, {tag: two}]}
            """,
            "11-02 15:00",
        )
        play.until("11-03 00:00")

        assert play.log == ["11-02 17:00 Tag first/2", "11-02 18:00 Tag second/2", "11-02 18:00 Finish"]

    def test_what_follows_a_repeated_step_comes_once_after_its_last_time(self) -> None:
        play = Play(
            """
            steps:
              - {id: daily, each: {day: [1, 2, 3], at: "09:00"}, do: [{wait: 30h}, {tag: seen}]}
              - {id: then, do: [{tag: done}]}
            """,
            "11-02 08:00",
        )
        play.until("11-10 00:00")

        assert play.done_at("then/1") == ["11-05 15:00 Tag"]
        assert play.run.outcome is Outcome.DONE

    def test_a_step_follows_however_the_one_before_ended(self) -> None:
        play = Play(
            """
            steps:
              - id: first
                do: [{wait: {for: check_in, within: 2h, none: [{tag: missed}]}}, {tag: made_it}]
              - {id: second, do: [{tag: second}]}
            """,
            "11-02 15:00",
        )
        play.until("11-03 00:00")

        assert play.did == ["Tag first/1/none/1", "Tag second/1", "Finish"]

    def test_hours_after_the_start(self) -> None:
        play = Play("steps: [{id: later, at: start + 2h, do: [{tag: x}]}]", "11-02 15:10")
        play.until("11-03 00:00")

        assert play.done_at("later/1") == ["11-02 17:10 Tag"]

    def test_at_one_instant_steps_begin_in_the_order_of_the_script(self) -> None:
        play = Play(
            """
            steps:
              - {id: one, at: day 2 09:00, do: [{tag: a}]}
              - {id: two, each: {day: 2..3, at: "09:00"}, do: [{tag: b}]}
            """,
            "11-02 15:00",
        )
        play.until("11-03 10:00")

        assert play.did == ["Tag one/1", "Tag two[2]/1"]

    def test_a_run_that_waits_for_nothing_is_over(self) -> None:
        play = Play("steps: [{id: only, do: [{tag: x}]}]", "11-02 15:00")

        assert play.run.outcome is Outcome.DONE
        assert play.run.places == ()
        assert play.log[-1] == "11-02 15:00 Finish"


class TestDays:
    def test_who_joins_at_15_00_gets_day_2_the_next_morning(self) -> None:
        play = Play(ONBOARDING, "11-02 15:00")
        play.until("11-10 00:00")

        assert play.done_at("daily[2]/1") == ["11-03 09:00 Say"]
        assert play.done_at("daily[7]/1") == ["11-08 09:00 Say"]
        assert play.done_at("graduate/1") == ["11-08 21:00 Award"]

    def test_who_joins_at_23_50_gets_day_2_the_next_morning_too(self) -> None:
        play = Play(ONBOARDING, "11-02 23:50")
        play.until("11-04 00:00")

        assert play.done_at("greet/1") == ["11-02 23:50 Say"]
        assert play.done_at("daily[2]/1") == ["11-03 09:00 Say"]

    def test_the_day_is_the_communitys_own(self) -> None:
        # 23:30 in New York is the next day in UTC.
        play = Play(ONBOARDING, "11-02 23:30", zone="America/New_York")
        play.until("11-03 12:00")

        assert play.done_at("daily[2]/1") == ["11-03 09:00 Say"]

    def test_daylight_saving_neither_doubles_nor_drops_a_step(self) -> None:
        script = """
            steps: [{id: night, each: {day: 1..5, at: "02:30"}, do: [{award: {points: 1, reason: x}}]}]
        """
        spring = Play(script, "03-27 01:00", zone="Europe/Berlin")
        spring.until("04-03 00:00")
        autumn = Play(script, "10-23 01:00", zone="Europe/Berlin")
        autumn.until("10-30 00:00")

        assert [line.split()[:2] for line in spring.log[:5]] == [
            ["03-27", "02:30"], ["03-28", "02:30"], ["03-29", "03:00"], ["03-30", "02:30"], ["03-31", "02:30"]
        ]  # fmt: skip
        assert [line.split()[:2] for line in autumn.log[:5]] == [
            [f"10-{day}", "02:30"] for day in range(23, 28)
        ]

    def test_a_cohort_counts_from_its_start_date_and_backwards(self) -> None:
        play = Play(
            """
            for: cohort
            steps:
              - {id: eve, at: day 0 20:00, do: [{say: {to: chat, text: Tomorrow}}]}
              - {id: open, at: day 1 09:00, do: [{say: {to: chat, text: Today}}]}
            """,
            "11-01 12:00",
            cause=Cause.CLOCK,
            first_day=date(2026, 11, 9),
        )
        play.until("11-12 00:00")

        assert play.done_at("eve/1") == ["11-08 20:00 Say"]
        assert play.done_at("open/1") == ["11-09 09:00 Say"]
        assert play.effects[0].day == 0


class TestLateness:
    STEP = """
        steps:
          - id: morning
            at: day 2 09:00
            {late}
            do:
              - say: {{to: private, else: skip, text: Good morning}}
              - award: {{points: 1, reason: x}}
              - task: {{for: assistant, text: Look, due: 1h}}
              - tag: seen
    """

    def late(self, rule: str, when: str) -> Play:
        play = Play(self.STEP.format(late=rule), "11-02 15:00")
        play.wake_late(when)
        return play

    def test_after_a_long_downtime_greetings_are_skipped_and_the_rest_is_done(self) -> None:
        play = self.late("", "11-03 11:00")

        assert play.did == ["Award morning/2", "OpenTask morning/3", "Tag morning/4", "Finish"]
        assert "11-03 11:00 morning/1 skipped_late" in play.trace

    def test_half_an_hour_is_not_late(self) -> None:
        assert "Say morning/1" in self.late("", "11-03 09:30").did

    def test_a_step_may_be_done_however_late(self) -> None:
        assert "Say morning/1" in self.late("late: do", "11-05 11:00").did

    def test_a_step_may_be_skipped_when_late(self) -> None:
        assert self.late("late: skip", "11-03 11:00").did == ["Finish"]

    def test_with_a_late_question_goes_the_rest_of_its_step_and_what_happens_without_an_answer(self) -> None:
        play = Play(
            """
            steps:
              - id: intro
                at: day 2 09:00
                do:
                  - tag: before
                  - ask: {to: private, else: skip, question: Who?, save: who, within: 1d, none: [{tag: x}]}
                  - award: {points: 5, reason: intro}
              - {id: after, do: [{tag: after}]}
            """,
            "11-02 15:00",
        )
        play.wake_late("11-03 12:00")

        assert play.did == ["Tag intro/1", "Tag after/1", "Finish"]

    def test_a_deadline_already_past_when_it_is_reached_is_judged_by_what_came_before_it(self) -> None:
        script = """
            steps:
              - id: daily
                each: {day: 2..2, at: "09:00"}
                do: [{wait: {for: check_in, until: "20:00", none: [{tag: missed}]}}, {tag: came}]
        """
        absent = Play(script, "11-02 15:00")
        absent.wake_late("11-04 12:00")
        present = Play(script, "11-02 15:00")
        present.now = present.instant("11-04 12:00")
        present.checks_in("11-03 19:58")
        present.wake_late("11-04 12:00")

        assert absent.log[0] == "11-04 12:00 Tag daily[2]/1/none/1"
        assert present.log[0] == "11-04 12:00 Tag daily[2]/2"

    def test_lateness_does_not_add_up_over_waits(self) -> None:
        play = Play(
            "steps: [{id: s, at: day 2 09:00, do: [{wait: 2h}, {tag: a}, {wait: 2h}, {tag: b}]}]",
            "11-02 15:00",
        )
        play.wake_late("11-03 12:00")

        assert play.log == ["11-03 12:00 Tag s/2"]
        assert play.waiting == ["time s/3 11-03 13:00"]

    def test_who_joined_during_a_downtime_is_not_greeted_hours_later(self) -> None:
        play = Play(ONBOARDING, "11-02 23:30", heard="11-03 08:30")
        play.until("11-03 12:00")

        assert [line for line in play.trace if "skipped_late" in line] == [
            "11-03 08:30 greet/1 skipped_late",
            "11-03 08:30 intro/1 skipped_late",
        ]
        assert play.done_at("daily[2]/1") == ["11-03 09:00 Say"]

    def test_a_camp_joined_on_day_3_follows_the_same_rule(self) -> None:
        play = Play(
            """
            steps:
              - {id: start, at: start, do: [{tag: camper}]}
              - id: daily
                each: {day: 1..5, at: "09:00"}
                do: [{say: {to: private, else: skip, text: Morning}}, {award: {points: 1, reason: x}}]
            """,
            "11-04 15:00",
            first_day=date(2026, 11, 2),
        )

        assert play.did == ["Award daily[1]/2", "Award daily[2]/2", "Award daily[3]/2", "Tag start/1"]
        assert play.waiting == ["head daily[4] 11-05 09:00"]


class TestQuietHours:
    def test_what_the_clock_starts_waits_for_their_end(self) -> None:
        play = Play(
            """
            quiet: "22:30-08:00"
            steps:
              - {id: s, at: start + 8h, do: [{tag: a}, {say: {to: private, else: skip, text: x}}, {tag: b}]}
            """,
            "11-02 15:00",
        )
        play.until("11-04 00:00")

        assert play.log[:3] == ["11-02 23:00 Tag s/1", "11-03 08:00 Say s/2", "11-03 08:00 Tag s/3"]
        assert "11-02 23:00 s/2 held_quiet" in play.trace

    def test_what_answers_an_act_goes_out_at_once_without_sound(self) -> None:
        play = Play(ONBOARDING, "11-02 23:00")

        assert play.log == ["11-02 23:00 Say greet/1", "11-02 23:00 Ask intro/1"]
        assert [effect.silent for effect in play.effects] == [True, True]  # type: ignore[attr-defined]

    def test_by_day_it_has_a_sound(self) -> None:
        assert Play(ONBOARDING, "11-02 12:00").effects[0].silent is False  # type: ignore[attr-defined]

    def test_a_run_that_the_clock_started_waits_too(self) -> None:
        play = Play(ONBOARDING, "11-02 23:00", cause=Cause.CLOCK)

        assert play.log == []
        assert "quiet greet/1 11-03 08:00" in play.waiting

    def test_what_was_due_in_a_silence_is_not_late_at_its_end(self) -> None:
        script = """
            quiet: "22:30-08:00"
            steps: [{id: s, at: day 1 23:00, do: [{say: {to: private, else: skip, text: x}}]}]
        """
        back_at_night = Play(script, "11-02 15:00")
        back_at_night.wake_late("11-03 03:00")
        back_at_night.until("11-03 09:00")
        back_at_noon = Play(script, "11-02 15:00")
        back_at_noon.wake_late("11-03 12:00")

        assert back_at_night.done_at("s/1") == ["11-03 08:00 Say"]
        assert "11-03 12:00 s/1 skipped_late" in back_at_noon.trace

    def test_a_script_that_states_none_keeps_those_of_the_community(self) -> None:
        script = """
            steps: [{id: s, at: day 1 23:00, do: [{say: {to: private, else: skip, text: x}}]}]
        """
        nights = QuietHours.parse("22:00-07:00")
        play = Play(script, "11-02 15:00", quiet=nights)
        play.until("11-03 09:00")
        own = Play('            quiet: "01:00-05:00"' + script, "11-02 15:00", quiet=nights)
        own.until("11-03 09:00")

        assert play.done_at("s/1") == ["11-03 07:00 Say"]
        assert own.done_at("s/1") == ["11-02 23:00 Say"]
