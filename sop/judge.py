"""Whether a condition holds, which parts of the world that takes, and which facts may change it.

A new condition is one field of `sop.language.conditions.Condition`, one line in the table CRITERIA, and one in that of
`sop.reasons`, which tells why it does not hold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.facts import FactKind
from core.localtime import days_between, local_day
from core.selection import Selector
from sop import selecting
from sop.language.conditions import AnswerTest, Bounds, CheckInBounds, Condition, JoinedTest, TimeTest
from sop.program import Need
from sop.state import Answer, CheckIn, RunState, World


@dataclass(frozen=True, slots=True)
class Scene:
    """The circumstances in which something is judged.

    `day` is the local day it is about and `since` when its step should have begun. Events at or after
    `until` are not counted, so that a deadline means the same however late it is judged. Before a start
    `run` is None.
    """

    world: World
    run: RunState | None
    now: datetime
    day: date
    since: datetime
    until: datetime | None = None


def holds(condition: Condition, scene: Scene) -> bool:
    """Whether every key of the condition holds."""
    for key in condition.model_fields_set:
        test = CRITERIA.get(key)
        if test is not None and not test.holds(getattr(condition, key), scene):
            return False
    return True


def within(bounds: Bounds | CheckInBounds, number: float) -> bool:
    """`at_least` is inclusive, `below` is not."""
    if bounds.at_least is not None and number < bounds.at_least:
        return False
    return bounds.below is None or number < bounds.below


def check_ins_since(since: str | timedelta, scene: Scene) -> int:
    """How many check-ins count: since the day of the start, the step's begin, on the day, or so far back."""
    made = scene.world.check_ins
    if scene.until is not None:
        made = tuple(check_in for check_in in made if check_in.at < scene.until)
    if since == "day":
        return sum(check_in.day == scene.day for check_in in made)
    if since == "step":
        return _made_from(made, scene.since, scene)
    if since == "start":
        if scene.run is None:
            return len(made)
        first = local_day(scene.run.started_at, scene.world.zone)
        return sum(one.day >= first for one in made)
    assert isinstance(since, timedelta)
    return _made_from(made, scene.now - since, scene)


def _made_from(made: tuple[CheckIn, ...], begin: datetime, scene: Scene) -> int:
    """How many were made since then; days before it that were made up for since do not count."""
    first = local_day(begin, scene.world.zone)
    return sum(one.at >= begin and one.day >= first for one in made)


def missed_days(scene: Scene) -> int:
    """Check-in days missed in a row, up to yesterday; days off are passed over."""
    world = scene.world
    today = local_day(scene.now, world.zone)
    first = local_day(world.joined_at, world.zone) if world.joined_at is not None else today
    checked = {check_in.day for check_in in world.check_ins}
    missed = 0
    day = today - timedelta(days=1)
    while day >= first and day not in checked:
        missed += day not in world.days_off
        day -= timedelta(days=1)
    return missed


def days_here(scene: Scene) -> int:
    """Local days since the member joined; today: 0."""
    joined = scene.world.joined_at or scene.now
    return days_between(local_day(joined, scene.world.zone), local_day(scene.now, scene.world.zone))


def _joined(test: JoinedTest, scene: Scene) -> bool:
    days = days_here(scene)
    if test.days_at_least is not None and days < test.days_at_least:
        return False
    return test.days_below is None or days < test.days_below


def _time(test: TimeTest, scene: Scene) -> bool:
    local = scene.now.astimezone(scene.world.zone)
    if test.days is not None and local.weekday() not in test.days:
        return False
    wall = local.time()
    if test.from_ is None or test.to is None or test.from_ < test.to:
        return (test.from_ is None or wall >= test.from_) and (test.to is None or wall < test.to)
    return wall >= test.from_ or wall < test.to


def _answers(tests: dict[str, AnswerTest], scene: Scene) -> bool:
    given = {} if scene.run is None else scene.run.answers
    return all(is_answered(test, given.get(name)) for name, test in tests.items())


def is_answered(test: AnswerTest, value: Answer | None) -> bool:
    """An answer that was not given fails every test but `given: false`."""
    if test.given is not None and test.given != (value is not None):
        return False
    if value is None:
        return test.given is False and test.model_fields_set == {"given"}
    if test.is_ is not None and not _same(test.is_, value):
        return False
    if test.contains is not None and test.contains.casefold() not in str(value).casefold():
        return False
    return _in_range(test, value)


def _same(expected: str | float, value: Answer) -> bool:
    """Numbers by value, words by letters; `is: 3` also means the answer "3"."""
    number = _number(value)
    if isinstance(expected, str):
        return expected.strip().casefold() == str(value).strip().casefold()
    return number is not None and number == expected


