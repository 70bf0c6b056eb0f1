"""Whom the daily round has to look at: a question that leaves out those for whom nothing can have changed.

It may name somebody for whom nothing changes after all, and leaves out nobody for whom something does. What is so is
decided by `community.stages` and `community.tag_rules` alone; a property test holds this question to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, false, func, not_, or_, select, true

from config.policies import StagePolicy
from config.tags import Pattern, TagRule
from core.stages import Stage
from storage.activity import activity, last_day
from storage.members import Member, Status, members
from storage.selectors import AsOf, clause
from storage.tags import member_tags

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

A_STRETCH = 1000
"""Members of whom it is asked at a time: few enough that nobody waits for the database."""

_mine = activity.c.member_id == members.c.id
_NOT_HELD = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the policy, the tag that it sets and the source by which that is known as its own."""

    tag: str
    source: str
    says: TagRule


@dataclass(frozen=True, slots=True)
class NightBits:
    """Bits of a day's `hours` that lie in a night: `late` in the one that begins then, `early` in the one before."""

    late: int
    early: int


@dataclass(frozen=True, slots=True)
class Question:
    """What the rules say today. `as_of` holds for the selectors of all rules.

    Hours of the clock that lie in a night on some days only, because clocks were changed, are in `perhaps_nights`
    and not in `surely_nights`. `rests_long`: days off go back further than anybody looks, so that `streaks_since`
    of `as_of` says nothing of older check-ins.
    """

    as_of: AsOf
    stages: StagePolicy
    rules: Sequence[Rule]
    surely_nights: NightBits
    perhaps_nights: NightBits
    rests_long: bool


async def page(
    uow: "UnitOfWork", question: Question, after: int, limit: int
) -> tuple[list[Member], int | None]:
    """The next members with ids above `after` to look at, at most `limit`, and the id up to which none is left out.

    That is None once there is nobody beyond.
    """
    key = members.c.id
    here = (members.c.community_id == question.as_of.community_id, key > after)
    ends = await uow.query(select(key).where(*here).order_by(key).offset(A_STRETCH - 1).limit(1))
    until: int | None = ends[0].id if ends else None
    statement = select(key).where(*here, members.c.status != Status.LEFT, _may_change(question))
    if until is not None:
        statement = statement.where(key <= until)
    found = [row.id for row in await uow.survey(statement.order_by(key).limit(limit))]
    await uow.members.load_ids(found)
    reached = found[-1] if len(found) == limit else until
    return [uow.members.known(one) for one in found], reached


def _may_change(question: Question) -> ColumnElement[bool]:
    """Whoever wavers may fall or recover."""
    stage = or_(
        members.c.wavers_since.is_not(None), members.c.stage != _computed(question), _unsure(question)
    )
    return or_(stage, *(_tag_may_change(rule, question) for rule in question.rules))


def _computed(question: Question) -> ColumnElement[Any]:
    """`community.stages.stage`, of somebody present."""
    limits, as_of = question.stages, question.as_of

    def joined_within(days: int) -> ColumnElement[bool]:
        return and_(members.c.joined_at.is_not(None), members.c.joined_at >= as_of.midnight(days - 1))

    def silent(days: int) -> ColumnElement[bool]:
        since = as_of.today - timedelta(days=days)
        return and_(not_(joined_within(days)), last_day <= since)

    gone = silent(limits.gone_days)
    if limits.at_risk_days < limits.gone_days:  # who neither joined nor ever spoke is at risk
        gone = and_(gone, or_(members.c.joined_at.is_not(None), last_day > date.min))
    streak = and_(members.c.streak >= limits.core_streak, members.c.last_check_in >= as_of.streaks_since)
    return case(
        (gone, Stage.GONE.value),
        (joined_within(limits.new_days), Stage.NEW.value),
        (silent(limits.at_risk_days), Stage.AT_RISK.value),
        (or_(members.c.points >= limits.core_points, streak), Stage.CORE.value),
        else_=Stage.ACTIVE.value,
    )


