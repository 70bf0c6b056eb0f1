"""Sums and short lists over a whole community, for the digest: none of them is asked on the way of a message."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.activity import activity
from storage.check_ins import check_ins, expectations
from storage.members import Change, Status, member_changes, members
from storage.points import point_entries
from storage.runs import RunStatus, runs
from storage.stages import stage_changes
from storage.tags import tag_changes
from storage.todos import TodoKind, TodoState, todos

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Position:
    """Where one live run of a member stands: its script's version and its state, as the row has them."""

    run_id: int
    sop: str
    version: str
    state: str


async def present(uow: "UnitOfWork", community_id: int, without: Collection[int]) -> int:
    """How many members are present now; `without` some, by id."""
    return await uow.tally(
        select(func.count()).where(
            members.c.community_id == community_id,
            members.c.status != Status.LEFT,
            members.c.id.not_in(without),
        )
    )


async def changes(uow: "UnitOfWork", community_id: int, first: date, last: date) -> dict[str, int]:
    """How many came, came back and left from `first` to `last`."""
    rows = await uow.survey(
        select(member_changes.c.change, func.count().label("n"))
        .where(member_changes.c.community_id == community_id, member_changes.c.day.between(first, last))
        .group_by(member_changes.c.change)
    )
    return {row.change: row.n for row in rows}


async def active_between(
    uow: "UnitOfWork", community_id: int, first: date, last: date, without: Collection[int]
) -> int:
    """How many different members did anything from `first` to `last`."""
    return await uow.tally(
        select(func.count(activity.c.member_id.distinct())).where(
            activity.c.community_id == community_id,
            activity.c.day.between(first, last),
            activity.c.member_id.not_in(without),
        )
    )


async def newcomers(
    uow: "UnitOfWork",
    community_id: int,
    joined: tuple[date, date],
    active: tuple[date, date],
    without: Collection[int],
) -> tuple[int, int]:
    """How many joined in one stretch of days, and how many of them are present and did anything in the other."""
    did = (
        select(activity.c.member_id)
        .where(activity.c.member_id == members.c.id, activity.c.day.between(*active))
        .exists()
    )
    kept = func.count(members.c.id.distinct()).filter(members.c.status != Status.LEFT, did)
    rows = await uow.survey(
        select(func.count(members.c.id.distinct()).label("came"), kept.label("kept"))
        .select_from(member_changes.join(members, members.c.id == member_changes.c.member_id))
        .where(
            member_changes.c.community_id == community_id,
            member_changes.c.day.between(*joined),
            member_changes.c.change == Change.JOINED,
            members.c.id.not_in(without),
        )
    )
    return rows[0].came, rows[0].kept


async def streaks_reached(
    uow: "UnitOfWork", community_id: int, first: date, last: date, lengths: Collection[int], limit: int
) -> list[tuple[int, int]]:
    """Members whose streak reached one of these lengths, and which; the longest first."""
    longest = func.max(check_ins.c.streak).label("streak")
    rows = await uow.survey(
        select(check_ins.c.member_id, longest)
        .where(
            check_ins.c.community_id == community_id,
            check_ins.c.day.between(first, last),
            check_ins.c.streak.in_(lengths),
        )
        .group_by(check_ins.c.member_id)
        .order_by(longest.desc(), check_ins.c.member_id)
        .limit(limit)
    )
    return [(row.member_id, row.streak) for row in rows]


async def earners(
    uow: "UnitOfWork",
    community_id: int,
    first: date,
    last: date,
    limit: int,
    without: Collection[int],
    rules: Collection[str] | None = None,
) -> list[tuple[int, int]]:
    """Who earned most from `first` to `last` (by these rules alone), and how much."""
    total = func.sum(point_entries.c.amount).label("total")
    statement = (
        select(point_entries.c.member_id, total)
        .where(
            point_entries.c.community_id == community_id,
            point_entries.c.day.between(first, last),
            point_entries.c.amount > 0,
            point_entries.c.member_id.not_in(without),
        )
        .group_by(point_entries.c.member_id)
        .order_by(total.desc(), point_entries.c.member_id)
        .limit(limit)
    )
    if rules is not None:
        statement = statement.where(point_entries.c.rule.in_(rules))
    return [(row.member_id, int(row.total)) for row in await uow.survey(statement)]


