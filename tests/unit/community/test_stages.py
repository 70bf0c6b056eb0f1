"""Where a member stands."""

from datetime import date, timedelta

import pytest

from community.stages import stage
from config.policies import read_policies
from core.stages import Stage

POLICIES = read_policies()
TODAY = date(2026, 11, 30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("joined_on", "active", "points", "streak", "present", "expected"),
    [
        (ago(0), None, 0, 0, True, Stage.NEW),
        (ago(6), None, 0, 0, True, Stage.NEW),
        (ago(7), None, 0, 0, True, Stage.AT_RISK),
        (ago(90), ago(0), 0, 0, True, Stage.ACTIVE),
        (None, ago(0), 0, 0, True, Stage.ACTIVE),
        (ago(90), ago(1), 200, 0, True, Stage.CORE),
        (ago(90), ago(1), 0, 14, True, Stage.CORE),
        (ago(90), ago(7), 500, 0, True, Stage.AT_RISK),
        (ago(90), ago(30), 500, 0, True, Stage.GONE),
        (ago(90), None, 0, 0, True, Stage.GONE),
        (None, None, 0, 0, True, Stage.AT_RISK),
        (ago(1), ago(0), 500, 20, False, Stage.GONE),
    ],
)
def test_the_first_that_holds(
    joined_on: date | None, active: date | None, points: int, streak: int, present: bool, expected: Stage
) -> None:
    assert stage(joined_on, active, points, streak, present, TODAY, POLICIES) is expected
