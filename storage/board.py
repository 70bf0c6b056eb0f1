"""The learners' board: those whom a selector means, with what was expected of them, who needs attention first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, select

from core.selection import Node
from storage.check_ins import check_ins, expectations, stands
from storage.members import members
from storage.selectors import AsOf, meant
from storage.tags import member_tags

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


class Only(StrEnum):
    """Which of them are shown; the values are what buttons carry."""

    ALL = "a"
    BEHIND = "b"
    NEVER = "n"
    """Nobody of the staff has spoken with them."""


@dataclass(frozen=True, slots=True)
class Learners:
    """Whom the board is about. Check-ins expected from `first` to `last` count, without the days `off`."""

    node: Node
    as_of: AsOf
    first: date
    last: date
    off: Collection[date] = ()
    without: Collection[int] = ()
    """Members who are staff."""


@dataclass(frozen=True, slots=True)
class Line:
    """One learner: check-ins expected of them, and how many of those they made."""

    member_id: int
    expected: int
    made: int

    @property
    def behind(self) -> int:
        """How many they missed."""
        return self.expected - self.made


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many learners there are, how many of them are behind, with how many nobody has spoken."""

    everybody: int
    behind: int
    never: int

    def of(self, only: Only) -> int:
        """How many are shown."""
        return {Only.ALL: self.everybody, Only.BEHIND: self.behind, Only.NEVER: self.never}[only]


async def page(uow: "UnitOfWork", learners: Learners, only: Only, offset: int, limit: int) -> list[Line]:
    """Some of them: those furthest behind first, among equals those with whom nobody has spoken."""
    counted = _counted(learners).subquery()
    rows = await uow.survey(
        select(counted)
        .where(*_shown(counted, only))
        .order_by(
            (counted.c.expected - counted.c.made).desc(),
            counted.c.spoken_at.is_not(None),
            counted.c.last_check_in,
            counted.c.id,
        )
        .offset(offset)
        .limit(limit)
    )
    return [Line(row.id, row.expected, row.made) for row in rows]


async def line(uow: "UnitOfWork", learners: Learners, member_id: int) -> Line:
    """The line of one member, whether the selector means them or not."""
    statement = select(members.c.id, *_figures(learners)).where(members.c.id == member_id)
    row = (await uow.query(statement))[0]
    return Line(row.id, row.expected, row.made)


async def sizes(uow: "UnitOfWork", learners: Learners) -> Sizes:
    """How many there are."""
    counted = _counted(learners).subquery()
    behind = case((counted.c.expected > counted.c.made, 1), else_=0)
    never = case((counted.c.spoken_at.is_(None), 1), else_=0)
    rows = await uow.survey(
        select(
            func.count().label("everybody"),
            func.coalesce(func.sum(behind), 0).label("behind"),
            func.coalesce(func.sum(never), 0).label("never"),
        ).select_from(counted)
    )
    return Sizes(rows[0].everybody, int(rows[0].behind), int(rows[0].never))


async def common_tags(uow: "UnitOfWork", community_id: int, limit: int) -> list[tuple[int, str]]:
    """The tags that most members hold, with the id of one of their rows, by which a button can name them."""
    rows = await uow.survey(
        select(func.min(member_tags.c.id).label("id"), member_tags.c.tag)
        .join(members, members.c.id == member_tags.c.member_id)
        .where(members.c.community_id == community_id, member_tags.c.held)
        .group_by(member_tags.c.tag)
        .order_by(func.count().desc(), member_tags.c.tag)
        .limit(limit)
    )
    return [(row.id, row.tag) for row in rows]


async def tag_named(uow: "UnitOfWork", row_id: int) -> str | None:
    """The tag of the row that a button names."""
    rows = await uow.query(select(member_tags.c.tag).where(member_tags.c.id == row_id))
    return rows[0].tag if rows else None


def _counted(learners: Learners) -> Select[Any]:
    return select(members.c.id, members.c.spoken_at, members.c.last_check_in, *_figures(learners)).where(
        *meant(learners.node, learners.as_of), members.c.id.not_in(list(learners.without))
    )


def _figures(learners: Learners) -> tuple[Any, Any]:
    of_theirs = (
        expectations.c.member_id == members.c.id,
        expectations.c.day.between(learners.first, learners.last),
        expectations.c.day.not_in(list(learners.off)),
    )
    expected: ScalarSelect[Any] = (
        select(func.count()).select_from(expectations).where(*of_theirs).scalar_subquery()
    )
    made_it = and_(
        check_ins.c.member_id == expectations.c.member_id,
        check_ins.c.day == expectations.c.day,
        stands,
    )
    made: ScalarSelect[Any] = (
        select(func.count())
        .select_from(expectations.join(check_ins, made_it))
        .where(*of_theirs)
        .correlate(members)
        .scalar_subquery()
    )
    return expected.label("expected"), made.label("made")


def _shown(counted: Any, only: Only) -> list[ColumnElement[bool]]:
    if only is Only.BEHIND:
        return [counted.c.expected > counted.c.made]
    return [counted.c.spoken_at.is_(None)] if only is Only.NEVER else []
