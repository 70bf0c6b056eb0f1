"""Why a condition does not hold: given exactly when the judge says no, and every part that is named is false."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from core.selection import Trait
from sop.judge import CRITERIA, Scene, holds
from sop.language.conditions import Condition
from sop.reasons import CONDITIONS, MOST, TRAITS, Reason, taken_apart, why, why_not, why_not_each
from sop.state import RunState, World
from tests.unit.sop.questions import NOW, TODAY, ZONE, conditions, scenes

thorough = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
MEMBER = World(ZONE, tags=frozenset({"vip"}), points=12, stage="core", joined_at=NOW - timedelta(days=3))
RUN = RunState(1, NOW, TODAY, answers={"city": "Shanghai"})


def questions_of(reason: Reason) -> Iterator[Reason]:
    """The single questions in it."""
    if "is" in reason:
        yield reason
    for inner in (*reason.get("all", ()), *reason.get("any", ())):
        yield from questions_of(inner)


def as_condition(question: Reason) -> Condition:
    """The question as a script would put it, to be judged anew."""
    asked: dict[str, Any] = _asked(question["is"], question)
    return Condition.model_validate({"not": asked} if "not" in question else asked)


def _asked(about: str, told: Reason) -> dict[str, Any]:
    if about in ("tag", "badge", "unlocked", "stage"):
        return {about: told["name"]}
    if about in ("cohort", "sop", "done"):
        return {"who": f"{about}:{told['name']}"}
    if about in ("day_off", "reachable"):
        return {about: True}
    if about == "answered":
        return {"answer": {told["name"]: {"given": "none" not in told}}}
    if about == "answer":
        key = {"=": "is", "has": "contains", ">=": "at_least", "<": "below"}[told["by"]]
        return {"answer": {told["name"]: {key: told["value"]}}}
    if about == "weekday":
        return {
            "time": {"days": [("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in told["days"]]}
        }
    if about == "hours":
        return {"time": {key: told[key] for key in ("from", "to") if told[key] is not None}}
    return _compared(about, told)


def _compared(about: str, told: Reason) -> dict[str, Any]:
    since, op, n = told.get("since", "ever"), told["op"], told["n"]
    if about == "check_ins" and since != "ever":
        limit = {"at_least" if op == ">=" else "below": n}
        return {"check_ins": {**limit, "since": since if isinstance(since, str) else f"{since}s"}}
    if about == "missed":
        return {"missed": {"at_least" if op == ">=" else "below": n}}
    days = "d" if about in ("joined", "inactive") else ""
    return {"who": f"-{about}={n}{days}"} if op == "!=" else {"who": f"{about}{op}{n}{days}"}


@thorough
@given(conditions, scenes)
def test_a_condition_taken_apart_holds_exactly_when_it_is_judged_to(condition: Condition, scene: Scene):
    assert taken_apart(condition, scene).holds is holds(condition, scene)


@thorough
@given(conditions, scenes)
def test_there_is_a_reason_exactly_when_it_does_not_hold_and_all_it_names_is_false(
    condition: Condition, scene: Scene
):
    reason = why_not(condition, scene)

    assert (reason is None) is holds(condition, scene)
    if reason is not None:
        named = list(questions_of(reason))
        assert named
        assert not any(holds(as_condition(one), scene) for one in named)


@thorough
@given(conditions, scenes)
def test_what_is_told_of_a_condition_that_holds_is_true(condition: Condition, scene: Scene):
    reason = why(condition, scene)

    assert (reason is not None) is holds(condition, scene)
    for one in questions_of(reason or {}):
        assert holds(as_condition(one), scene)


@thorough
@given(conditions, scenes)
def test_a_reason_is_small_and_stays_the_same_in_the_database(condition: Condition, scene: Scene):
    reason = why_not(condition, scene) or why(condition, scene)

    assert reason is not None
    assert len(list(questions_of(reason))) <= MOST
    assert len(json.dumps(reason)) < 1000
    assert json.loads(json.dumps(reason)) == reason


def test_all_that_can_be_asked_can_be_explained():
    assert CONDITIONS.keys() == CRITERIA.keys()
    assert TRAITS.keys() == set(Trait) - {Trait.PERSON}


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"tag": "paid"}, {"is": "tag", "name": "paid", "seen": False}),
        ({"not": {"tag": "vip"}}, {"is": "tag", "name": "vip", "not": True, "seen": True}),
        ({"points": {"at_least": 30, "below": 90}}, {"is": "points", "op": ">=", "n": 30, "seen": 12}),
        ({"not": {"points": {"below": 30}}}, {"is": "points", "op": ">=", "n": 30, "seen": 12}),
        ({"who": "joined>7d"}, {"is": "joined", "op": ">", "n": 7, "seen": 3}),
        ({"stage": "new"}, {"is": "stage", "name": "new", "seen": "core"}),
        ({"answer": {"goal": {"given": True}}}, {"is": "answered", "name": "goal", "seen": None}),
        ({"reachable": True}, {"is": "reachable", "seen": False}),
        ({"time": {"from": "18:00"}}, {"is": "hours", "from": "18:00", "to": None, "seen": "12:00"}),
        (
            {"answer": {"city": {"contains": "jing"}}},
            {"is": "answer", "name": "city", "by": "has", "value": "jing", "seen": "Shanghai"},
        ),
    ],
)
def test_a_reason_names_what_was_asked_and_what_was_found(condition: dict[str, Any], reason: Reason):
    assert why_not(Condition.model_validate(condition), Scene(MEMBER, RUN, NOW, TODAY, NOW)) == reason


def test_of_several_only_those_that_failed_are_named_and_all_alternatives():
    condition = Condition.model_validate(
        {
            "all": [
                {"tag": "vip"},
                {"stage": "new"},
                {"any": [{"tag": "a"}, {"all": [{"tag": "vip"}, {"tag": "b"}]}]},
            ]
        }
    )
    tag_a, tag_b = ({"is": "tag", "name": name, "seen": False} for name in "ab")

    assert why_not(condition, Scene(MEMBER, RUN, NOW, TODAY, NOW)) == {
        "all": [{"is": "stage", "name": "new", "seen": "core"}, {"any": [tag_a, tag_b]}]
    }


def test_of_very_many_the_first_are_named_and_how_many_more_there_are():
    many = [Condition.model_validate({"tag": f"t{n}"}) for n in range(10)]
    scene = Scene(MEMBER, RUN, NOW, TODAY, NOW)
    reason = why_not(Condition(any=tuple(many)), scene)

    assert reason is not None
    assert len(reason["any"]) == MOST
    assert reason["more"] == 4
    assert len(why_not_each(many, scene)) == MOST


def test_a_long_answer_is_cut():
    run = RunState(1, NOW, TODAY, answers={"city": "x" * 500})
    reason = why_not(
        Condition.model_validate({"answer": {"city": {"is": "y"}}}), Scene(MEMBER, run, NOW, TODAY, NOW)
    )

    assert reason is not None
    assert len(reason["seen"]) == 40
