from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from community.days_off import DaysOff
from core.facts import FactKind
from sop.judge import CRITERIA, Scene, holds, needs_of, wakes_of
from sop.language.conditions import Condition
from sop.program import Need
from sop.state import CheckIn, RunState, World

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)  # Wednesday 12:00 there
STARTED = datetime(2026, 11, 5, 4, 0, tzinfo=UTC)


def check_in(day: int) -> CheckIn:
    return CheckIn(date(2026, 11, day), datetime(2026, 11, day, 2, tzinfo=UTC))


MEMBER = World(
    ZONE,
    tags=frozenset({"vip"}),
    points=40,
    level=3,
    badges=frozenset({"streak_7"}),
    unlocked=frozenset({"mentor"}),
    check_ins=(check_in(3), check_in(6), check_in(7)),
    streak=2,
    stage="core",
    reachable=True,
    joined_at=datetime(2026, 10, 20, tzinfo=UTC),
    days_off=DaysOff(down=frozenset({date(2026, 11, 9)})),
)
RUN = RunState(1, STARTED, date(2026, 11, 5), answers={"city": "Shanghai", "age": 30})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"tag": "vip"}, True),
        ({"tag": "staff"}, False),
        ({"not": {"tag": "staff"}}, True),
        ({"all": [{"tag": "vip"}, {"stage": "new"}]}, False),
        ({"any": [{"tag": "staff"}, {"stage": "core"}]}, True),
        ({"tag": "vip", "stage": "new"}, False),
        ({"points": {"at_least": 40}}, True),
        ({"points": {"below": 40}}, False),
        ({"level": {"at_least": 3}}, True),
        ({"level": {"below": 3}}, False),
        ({"badge": "streak_7"}, True),
        ({"badge": "streak_21"}, False),
        ({"unlocked": "mentor"}, True),
        ({"unlocked": "host"}, False),
        ({"check_ins": {"at_least": 2}}, True),
        ({"check_ins": {"at_least": 3, "since": "start"}}, False),
        ({"check_ins": {"at_least": 1, "since": "day"}}, False),
        ({"check_ins": {"at_least": 3, "since": "30d"}}, True),
        ({"check_ins": {"below": 1, "since": "2d"}}, True),
        ({"streak": {"at_least": 2}}, True),
        ({"missed": {"at_least": 2}}, True),  # the 8th and the 10th; the bot was down on the 9th
        ({"missed": {"at_least": 3}}, False),
        ({"reachable": False}, False),
        ({"joined": {"days_at_least": 22}}, True),
        ({"joined": {"days_below": 22}}, False),
        ({"time": {"from": "12:00", "to": "13:00"}}, True),
        ({"time": {"from": "12:01"}}, False),
        ({"time": {"to": "12:00"}}, False),
        ({"time": {"from": "22:00", "to": "12:01"}}, True),
        ({"time": {"from": "22:00", "to": "08:00"}}, False),
        ({"time": {"days": "mon-wed"}}, True),
        ({"time": {"days": ["sat", "sun"]}}, False),
        ({"answer": {"city": {"is": "shanghai"}}}, True),
        ({"answer": {"city": {"contains": "HAI"}}}, True),
        ({"answer": {"city": {"at_least": 3}}}, False),
        ({"answer": {"age": {"at_least": 18, "below": 31}}}, True),
        ({"answer": {"age": {"is": 30}}}, True),
        ({"answer": {"name": {"given": False}}}, True),
        ({"answer": {"name": {"is": "x"}}}, False),
        ({"answer": {"city": {"given": False}}}, False),
    ],
)
def test_each_condition(condition: dict[str, Any], expected: bool) -> None:
    scene = Scene(MEMBER, RUN, NOW, date(2026, 11, 11), NOW)

    assert holds(Condition.model_validate(condition), scene) is expected


def test_what_came_after_a_deadline_does_not_count() -> None:
    condition = Condition.model_validate({"check_ins": {"at_least": 2}})
    deadline = check_in(7).at

    assert not holds(condition, Scene(MEMBER, RUN, NOW, date(2026, 11, 11), NOW, deadline))
    later = deadline + timedelta(seconds=1)
    assert holds(condition, Scene(MEMBER, RUN, NOW, date(2026, 11, 11), NOW, later))


def test_nobody_missed_a_day_before_joining() -> None:
    newcomer = World(ZONE, joined_at=NOW - timedelta(days=1))

    scene = Scene(newcomer, None, NOW, date(2026, 11, 11), NOW)
    assert holds(Condition.model_validate({"missed": {"at_least": 1, "below": 2}}), scene)


def test_every_key_of_a_condition_can_be_judged() -> None:
    assert set(CRITERIA) == set(Condition.model_fields)


def test_what_is_loaded_and_what_wakes_follows_from_the_condition() -> None:
    condition = Condition.model_validate({"any": [{"not": {"tag": "a"}}, {"points": {"at_least": 1}}]})

    assert needs_of(condition) == {Need.TAGS, Need.POINTS}
    assert wakes_of(condition) == {FactKind.TAG_ADDED, FactKind.TAG_REMOVED, FactKind.POINTS_CHANGED}
