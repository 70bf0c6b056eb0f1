"""Any condition, and anybody of whom it may be asked: for properties of the judge and of the reasons it has."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from community.days_off import DaysOff
from sop.judge import Scene
from sop.language.conditions import Condition
from sop.state import CheckIn, RunState, World

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # Wednesday 12:00 there
TODAY = date(2026, 11, 11)
STAGES = st.sampled_from(["new", "active", "core", "at_risk", "gone"])
FEW = st.integers(0, 5)
NAMES = st.sampled_from(["a", "b", "c"])
ANSWERS: st.SearchStrategy[str | int | float] = st.sampled_from(["shanghai", "3", "x", 3, 4.5])

bounds = st.one_of(
    FEW.map(lambda n: {"at_least": n}),
    FEW.map(lambda n: {"below": n}),
    st.tuples(FEW, FEW).map(lambda pair: {"at_least": pair[0], "below": pair[1]}),
)
_clock = st.sampled_from(["00:00", "11:59", "12:00", "12:01", "23:00"])
_days: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {"days": ["wed", "sat"]}, {"days": "mon"}])
_times = st.dictionaries(st.sampled_from(["from", "to"]), _clock, min_size=1).flatmap(
    lambda hours: _days.map(lambda days: {**hours, **days})
)
_tests = st.booleans().map(lambda given: {"given": given}) | st.fixed_dictionaries(
    {},
    optional={
        "is": ANSWERS,
        "contains": st.sampled_from(["S", "3"]),
        "at_least": FEW,
        "below": FEW,
        "given": st.booleans(),
    },
).filter(bool)
_numbers = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["points", "streak", "check_ins", "level"]),
    st.sampled_from([">", ">=", "<", "<=", "="]),
    FEW,
    st.just(""),
) | st.builds("{}{}{}d".format, st.sampled_from(["inactive", "joined"]), st.sampled_from(["<", ">"]), FEW)
_words = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(["tag", "badge", "cohort", "sop", "done"]), NAMES),
    STAGES.map("stage:{}".format),
    st.sampled_from(["reach:open", "reach:closed"]),
)
selectors = st.recursive(
    _numbers | _words,
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        inner.map("-{}".format),
    ),
    max_leaves=4,
)
_keys: dict[str, st.SearchStrategy[Any]] = {
    "tag": NAMES,
    "points": bounds,
    "level": bounds,
    "badge": NAMES,
    "unlocked": NAMES,
    "check_ins": st.builds(
        lambda limits, since: {**limits, "since": since},
        bounds,
        st.sampled_from(["start", "day", "7d", "36h"]),
    ),
    "streak": bounds,
    "missed": bounds,
    "stage": STAGES,
    "answer": st.dictionaries(NAMES, _tests, min_size=1, max_size=2),
    "time": _times,
    "day_off": st.booleans(),
    "reachable": st.booleans(),
    "joined": bounds.map(lambda limits: {f"days_{key}": n for key, n in limits.items()}),
    "who": selectors,
}
_flat = st.lists(st.sampled_from(sorted(_keys)), min_size=1, max_size=3, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: _keys[key] for key in keys})
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    _flat,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
        st.tuples(inner, inner).map(lambda pair: {"tag": "a", "not": pair[0], "any": [pair[1]]}),
    ),
    max_leaves=8,
).map(Condition.model_validate)


def _check_ins(days: list[int]) -> tuple[CheckIn, ...]:
    made = sorted(TODAY - timedelta(days=ago) for ago in days)
    return tuple(CheckIn(day, datetime(day.year, day.month, day.day, 2, tzinfo=UTC)) for day in made)


def _world(check_ins: tuple[CheckIn, ...], joined: int, active: int | None, down: int, **given: Any) -> World:
    return World(
        ZONE,
        check_ins=check_ins,
        check_ins_in_all=len(check_ins),
        joined_at=NOW - timedelta(days=joined),
        active_day=None if active is None else TODAY - timedelta(days=active),
        days_off=DaysOff(down=frozenset({TODAY - timedelta(days=down)})),
        **given,
    )


_some = st.frozensets(NAMES)
worlds: st.SearchStrategy[World] = st.builds(
    _world,
    st.lists(FEW, max_size=4, unique=True).map(_check_ins),
    joined=FEW,
    active=st.none() | FEW,
    down=FEW,
    tags=_some,
    points=FEW,
    level=st.integers(1, 5),
    badges=_some,
    unlocked=_some,
    streak=FEW,
    stage=STAGES,
    reachable=st.booleans(),
    cohorts=_some,
    running=_some,
    finished=_some,
)
runs = st.none() | st.dictionaries(NAMES, ANSWERS, min_size=1).map(
    lambda given: RunState(1, NOW - timedelta(days=2), TODAY - timedelta(days=2), answers=given)
)
scenes: st.SearchStrategy[Scene] = st.builds(
    lambda world, run, ago: Scene(world, run, NOW, TODAY - timedelta(days=ago), NOW), worlds, runs, FEW
)
