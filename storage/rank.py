"""Rankings: who leads on a board, who stands around somebody, who improved. All go along an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from storage.cohorts import cohort_members
from storage.members import Status, members
from storage.point_weeks import monday, point_weeks

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)

CANDIDATES = 5_000

Rows = Select[*tuple[Any, ...]]


class Span(StrEnum):
    """What a board counts: what was earned on a day or in a week; the balances of all, or of a cohort."""

    DAY = "day"
    WEEK = "week"
    ALL = "all"
    COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Board:
    """One ranking of a community, `without` some members, by id."""

    community_id: int
    span: Span
    day: date
    """The day, or one of the week."""
    without: Sequence[int] = ()
    cohort_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A member and their points on a board."""

    member_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Improved:
    """What a member earned in a week, and on average in each of the three before."""

    member_id: int
    points: int
    mean: float


class RankStore:
    """Questions about boards; nothing is kept."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow

    async def top(self, board: Board, limit: int) -> list[Scored]:
        """Those with most points, the earlier member first among equals."""
        rows, member, points = _rows(board)
        return await self._scored(rows.order_by(points.desc(), member).limit(limit))

    async def points_of(self, board: Board, member_id: int) -> int:
        """The member's points on the board; 0 if they are not on it."""
        rows, member, _ = _rows(board)
        found = await self._scored(rows.where(member == member_id))
        return found[0].points if found else 0

    async def count_above(self, board: Board, points: int, most: int) -> int:
        """How many have more points; it is counted up to `most`, beside the loop where that takes a join."""
        rows, _, column = _rows(board)
        counted = select(func.count()).select_from(rows.where(column > points).limit(most).subquery())
        if board.span is Span.ALL:
            return await self._uow.count(counted)
        return await self._uow.tally(counted)

    async def before(self, board: Board, whose: Scored, limit: int) -> list[Scored]:
        """Those who stand just before somebody, the nearest first."""
        rows, member, points = _rows(board)
        equal = rows.where(points == whose.points, member < whose.member_id).order_by(member.desc())
        more = rows.where(points > whose.points).order_by(points, member.desc())
        return await self._nearest(equal, more, limit)

    async def behind(self, board: Board, whose: Scored, limit: int) -> list[Scored]:
        """Those who stand just behind somebody, the nearest first."""
        rows, member, points = _rows(board)
        equal = rows.where(points == whose.points, member > whose.member_id).order_by(member)
        less = rows.where(points < whose.points).order_by(points.desc(), member)
        return await self._nearest(equal, less, limit)

    async def improved(self, board: Board, least: int, limit: int) -> list[Improved]:
        """Who gained most on their own three weeks before, of those who earned something in them.

        Measured in the spread that such sums have by chance (gain² over mean + 10), so that neither the
        small nor the large are favoured; by `least` points at any rate. Looked for among the CANDIDATES who
        earned most in the week, so that the answer takes no longer in a large community.
        """
        known = _candidates(board, least)
        gain = known.c.points - known.c.before / 3.0
        statement = (
            select(known)
            .join(members, members.c.id == known.c.member_id)
            .where(
                known.c.before > 0,
                gain >= least,
                members.c.status != Status.LEFT,
                known.c.member_id.not_in(board.without),
            )
            .order_by((gain * gain / (known.c.before / 3.0 + 10.0)).desc(), known.c.member_id)
            .limit(limit)
        )
        rows = await self._uow.survey(statement)
        return [Improved(row.member_id, int(row.points), int(row.before) / 3) for row in rows]

    async def _nearest(self, equal: Rows, others: Rows, limit: int) -> list[Scored]:
        found = await self._scored(equal.limit(limit))
        if len(found) < limit:
            found += await self._scored(others.limit(limit - len(found)))
        return found

    async def _scored(self, statement: Rows) -> list[Scored]:
        return [Scored(row.member_id, row.points) for row in await self._uow.query(statement)]


def _candidates(board: Board, least: int) -> Subquery:
    """Those who earned most in the week, with what they earned in the three weeks `before`."""
    week = monday(board.day)
    first = (
        select(point_weeks.c.member_id, point_weeks.c.points)
        .where(
            point_weeks.c.community_id == board.community_id,
            point_weeks.c.week == week,
            point_weeks.c.points >= least,
        )
        .order_by(point_weeks.c.points.desc(), point_weeks.c.member_id)
        .limit(CANDIDATES)
        .subquery()
    )
    earlier = point_weeks.alias("earlier")
    before = (
        select(func.coalesce(func.sum(earlier.c.points), 0))
        .where(
            earlier.c.member_id == first.c.member_id,
            earlier.c.week.in_([week - number * WEEK for number in (1, 2, 3)]),
        )
        .scalar_subquery()
    )
    return select(first.c.member_id, first.c.points, before.label("before")).subquery()


def _rows(board: Board) -> tuple[Rows, ColumnElement[int], ColumnElement[int]]:
    """All who are on the board, and its columns of members and points."""
    member: ColumnElement[int] = members.c.id
    points: ColumnElement[int] = members.c.points
    if board.span in (Span.DAY, Span.WEEK):
        member = point_weeks.c.member_id
        points = point_weeks.c.day_points if board.span is Span.DAY else point_weeks.c.points
    rows: Rows = select(member.label("member_id"), points.label("points")).where(
        points > 0, members.c.status != Status.LEFT, member.not_in(board.without)
    )
    if board.span is Span.DAY:
        rows = rows.where(point_weeks.c.community_id == board.community_id, point_weeks.c.day == board.day)
    elif board.span is Span.WEEK:
        week = monday(board.day)
        rows = rows.where(point_weeks.c.community_id == board.community_id, point_weeks.c.week == week)
    else:
        rows = rows.where(members.c.community_id == board.community_id)
    if board.span in (Span.DAY, Span.WEEK):
        rows = rows.join(members, members.c.id == point_weeks.c.member_id)
    elif board.span is Span.COHORT:
        inside = cohort_members.c.cohort_id == board.cohort_id
        rows = rows.join(cohort_members, cohort_members.c.member_id == members.c.id).where(inside)
    return rows, member, points
