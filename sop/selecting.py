"""Selectors judged of one member, from the world around a run: they mean what they mean in commands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.facts import FactKind
from core.localtime import days_between, local_day
from core.selection import OPEN, Every, Node, Opposite, Selector, Some, Test, Trait, compares
from sop.program import Need
from sop.state import World


@dataclass(frozen=True, slots=True)
class _Criterion:
    """How one question is answered, the parts of the world it reads, the facts that may change the answer.

    `reads`: the number or word that is compared, if one is.
    """

    holds: Callable[[Test, World, date], bool]
    reads: Callable[[World, date], int | str] | None
    needs: frozenset[Need]
    wakes: frozenset[FactKind]


def holds(node: Node, world: World, today: date) -> bool:
    """Whether the member is meant; `today` is the local day."""
    match node:
        case Test():
            return _CRITERIA[node.trait].holds(node, world, today)
        case Opposite(part):
            return not holds(part, world, today)
        case Every(parts):
            return all(holds(part, world, today) for part in parts)
        case Some(parts):
            return any(holds(part, world, today) for part in parts)


def seen(test: Test, world: World, today: date) -> int | str | bool:
    """What is found when the question is asked: the number, the word, or whether it is so."""
    reads = _CRITERIA[test.trait].reads
    if reads is not None:
        return reads(world, today)
    if test.trait is Trait.REACH:
        return world.reachable
    return holds(test, world, today)


def needs_of(selector: Selector) -> frozenset[Need]:
    """The parts of the world that judging it reads."""
    return frozenset(need for test in selector.tests() for need in _CRITERIA[test.trait].needs)


def wakes_of(selector: Selector) -> frozenset[FactKind]:
    """The facts by which it may come to hold."""
    return frozenset(kind for test in selector.tests() for kind in _CRITERIA[test.trait].wakes)


def _silent_days(world: World, today: date) -> int:
    """Since they last did something, or came, whichever is later."""
    came = _days_here(world, today)
    return came if world.active_day is None else min(came, days_between(world.active_day, today))


def _days_here(world: World, today: date) -> int:
    return 0 if world.joined_at is None else days_between(local_day(world.joined_at, world.zone), today)


def _number(read: Callable[[World, date], int], *reads: Need | FactKind) -> _Criterion:
    return _criterion(
        lambda test, world, today: compares(test.op, read(world, today), int(test.value)),
        *reads,
        seen=read,
    )


def _among(read: Callable[[World], frozenset[str]], *reads: Need | FactKind) -> _Criterion:
    return _criterion(lambda test, world, _: test.value in read(world), *reads)


def _criterion(
    holds: Callable[[Test, World, date], bool],
    *reads: Need | FactKind,
    seen: Callable[[World, date], int | str] | None = None,
) -> _Criterion:
    needs = frozenset(item for item in reads if isinstance(item, Need))
    return _Criterion(holds, seen, needs, frozenset(item for item in reads if isinstance(item, FactKind)))


_CRITERIA: dict[Trait, _Criterion] = {
    Trait.TAG: _among(lambda world: world.tags, Need.TAGS, FactKind.TAG_ADDED, FactKind.TAG_REMOVED),
    Trait.POINTS: _number(lambda world, _: world.points, Need.POINTS, FactKind.POINTS_CHANGED),
    Trait.STREAK: _number(lambda world, _: world.streak, Need.STREAK, FactKind.CHECK_IN),
    Trait.CHECK_INS: _number(
        lambda world, _: world.check_ins_in_all, Need.CHECK_INS_IN_ALL, FactKind.CHECK_IN
    ),
    Trait.INACTIVE: _number(
        _silent_days, Need.ACTIVE_DAY, Need.JOINED_AT, FactKind.MESSAGE, FactKind.CHECK_IN
    ),
    Trait.JOINED: _number(_days_here, Need.JOINED_AT),
    Trait.STAGE: _criterion(
        lambda test, world, _: world.stage == test.value,
        Need.STAGE,
        FactKind.STAGE_CHANGED,
        seen=lambda world, _: world.stage,
    ),
    Trait.LEVEL: _number(lambda world, _: world.level, Need.LEVEL, FactKind.LEVEL_REACHED),
    Trait.BADGE: _among(lambda world: world.badges, Need.BADGES, FactKind.BADGE_EARNED),
    Trait.COHORT: _criterion(
        lambda test, world, _: str(test.value).lower() in world.cohorts, Need.COHORTS, FactKind.COHORT_JOINED
    ),
    Trait.SOP: _among(lambda world: world.running, Need.RUNNING, FactKind.RUN_FINISHED),
    Trait.DONE: _among(lambda world: world.finished, Need.FINISHED, FactKind.RUN_FINISHED),
    Trait.REACH: _criterion(
        lambda test, world, _: world.reachable == (test.value == OPEN),
        Need.REACHABLE,
        FactKind.STARTED_PRIVATE,
        FactKind.UNREACHABLE,
        FactKind.OPTED_OUT,
    ),
}
"""Every trait but PERSON, which a script cannot ask for."""
