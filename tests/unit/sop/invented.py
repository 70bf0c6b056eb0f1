"""Invented scripts and lives, for properties that must hold of any."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from sop.compile import compile_script
from sop.language.script import Script
from sop.program import Program

tags = st.sampled_from(["red", "green", "blue"])
minutes = st.sampled_from([1, 7, 30, 90, 600, 2000]).map("{}m".format)
clock = st.sampled_from(["00:00", "02:30", "07:00", "09:00", "12:00", "20:00", "23:00"])
conditions = st.one_of(
    tags.map(lambda tag: {"tag": tag}),
    tags.map(lambda tag: {"not": {"tag": tag}}),
    st.just({"check_ins": {"at_least": 2}}),
    st.just({"points": {"below": 3}}),
)

plain: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({"award": {"points": 1, "reason": "x"}}),
    st.just({"deduct": {"points": 1, "reason": "x"}}),
    tags.map(lambda tag: {"tag": {"name": tag, "expires": "3d"}}),
    tags.map(lambda tag: {"untag": tag}),
    st.just({"say": {"to": "chat", "text": "Hello"}}),
    st.just({"say": {"to": "private", "else": "skip", "text": "Hello"}}),
    st.just({"task": {"for": "assistant", "text": "Look", "due": "2h"}}),
    st.just({"run": "other"}),
    st.just({"stop": "other"}),
    minutes.map(lambda length: {"wait": length}),
)


def _ask(otherwise: str, none: list[Any]) -> dict[str, Any]:
    ask = {
        "to": "private",
        "else": otherwise,
        "question": "Who?",
        "save": "who",
        "within": "4h",
        "none": none,
    }
    return {"ask": ask}


def _approve(yes: list[Any], no: list[Any], expired: list[Any]) -> dict[str, Any]:
    return {"approve": {"text": "In?", "within": "5h", "yes": yes, "no": no, "expired": expired}}


def _wait(what: object, end: dict[str, str], none: list[Any]) -> dict[str, Any]:
    return {"wait": {"for": what, "none": none, **end}}


def _call(could_not: list[Any]) -> dict[str, Any]:
    return {"task": {"for": "owner", "text": "Call", "due": "1d", "wait": True, "could_not": could_not}}


def _choose(condition: dict[str, Any], do: list[Any], otherwise: list[Any]) -> dict[str, Any]:
    return {"choose": [{"if": condition, "do": do}, {"else": otherwise}]}


def _waits(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    branch = st.lists(inner, max_size=2)
    some = st.lists(inner, min_size=1, max_size=2)
    awaited = st.one_of(st.sampled_from(["check_in", "message", "started_private"]), conditions)
    ends = st.one_of(minutes.map(lambda length: {"within": length}), clock.map(lambda wall: {"until": wall}))
    return st.one_of(
        st.builds(_wait, awaited, ends, branch),
        st.builds(_ask, st.sampled_from(["skip", "chat_button"]), branch),
        st.builds(_call, branch),
        st.builds(_approve, branch, branch, branch),
        st.builds(_choose, conditions, some, some),
    )


actions = st.one_of(plain, _waits(st.one_of(plain, _waits(plain))))
begins = st.one_of(
    st.just({}),
    st.just({"at": "start"}),
    minutes.map(lambda length: {"at": f"start + {length}"}),
    st.builds(lambda day, wall: {"at": f"day {day} {wall}"}, st.integers(1, 4), clock),
    st.builds(lambda first, more, wall: {"each": {"day": f"{first}..{first + more}", "at": wall}},
              st.integers(1, 3), st.integers(0, 3), clock),
)  # fmt: skip
lateness = st.sampled_from([{}, {}, {"late": "do"}, {"late": "skip"}])


@st.composite
def programs(draw: Callable[[st.SearchStrategy[Any]], Any], *, with_ends: bool = True) -> Program:
    """A compiled script of one to four steps; with ends, some have a goal or stop by a tag."""
    names = [f"step{number}" for number in range(draw(st.integers(1, 4)))]
    steps = [
        {"id": name, **draw(begins), **draw(lateness), "do": draw(st.lists(actions, min_size=1, max_size=3))}
        for name in names
    ]
    script: dict[str, Any] = {"sop": "invented", "steps": steps}
    script |= draw(st.sampled_from([{}, {"quiet": "22:30-08:00"}]))
    if with_ends:
        goal = {"check_ins": {"at_least": 2}, "then": draw(st.sampled_from(names))}
        script |= draw(st.sampled_from([{}, {"goal": goal}]))
        script |= draw(st.sampled_from([{}, {"stop_when": ["left", {"tag": "blue"}]}]))
    return compile_script(Script.model_validate(script), "v1")
