"""Members whom a rule of the bot's own to-dos may concern, a page at a time by id."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.members import Status, members

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


async def joined_between(
    uow: "UnitOfWork", community_id: int, start: datetime, end: datetime, after: int, limit: int
) -> list[int]:
    """Members present who joined in a span of time, with ids above `after`."""
    rows = await uow.query(
        select(members.c.id)
        .where(
            members.c.community_id == community_id,
            members.c.joined_at >= start,
            members.c.joined_at < end,
            members.c.status != Status.LEFT,
            members.c.id > after,
        )
        .order_by(members.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]


async def last_checked_in_between(
    uow: "UnitOfWork", community_id: int, streak: int, first: date, last: date, after: int, limit: int
) -> list[int]:
    """Members present whose streak was at least so long when they last checked in, on one of these local days."""
    rows = await uow.survey(
        select(members.c.id)
        .where(
            members.c.community_id == community_id,
            members.c.last_check_in.between(first, last),
            members.c.streak >= streak,
            members.c.status != Status.LEFT,
            members.c.id > after,
        )
        .order_by(members.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]
