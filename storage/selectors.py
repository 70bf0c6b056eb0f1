"""A selector as a condition of the database: the tree of `core.selection` becomes a WHERE clause, test by test."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_, or_, select, true

from core.localtime import instant_of
from core.selection import OPEN, Every, Node, Op, Opposite, Some, Test, Trait
from storage.activity import last_day
from storage.badges import badges
from storage.cohorts import cohort_members
from storage.members import Status, members
from storage.runs import LIVE, RunStatus, runs
from storage.tags import member_tags
from storage.users import Reach, users

_came_at = func.coalesce(members.c.joined_at, members.c.first_seen_at)
_NOBODY: frozenset[int] = frozenset()

THROUGH = ("done", "goal")
"""Outcomes of runs that went through to the end."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """Where and when a selector is asked: what its words mean there that the database doesn't know.

    `streaks_since`: streaks whose last check-in is older are broken, but for those of the members in `rested`.
    `levels`: the points earned in all from which each level holds, the first level first. `cohorts`: ids by the
    names in the selector.
    """

    community_id: int
    today: date
    zone: ZoneInfo
    streaks_since: date
    levels: Sequence[int]
    rested: Collection[int] = _NOBODY
    cohorts: Mapping[str, int] = field(default_factory=dict)

    def midnight(self, days_ago: int) -> datetime:
        """When the local day so many days ago began."""
        return instant_of(self.today - timedelta(days=days_ago), time(0), self.zone)


def meant(node: Node, as_of: AsOf) -> tuple[ColumnElement[bool], ...]:
    """Present members of the community for whom it holds."""
    here = (members.c.community_id == as_of.community_id, members.c.status != Status.LEFT)
    return (*here, clause(node, as_of))


def clause(node: Node, as_of: AsOf) -> ColumnElement[bool]:
    """The condition on a row of `members`. It is never NULL, so that its opposite is its opposite."""
    match node:
        case Test():
            return _TESTS[node.trait](node, as_of)
        case Opposite(part):
            return not_(clause(part, as_of))
        case Every(parts):
            return and_(true(), *(clause(part, as_of) for part in parts))
        case Some(parts):
            return or_(false(), *(clause(part, as_of) for part in parts))


def _compared(number: Any, test: Test) -> ColumnElement[bool]:
    ways: dict[Op, Callable[[], ColumnElement[bool]]] = {
        Op.IS: lambda: number == test.value,
        Op.ABOVE: lambda: number > test.value,
        Op.AT_LEAST: lambda: number >= test.value,
        Op.BELOW: lambda: number < test.value,
        Op.AT_MOST: lambda: number <= test.value,
    }
    return ways[test.op]()


def _days(test: Test, longer_than: Callable[[int], ColumnElement[bool]]) -> ColumnElement[bool]:
    """A number of whole days compared, by the one question "is it more than n days?"."""
    days = int(test.value)
    match test.op:
        case Op.ABOVE:
            return longer_than(days)
        case Op.AT_LEAST:
            return longer_than(days - 1)
        case Op.AT_MOST:
            return not_(longer_than(days))
        case Op.BELOW:
            return not_(longer_than(days - 1))
        case Op.IS:
            return and_(longer_than(days - 1), not_(longer_than(days)))


def _joined(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    return _days(test, lambda days: _came_at < as_of.midnight(days))


def _inactive(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    """Silence counts from the last active day, or from the day they came, whichever is later."""

    def longer_than(days: int) -> ColumnElement[bool]:
        since = as_of.today - timedelta(days=days)
        return and_(_came_at < as_of.midnight(days), last_day < since)

    return _days(test, longer_than)


def _streak(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    stands = or_(members.c.last_check_in >= as_of.streaks_since, members.c.id.in_(as_of.rested))
    return _compared(case((stands, members.c.streak), else_=0), test)


def _level(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    """The level follows what was earned in all: each threshold that is reached counts one."""
    reached = [case((members.c.earned >= points, 1), else_=0) for points in as_of.levels[1:]]
    return _compared(sum(reached, start=1), test)


def _tag(test: Test, _: AsOf) -> ColumnElement[bool]:
    held = select(member_tags.c.member_id).where(member_tags.c.tag == test.value, member_tags.c.held)
    return members.c.id.in_(held)


def _badge(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    earned = select(badges.c.member_id).where(
        badges.c.community_id == as_of.community_id, badges.c.badge == test.value
    )
    return members.c.id.in_(earned)


def _cohort(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    cohort_id = as_of.cohorts[str(test.value)]
    inside = select(cohort_members.c.member_id).where(cohort_members.c.cohort_id == cohort_id)
    return members.c.id.in_(inside)


def _runs_of(test: Test, as_of: AsOf, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    found = select(runs.c.member_id).where(
        runs.c.community_id == as_of.community_id,
        runs.c.sop == test.value,
        runs.c.member_id.is_not(None),
        *conditions,
    )
    return members.c.id.in_(found)


def _running(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    return _runs_of(test, as_of, runs.c.status.in_(LIVE))


def _done(test: Test, as_of: AsOf) -> ColumnElement[bool]:
    return _runs_of(test, as_of, runs.c.status == RunStatus.ENDED, runs.c.outcome.in_(THROUGH))


def _reach(test: Test, _: AsOf) -> ColumnElement[bool]:
    reached = exists().where(
        users.c.id == members.c.user_id,
        users.c.reach == Reach.OPEN,
        not_(users.c.opted_out),
        not_(users.c.is_bot),
    )
    return reached if test.value == OPEN else not_(reached)


def _person(test: Test, _: AsOf) -> ColumnElement[bool]:
    named = select(users.c.id).where(func.lower(users.c.username) == test.value)
    return members.c.user_id.in_(named)


_TESTS: dict[Trait, Callable[[Test, AsOf], ColumnElement[bool]]] = {
    Trait.TAG: _tag,
    Trait.POINTS: lambda test, _: _compared(members.c.points, test),
    Trait.STREAK: _streak,
    Trait.CHECK_INS: lambda test, _: _compared(members.c.check_ins, test),
    Trait.INACTIVE: _inactive,
    Trait.JOINED: _joined,
    Trait.STAGE: lambda test, _: members.c.stage == test.value,
    Trait.LEVEL: _level,
    Trait.BADGE: _badge,
    Trait.COHORT: _cohort,
    Trait.SOP: _running,
    Trait.DONE: _done,
    Trait.REACH: _reach,
    Trait.PERSON: _person,
}
