"""Which runs can move to another version of their script, and where they stand then."""

from dataclasses import replace
from datetime import datetime, timedelta
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from core.facts import FactKind
from sop.effects import What
from sop.program import Program
from sop.state import Cause, RunState
from sop.upgrading import Obstacle, Why, upgrade
from tests.unit.sop.invented import programs
from tests.unit.sop.play import Play, program_of
from tests.unit.sop.test_decide_properties import Life, lives, starts, zones

CAMP = """
steps:
  - {id: greet, at: start, do: [{say: {to: private, else: skip, text: Hello}}, {wait: 2h}, {tag: greeted}]}
  - {id: settle, do: [{tag: settled}]}
  - id: daily
    each: {day: 2..5, at: "09:00"}
    do: [{say: {to: private, else: skip, text: Morning}}, {wait: {for: check_in, until: "20:00", none: []}}]
  - {id: graduate, at: "day 5 21:00", do: [{award: {points: 5, reason: x}}]}
"""


def played(until: str) -> Play:
    play = Play(CAMP, "11-02 10:00")
    play.until(until)
    return play


def edited(*changes: tuple[str, str]) -> Program:
    text = dedent(CAMP)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return program_of(text)


def outcome(play: Play, new: Program) -> RunState | Obstacle:
    return upgrade(play.program, new, play.run, play.zone, play.now)


def moved(play: Play, *changes: tuple[str, str]) -> Play:
    new = edited(*changes)
    state = outcome(play, new)
    assert isinstance(state, RunState), state
    play.program, play.run = new, replace(state, generation=state.generation + 1)
    return play


def test_what_was_begun_keeps_its_time_and_what_was_not_gets_the_new_one() -> None:
    play = moved(
        played("11-03 10:00"), ("09:00", "07:30"), ("20:00", "22:00"), ("21:00", "19:00"), ("Mor", "Good mor")
    )

    assert play.waiting == [
        "head graduate 11-06 19:00",
        "head daily[3] 11-04 07:30",
        "event daily[2]/2 11-03 20:00",
    ]


def test_an_earlier_time_that_has_passed_today_holds_from_the_next_day_on() -> None:
    play = moved(played("11-03 08:00"), ("09:00", "07:30"))
    assert play.waiting[0] == "head daily[2] 11-03 09:00"

    play.until("11-03 12:00")

    assert play.waiting[-1:] + play.waiting[:1] == [
        "event daily[2]/2 11-03 20:00",
        "head graduate 11-06 21:00",
    ]
    assert "head daily[3] 11-04 07:30" in play.waiting


def test_fewer_or_more_days_begin_where_the_run_is() -> None:
    fewer = moved(played("11-03 10:00"), ("day: 2..5", "day: [2, 4]"))
    assert "head daily[4] 11-05 09:00" in fewer.waiting

    more = moved(played("11-06 20:30"), ("day: 2..5", "day: 1..7"))
    assert more.waiting == ["head graduate 11-06 21:00", "head daily[6] 11-07 09:00"]


def test_a_step_that_the_new_version_leaves_out_does_not_come() -> None:
    play = moved(
        played("11-02 10:30"), ('- {id: graduate, at: "day 5 21:00"', '- {id: feast, at: "day 6 12:00"')
    )
    play.until("11-12 00:00")

    assert play.done_at("graduate/1") == []
    assert play.done_at("feast/1") == ["11-07 12:00 Award"]


def test_a_new_step_whose_time_has_passed_is_not_made_up_for() -> None:
    play = moved(
        played("11-03 10:00"),
        ("- id: daily", '- {id: gift, at: "day 2 08:00", do: [{tag: x}]}\n  - id: daily'),
    )
    play.until("11-12 00:00")

    assert play.done_at("gift/1") == []


def test_inside_a_step_the_rest_of_the_new_version_follows() -> None:
    play = moved(played("11-02 11:00"), ("{tag: greeted}", "{award: {points: 2, reason: x}}, {tag: hello}"))
    play.until("11-02 13:00")

    assert play.did == ["Say greet/1", "Award greet/3", "Tag greet/4", "Tag settle/1"]


@pytest.mark.parametrize(
    ("until", "changes", "obstacle"),
    [
        ("11-02 11:00", [("id: greet", "id: welcome")], Obstacle(Why.GONE, "greet")),
        ("11-02 11:00", [("[{say: {to: private, else: skip, text: Hello}}, ", "[")], Obstacle(Why.CHANGED, "greet")),
        ("11-02 11:00", [("{wait: 2h}", "{tag: quick}")], Obstacle(Why.CHANGED, "greet")),
        ("11-03 10:00", [("for: check_in", "for: message")], Obstacle(Why.CHANGED, "daily")),
        (
            "11-02 13:00",
            [("- {id: settle,", "- {id: later, at: start + 1d, do: [{tag: l}]}\n  - {id: settle,")],
            Obstacle(Why.TWICE, "settle"),
        ),
        ("11-06 20:30", [(', at: "day 5 21:00"', "")], Obstacle(Why.NEVER, "graduate")),
        ("11-02 11:00", [("id: settle,", "id: settle, at: start,")], Obstacle(Why.NEVER, "settle")),
        ("11-06 20:30", [("id: graduate", "id: feast"), ("21:00", "20:00")], Obstacle(Why.OVER)),
        ("11-03 10:00", [("steps:", "inputs: {url: {title: U}}\nsteps:")], Obstacle(Why.INPUT, "url")),
    ],
)  # fmt: skip
def test_a_run_stays_where_moving_would_do_something_twice_or_lose_it(
    until: str, changes: list[tuple[str, str]], obstacle: Obstacle
) -> None:
    assert outcome(played(until), edited(*changes)) == obstacle