def _unsure(question: Question) -> ColumnElement[bool]:
    """Whose streak matters, while it takes their own leave to tell whether it stands."""
    since = question.as_of.streaks_since
    rested = true() if question.rests_long else members.c.leave_until >= since
    return and_(members.c.last_check_in < since, members.c.streak >= question.stages.core_streak, rested)


def _tag_may_change(rule: Rule, question: Question) -> ColumnElement[bool]:
    """It is put on, prolonged or taken off, as `community.tag_rules.apply` says."""
    says, source = rule.says, _source_of(rule.tag)
    meant = _perhaps(says.when, question)
    put_on = meant if says.off_when is None else and_(meant, not_(_surely(says.off_when, question)))
    if says.off_when is not None:
        taken_off = and_(_perhaps(says.off_when, question), source == rule.source)
    elif says.for_days is None:
        taken_off = and_(not_(_surely(says.when, question)), source == rule.source)
    else:
        taken_off = false()
    if says.for_days is None:
        return or_(and_(put_on, source == _NOT_HELD), taken_off)
    return or_(and_(meant, source.in_((_NOT_HELD, rule.source))), taken_off)


def _source_of(tag: str) -> ColumnElement[str]:
    """The source of a tag that a member holds, or _NOT_HELD."""
    mine = (member_tags.c.member_id == members.c.id, member_tags.c.tag == tag, member_tags.c.held)
    return func.coalesce(select(member_tags.c.source).where(*mine).scalar_subquery(), _NOT_HELD)


def _perhaps(pattern: Pattern, question: Question) -> ColumnElement[bool]:
    """Whoever the pattern means, and perhaps some others: two halves of one night count as two here."""
    parts = _plainly(pattern, question)
    if pattern.nights is not None:
        evening, morning = _halves(pattern, question, question.perhaps_nights)
        halves = func.coalesce(func.sum(case((evening, 1), else_=0) + case((morning, 1), else_=0)), 0)
        parts.append(_of_days(halves, pattern, question) >= pattern.nights)
    return and_(true(), *parts)


def _surely(pattern: Pattern, question: Question) -> ColumnElement[bool]:
    """Nobody whom the pattern does not mean, and perhaps not all of those whom it means."""
    parts = _plainly(pattern, question)
    if pattern.nights is not None:
        halves = _halves(pattern, question, question.surely_nights)
        counts = (_of_days(func.count(), pattern, question).where(half) for half in halves)
        parts.append(or_(*(count >= pattern.nights for count in counts)))
    return and_(true(), *parts)


def _plainly(pattern: Pattern, question: Question) -> list[ColumnElement[bool]]:
    """What the database can tell as exactly as anybody. None of it is ever NULL."""
    as_of = question.as_of
    parts = [] if pattern.selector is None else [clause(pattern.selector.root, as_of)]
    if pattern.active_days is not None:
        days = _of_days(func.count(), pattern, question).where(activity.c.day < as_of.today)
        parts.append(days >= pattern.active_days)
    return parts


def _halves(
    pattern: Pattern, question: Question, bits: NightBits
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether somebody was active on a day in the night that began, and in the one that ended."""
    today, hours = question.as_of.today, activity.c.hours
    first = today - timedelta(days=pattern.within)
    evening = and_(activity.c.day < today, hours.bitwise_and(bits.late) != 0)
    return evening, and_(activity.c.day > first, hours.bitwise_and(bits.early) != 0)


def _of_days(what: ColumnElement[int], pattern: Pattern, question: Question) -> ScalarSelect[int]:
    """Something of a member's activity on the days that the pattern looks back to, and today."""
    today = question.as_of.today
    first = today - timedelta(days=pattern.within)
    days = select(what).select_from(activity).where(_mine, activity.c.day >= first, activity.c.day <= today)
    return days.scalar_subquery()