def _in_range(test: AnswerTest, value: Answer) -> bool:
    if test.at_least is None and test.below is None:
        return True
    number = _number(value)
    if number is None or (test.at_least is not None and number < test.at_least):
        return False
    return test.below is None or number < test.below


def _number(value: Answer) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Criterion:
    """How one key of a condition is judged, the parts of the world it reads, the facts that may change it."""

    holds: Callable[[Any, Scene], bool]
    needs: frozenset[Need] = frozenset()
    wakes: frozenset[FactKind] = frozenset()


def _criterion(holds: Callable[[Any, Scene], bool], *reads: Need | FactKind) -> Criterion:
    needs = frozenset(item for item in reads if isinstance(item, Need))
    return Criterion(holds, needs, frozenset(item for item in reads if isinstance(item, FactKind)))


CRITERIA: dict[str, Criterion] = {
    "all_": _criterion(lambda parts, scene: all(holds(part, scene) for part in parts)),
    "any_": _criterion(lambda parts, scene: any(holds(part, scene) for part in parts)),
    "not_": _criterion(lambda part, scene: not holds(part, scene)),
    "tag": _criterion(
        lambda name, scene: name in scene.world.tags, Need.TAGS, FactKind.TAG_ADDED, FactKind.TAG_REMOVED
    ),
    "points": _criterion(
        lambda bounds, scene: within(bounds, scene.world.points), Need.POINTS, FactKind.POINTS_CHANGED
    ),
    "level": _criterion(
        lambda bounds, scene: within(bounds, scene.world.level), Need.LEVEL, FactKind.LEVEL_REACHED
    ),
    "badge": _criterion(lambda name, scene: name in scene.world.badges, Need.BADGES, FactKind.BADGE_EARNED),
    "unlocked": _criterion(
        lambda name, scene: name in scene.world.unlocked, Need.UNLOCKED, FactKind.LEVEL_REACHED
    ),
    "check_ins": _criterion(
        lambda bounds, scene: within(bounds, check_ins_since(bounds.since, scene)),
        Need.CHECK_INS,
        FactKind.CHECK_IN,
    ),
    "streak": _criterion(
        lambda bounds, scene: within(bounds, scene.world.streak), Need.STREAK, FactKind.CHECK_IN
    ),
    "missed": _criterion(
        lambda bounds, scene: within(bounds, missed_days(scene)),
        Need.CHECK_INS,
        Need.JOINED_AT,
        Need.DAYS_OFF,
        FactKind.CHECK_IN,
    ),
    "stage": _criterion(lambda stage, scene: scene.world.stage == stage, Need.STAGE, FactKind.STAGE_CHANGED),
    "answer": _criterion(_answers),
    "time": _criterion(_time),
    "day_off": _criterion(
        lambda wanted, scene: scene.world.days_off.granted(scene.day) == wanted, Need.DAYS_OFF
    ),
    "reachable": _criterion(
        lambda wanted, scene: scene.world.reachable == wanted,
        Need.REACHABLE,
        FactKind.STARTED_PRIVATE,
        FactKind.UNREACHABLE,
        FactKind.OPTED_OUT,
    ),
    "joined": _criterion(_joined, Need.JOINED_AT),
    "who": _criterion(
        lambda selector, scene: selecting.holds(
            selector.root, scene.world, local_day(scene.now, scene.world.zone)
        )
    ),
}


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The condition and all those inside its `all`, `any` and `not`."""
    yield condition
    for inner in (*(condition.all_ or ()), *(condition.any_ or ()), condition.not_):
        if inner is not None:
            yield from parts_of(inner)


def needs_of(condition: Condition) -> frozenset[Need]:
    """The parts of the world that judging the condition reads."""
    needs = {need for criterion in _criteria(condition) for need in criterion.needs}
    return frozenset(needs.union(*map(selecting.needs_of, selectors_in(condition))))


def wakes_of(condition: Condition) -> frozenset[FactKind]:
    """The facts by which the condition may come to hold."""
    kinds = {kind for criterion in _criteria(condition) for kind in criterion.wakes}
    return frozenset(kinds.union(*map(selecting.wakes_of, selectors_in(condition))))


def selectors_in(condition: Condition) -> list[Selector]:
    """The selectors of the condition and of all those inside it."""
    return [part.who for part in parts_of(condition) if part.who is not None]


def _criteria(condition: Condition) -> Iterator[Criterion]:
    for part in parts_of(condition):
        yield from (CRITERIA[key] for key in part.model_fields_set if key in CRITERIA)