async def earned_of(
    uow: "UnitOfWork", member_ids: Collection[int], first: date, last: date
) -> dict[int, int]:
    """What each of these members earned from `first` to `last`."""
    rows = await uow.query(
        select(point_entries.c.member_id, func.sum(point_entries.c.amount).label("total"))
        .where(
            point_entries.c.member_id.in_(member_ids),
            point_entries.c.day.between(first, last),
            point_entries.c.amount > 0,
        )
        .group_by(point_entries.c.member_id)
    )
    return {row.member_id: int(row.total) for row in rows}


async def stage_moves(uow: "UnitOfWork", community_id: int, first: date, last: date) -> dict[str, int]:
    """How many members came to each stage from `first` to `last`."""
    rows = await uow.survey(
        select(stage_changes.c.after, func.count(stage_changes.c.member_id.distinct()).label("n"))
        .where(stage_changes.c.community_id == community_id, stage_changes.c.day.between(first, last))
        .group_by(stage_changes.c.after)
    )
    return {row.after: row.n for row in rows}


async def workers(
    uow: "UnitOfWork", community_id: int, start: datetime, end: datetime, limit: int
) -> list[tuple[int, int]]:
    """Who closed most tasks in a span of time, by account, and how many."""
    count = func.count().label("n")
    rows = await uow.query(
        select(todos.c.closed_by, count)
        .where(
            todos.c.community_id == community_id,
            todos.c.kind == TodoKind.TASK,
            todos.c.state.in_((TodoState.DONE, TodoState.UNREACHABLE)),
            todos.c.closed_at >= start,
            todos.c.closed_at < end,
            todos.c.closed_by.is_not(None),
        )
        .group_by(todos.c.closed_by)
        .order_by(count.desc(), todos.c.closed_by)
        .limit(limit)
    )
    return [(row.closed_by, row.n) for row in rows]


async def missed_days(uow: "UnitOfWork", member_id: int, first: date, last: date) -> list[date]:
    """Local days on which a check-in was expected of a member who made none."""
    made = (
        select(check_ins.c.id)
        .where(check_ins.c.member_id == expectations.c.member_id, check_ins.c.day == expectations.c.day)
        .exists()
    )
    rows = await uow.query(
        select(expectations.c.day)
        .where(expectations.c.member_id == member_id, expectations.c.day.between(first, last), ~made)
        .order_by(expectations.c.day)
    )
    return [row.day for row in rows]


async def positions(uow: "UnitOfWork", community_id: int, after: int, limit: int) -> Sequence[Position]:
    """Active runs of members with ids above `after`, in order."""
    rows = await uow.query(
        select(runs.c.id, runs.c.sop, runs.c.version, runs.c.state)
        .where(
            runs.c.community_id == community_id,
            runs.c.status == RunStatus.ACTIVE,
            runs.c.subject == "member",
            runs.c.id > after,
        )
        .order_by(runs.c.id)
        .limit(limit)
    )
    return [Position(row.id, row.sop, row.version, row.state) for row in rows]


async def open_gates(uow: "UnitOfWork", community_id: int, limit: int) -> list[int]:
    """The decisions that scripts wait for, by id; those that expire first come first."""
    rows = await uow.query(
        select(todos.c.id)
        .where(
            todos.c.community_id == community_id,
            todos.c.kind == TodoKind.GATE,
            todos.c.state == TodoState.OPEN,
        )
        .order_by(todos.c.due_at, todos.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]


async def tagged(
    uow: "UnitOfWork", community_id: int, tag: str, start: datetime, end: datetime, limit: int
) -> list[int]:
    """Members who got a tag in a span of time."""
    rows = await uow.survey(
        select(tag_changes.c.member_id)
        .where(
            tag_changes.c.community_id == community_id,
            tag_changes.c.tag == tag,
            tag_changes.c.added,
            tag_changes.c.at >= start,
            tag_changes.c.at < end,
        )
        .distinct()
        .order_by(tag_changes.c.member_id)
        .limit(limit)
    )
    return [row.member_id for row in rows]
