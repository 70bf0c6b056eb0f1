from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.facts import Fact, FactKind
from sop.language.triggers import OnMember, Trigger
from sop.starting import PastRun, Refusal, Start, may_start, trigger_of
from sop.state import World
from tests.unit.sop.play import program_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE = World(ZoneInfo("Asia/Shanghai"))
STEPS = "steps: [{id: s, do: [{tag: x}]}]"
LASTING = PastRun(NOW - timedelta(days=2), None)
OVER = PastRun(NOW - timedelta(days=40), NOW - timedelta(days=20))
ENDED = FactKind.RUN_FINISHED
JOINED = OnMember(on="member_joined")


def verdict(
    head: str, *past: PastRun, trigger: Trigger | None = JOINED, world: World = HERE
) -> Start | Refusal:
    program = program_of(f"start: [{{on: member_joined}}]\n{head}\n{STEPS}")
    return may_start(program, list(past), NOW, world, trigger)


def test_the_first_time_it_starts() -> None:
    assert verdict("") == Start(replaces=False)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("single", Refusal("running")), ("restart", Start(replaces=True)), ("parallel", Start(replaces=False))],
)
def test_a_second_start_while_one_runs(mode: str, expected: Start | Refusal) -> None:
    assert verdict(f"mode: {mode}\nagain: always", LASTING) == (expected)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("never", Refusal("been_here")),
        ("always", Start(replaces=False)),
        ("30d", Refusal("too_soon")),
        ("20d", Start(replaces=False)),
    ],
)
def test_who_left_and_came_back(again: str, expected: Start | Refusal) -> None:
    assert verdict(f"again: {again}", OVER) == expected


def test_again_is_not_asked_of_a_start_by_hand() -> None:
    assert verdict("again: never", OVER, trigger=None) == Start(replaces=False)


def test_only_for_whom_it_is_meant() -> None:
    staff = World(HERE.zone, tags=frozenset({"staff"}))

    assert verdict("when: {not: {tag: staff}}", world=staff) == Refusal(
        "not_for_them", {"is": "tag", "name": "staff", "not": True, "seen": True}
    )
    assert verdict("when: {not: {tag: staff}}") == Start(replaces=False)


@pytest.mark.parametrize(
    ("trigger", "kind", "data", "starts"),
    [
        ("on: member_joined", FactKind.MEMBER_JOINED, {}, True),
        ("on: member_joined", FactKind.MEMBER_RETURNED, {}, True),
        ("on: member_returned", FactKind.MEMBER_JOINED, {}, False),
        ("on: member_returned", FactKind.MEMBER_RETURNED, {}, True),
        ("on: check_in", FactKind.CHECK_IN, {}, True),
        ("on: tag_added, tag: vip", FactKind.TAG_ADDED, {"tag": "vip"}, True),
        ("on: tag_added, tag: vip", FactKind.TAG_ADDED, {"tag": "other"}, False),
        ("on: tag_added, tag: vip", FactKind.TAG_REMOVED, {"tag": "vip"}, False),
        ("on: points_reached, points: 100", FactKind.POINTS_CHANGED, {"balance": 100, "amount": 5}, True),
        ("on: points_reached, points: 100", FactKind.POINTS_CHANGED, {"balance": 105, "amount": 5}, False),
        ("on: points_reached, points: 100", FactKind.POINTS_CHANGED, {"balance": 99, "amount": 5}, False),
        ("on: stage_changed", FactKind.STAGE_CHANGED, {"before": "new", "after": "active"}, True),
        ("on: demoted, to: at_risk", FactKind.DEMOTED, {"before": "core", "after": "at_risk"}, True),
        ("on: demoted, to: at_risk", FactKind.DEMOTED, {"before": "core", "after": "gone"}, False),
        ("on: demoted, from: core", FactKind.DEMOTED, {"before": "new", "after": "gone"}, False),
        ("on: promoted", FactKind.DEMOTED, {"before": "core", "after": "gone"}, False),
        ("on: level_reached, level: 3", FactKind.LEVEL_REACHED, {"level": 3, "before": 2}, True),
        ("on: level_reached, level: 3", FactKind.LEVEL_REACHED, {"level": 4, "before": 2}, True),
        ("on: level_reached, level: 3", FactKind.LEVEL_REACHED, {"level": 4, "before": 3}, False),
        ("on: level_reached", FactKind.LEVEL_REACHED, {"level": 2, "before": 1}, True),
        ("on: badge_earned, badge: streak_7", FactKind.BADGE_EARNED, {"badge": "streak_7"}, True),
        ("on: badge_earned, badge: streak_7", FactKind.BADGE_EARNED, {"badge": "streak_21"}, False),
        ("on: badge_earned", FactKind.BADGE_EARNED, {"badge": "streak_21"}, True),
        ("on: message, contains: [求助, Help]", FactKind.MESSAGE, {"text": "please HELP me"}, True),
        ("on: message, contains: [求助, Help]", FactKind.MESSAGE, {"text": "hello"}, False),
        ("on: message, hashtag: 作业", FactKind.MESSAGE, {"text": "今天的 #作业 交了"}, True),
        ("on: message, hashtag: 作业", FactKind.MESSAGE, {"text": "#作业本"}, False),
        ("on: message", FactKind.MESSAGE, {"text": "anything"}, True),
        ("on: command, command: camp", FactKind.COMMAND, {"command": "camp", "args": ""}, True),
        ("on: command, command: camp", FactKind.COMMAND, {"command": "tent", "args": ""}, False),
        ("on: run_finished, sop: b, outcome: goal", ENDED, {"sop": "b", "outcome": "goal"}, True),
        ("on: run_finished, sop: b, outcome: goal", ENDED, {"sop": "b", "outcome": "done"}, False),
        ("on: run_finished, sop: b", ENDED, {"sop": "b", "outcome": "done"}, True),
        ("on: run_finished, sop: b", ENDED, {"sop": "c", "outcome": "done"}, False),
        ('on: schedule, at: "20:00"', FactKind.SCHEDULED, {"sop": "play", "trigger": 0}, True),
        ('on: schedule, at: "20:00"', FactKind.SCHEDULED, {"sop": "other", "trigger": 0}, False),
    ],
)  # fmt: skip
def test_what_starts_it(trigger: str, kind: FactKind, data: dict[str, Any], starts: bool) -> None:
    program = program_of(f"start: [{{{trigger}}}]\n{STEPS}")

    assert (trigger_of(program, Fact(kind, 1, NOW, data=data)) is not None) is starts


def test_a_return_is_answered_by_the_trigger_of_its_own() -> None:
    program = program_of(f"start: [{{on: member_joined}}, {{on: member_returned}}]\n{STEPS}")

    assert trigger_of(program, Fact(FactKind.MEMBER_RETURNED, 1, NOW)) == OnMember(on="member_returned")
