"""What each member earned in each week, and on its latest day: the rankings of the day and of the week.

The sums follow the ledger in the same transaction, so that nobody has to add up a week of a large community.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, Date, Index, Integer, PrimaryKeyConstraint, Table, case

from storage.prepared import Insert, Prepared
from storage.schema import link, metadata

point_weeks = Table(
    "point_weeks",
    metadata,
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("week", Date, nullable=False),
    Column("points", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("day_points", Integer, nullable=False),
    PrimaryKeyConstraint("member_id", "week"),
)
Index(
    "ix_point_weeks_week",
    point_weeks.c.community_id,
    point_weeks.c.week,
    point_weeks.c.points.desc(),
    point_weeks.c.member_id,
)
Index(
    "ix_point_weeks_day",
    point_weeks.c.community_id,
    point_weeks.c.day,
    point_weeks.c.day_points.desc(),
    point_weeks.c.member_id,
)

_NAMES = ("community_id", "member_id", "week", "points", "day", "day_points")


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def week_row(community_id: int, member_id: int, day: date, gain: int) -> dict[str, Any]:
    """What a gain on a local day adds."""
    row = (community_id, member_id, monday(day), gain, day, gain)
    return dict(zip(_NAMES, row, strict=True))


def _count(insert: Insert) -> Any:
    """The day is the latest of the week that something was earned on; what is late counts for the week only."""
    statement = insert(point_weeks)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["member_id", "week"],
        set_={
            "points": point_weeks.c.points + new.points,
            "day": case((new.day > point_weeks.c.day, new.day), else_=point_weeks.c.day),
            "day_points": case(
                (new.day > point_weeks.c.day, new.day_points),
                (new.day == point_weeks.c.day, point_weeks.c.day_points + new.day_points),
                else_=point_weeks.c.day_points,
            ),
        },
    )


COUNT_WEEK = Prepared(point_weeks, _count, _NAMES)