def test_a_run_does_not_become_one_for_somebody_else() -> None:
    play = played("11-03 10:00")

    assert outcome(play, replace(edited(), subject="cohort")) == Obstacle(Why.SUBJECT, "cohort")


ASKS = """
inputs: {place: {title: P, default: here}}
goal: {tag: done, then: last}
steps:
  - id: ask
    at: start
    do:
      - ask: {to: private, else: skip, question: "Who? {{ place }}", save: who, within: 1d, none: []}
      - tag: asked
  - {id: last, at: day 9 09:00, do: [{tag: last}]}
"""


def test_an_open_question_is_answered_in_the_new_version() -> None:
    play = Play(ASKS, "11-02 10:00")
    play.tells(FactKind.DELIVERED, "ask/1")
    new = program_of(ASKS.replace("within: 1d", "within: 2h").replace("tag: asked", "tag: {name: told}"))
    state = upgrade(play.program, new, play.run, play.zone, play.now)
    assert isinstance(state, RunState)
    play.program, play.run = new, state
    play.tells(FactKind.ANSWERED, "ask/1", "11-03 09:00", value="me")

    assert play.waiting == ["head last 11-10 09:00"]
    assert play.did == ["Ask ask/1", "Tag ask/2"]


def test_a_question_of_another_kind_keeps_the_run() -> None:
    play = Play(ASKS, "11-02 10:00")
    new = program_of(ASKS.replace("save: who", "save: who, kind: number"))

    assert upgrade(play.program, new, play.run, play.zone, play.now) == Obstacle(Why.CHANGED, "ask")


def test_inputs_that_nobody_gave_have_the_new_default() -> None:
    play = Play(ASKS, "11-02 10:00")
    new = program_of(ASKS.replace("default: here", "default: there"))
    given_by_hand = replace(play.run, inputs={"place": "nowhere"})
    by_default = replace(play.run, inputs={"place": "here"})

    for run, place in ((given_by_hand, "nowhere"), (by_default, "there")):
        state = upgrade(play.program, new, run, play.zone, play.now)
        assert isinstance(state, RunState)
        assert state.inputs == {"place": place}


def test_a_goal_that_leads_to_what_has_begun_leads_nowhere() -> None:
    play = Play(ASKS, "11-02 10:00")
    state = upgrade(
        play.program, program_of(ASKS.replace("then: last", "then: ask")), play.run, play.zone, play.now
    )

    assert isinstance(state, RunState)
    assert state.goal_begun


def lived(program: Program, start: datetime, zone: ZoneInfo, life: list[tuple[int, str]]) -> Life:
    found = Life(program, start, zone, Cause.CLOCK, 0)
    for passed, what in life:
        found.now += timedelta(minutes=passed)
        found.happens(what)
    return found


@settings(max_examples=150, deadline=None)
@given(programs(), starts, zones, lives)
def test_moving_to_the_same_program_changes_nothing(
    program: Program, start: datetime, zone: ZoneInfo, life: list[tuple[int, str]]
) -> None:
    run = lived(program, start, zone, life).run

    if run.outcome is None:
        assert upgrade(program, replace(program, version="v2"), run, zone, start) == run


@settings(max_examples=300, deadline=None)
@given(programs(), st.data(), starts, zones, lives, lives)
def test_moving_to_any_program_does_nothing_twice_and_loses_no_run(
    program: Program,
    data: st.DataObject,
    start: datetime,
    zone: ZoneInfo,
    before: list[tuple[int, str]],
    after: list[tuple[int, str]],
) -> None:
    life = lived(program, start, zone, before)
    new = data.draw(programs().map(lambda other: replace(other, version="v2")) | st.just(program))
    if life.run.outcome is not None:
        return
    state = upgrade(program, new, life.run, zone, life.now)
    event(state.why if isinstance(state, Obstacle) else "moved")
    if isinstance(state, Obstacle):
        return
    life.program, life.run = new, replace(state, generation=state.generation + 1)
    for passed, what in after:
        life.now += timedelta(minutes=passed)
        life.happens(what)
    life.live_on_until_over()

    begun = [line for line in life.trace if line.what is What.BEGAN]
    assert len({line.label for line in begun}) == len(begun)
