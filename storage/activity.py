"""Who was active on which local day: one small row a member and day.

`hours` has a bit for each hour of the clock (UTC) in which the member did something.
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    func,
    select,
    union,
)

from storage.check_ins import check_ins, stands
from storage.connection import Connection
from storage.members import members
from storage.prepared import Insert, Prepared
from storage.records import Buffer, Journal
from storage.schema import Instant, link, metadata

if TYPE_CHECKING:
    from storage.connection import Connection
    from storage.unit_of_work import UnitOfWork

activity = Table(
    "activity",
    metadata,
    link("community_id", "communities"),
    link("member_id", "members"),
    Column("day", Date, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("presses", Integer, nullable=False),
    Column("last_message_at", Instant),
    Column("hours", Integer, nullable=False),
    PrimaryKeyConstraint("member_id", "day"),
    Index("ix_activity_community_day", "community_id", "day"),
)

_mine = activity.c.member_id == members.c.id
_last_day = select(activity.c.day).where(_mine).order_by(activity.c.day.desc()).limit(1).scalar_subquery()
last_day = func.coalesce(_last_day, date.min)
"""When the member of a row of `members` was last active: one step into the index.

Where it is asked instead whether a day `exists`, PostgreSQL reads everybody's days first.
"""
_last_message = (
    select(activity.c.last_message_at)
    .where(_mine, activity.c.last_message_at.is_not(None))
    .order_by(activity.c.day.desc())
    .limit(1)
    .scalar_subquery()
)
"""Of one member: one step into the index, however long the member has been here."""

_KEY = ("community_id", "member_id", "day")


def _count(insert: Insert) -> Any:
    statement = insert(activity)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["member_id", "day"],
        set_={
            "messages": activity.c.messages + new.messages,
            "presses": activity.c.presses + new.presses,
            "last_message_at": func.coalesce(new.last_message_at, activity.c.last_message_at),
            "hours": activity.c.hours.bitwise_or(new.hours),
        },
    )


_COUNT = Prepared(activity, _count, (*_KEY, "messages", "presses", "last_message_at", "hours"))


class ActivityStore(Buffer):
    """Counts what members write and press; a batch's counts of one member and day become one upsert."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._journal: Journal = uow.journal
        self._counts: dict[tuple[int, int, date], list[int]] = {}
        self._wrote: dict[int, datetime] = {}

    @property
    def buffers(self) -> tuple[Buffer]:
        """Itself."""
        return (self,)

    def message(self, community_id: int, member_id: int, day: date, at: datetime) -> None:
        """The member wrote something."""
        self._count((community_id, member_id, day), 0, at)
        before = self._wrote.get(member_id)
        if before is None or before < at:
            self._wrote[member_id] = at
            self._journal.note(lambda: self._unwrite(member_id, before))

    def press(self, community_id: int, member_id: int, day: date) -> None:
        """The member pressed a button or gave a command."""
        self._count((community_id, member_id, day), 1, self._uow.now)

    async def write(self, connection: Connection) -> None:
        """Upsert the pending counts."""
        if not self._counts:
            return
        counts, self._counts = self._counts, {}
        rows = [
            dict(zip(_KEY, key, strict=True))
            | {
                "messages": messages,
                "presses": presses,
                "last_message_at": self._wrote.get(key[1]) if messages else None,
                "hours": hours,
            }
            for key, (messages, presses, hours) in counts.items()
            if messages or presses
        ]
        if rows:
            await _COUNT.execute(connection, rows)

    async def count_active(self, community_id: int, day: date, without: Collection[int] = ()) -> int:
        """How many members wrote, pressed or checked in on a local day; `without` some, by id."""
        acted = select(activity.c.member_id).where(
            activity.c.community_id == community_id,
            activity.c.day == day,
            activity.c.member_id.not_in(without),
        )
        checked_in = select(check_ins.c.member_id).where(
            check_ins.c.community_id == community_id,
            check_ins.c.day == day,
            check_ins.c.member_id.not_in(without),
            stands,
        )
        return await self._uow.tally(select(func.count()).select_from(union(acted, checked_in).subquery()))

    async def interactions(
        self, community_id: int, day: date, without: Collection[int] = ()
    ) -> tuple[int, int]:
        """What members did on a local day (messages and presses), and in how many hours of theirs; `without` some.

        An hour of the clock in which a member did anything is one hour of theirs.
        """
        hours = reduce(add, (activity.c.hours.bitwise_rshift(n).bitwise_and(1) for n in range(24)))
        rows = await self._uow.survey(
            select(
                func.coalesce(func.sum(activity.c.messages + activity.c.presses), 0).label("done"),
                func.coalesce(func.sum(hours), 0).label("hours"),
            ).where(
                activity.c.community_id == community_id,
                activity.c.day == day,
                activity.c.member_id.not_in(without),
            )
        )
        return int(rows[0].done), int(rows[0].hours)

    async def last_days(self, member_ids: list[int]) -> dict[int, date]:
        """The last active day of each of these members."""
        rows = await self._uow.query(
            select(members.c.id, _last_day.label("day")).where(members.c.id.in_(member_ids))
        )
        return {row.id: row.day for row in rows if row.day is not None}

    async def hours_since(self, member_ids: Collection[int], since: date) -> dict[int, dict[date, int]]:
        """The hours (a bit for each, UTC) of each active day of these members, from a local day on."""
        rows = await self._uow.query(
            select(activity.c.member_id, activity.c.day, activity.c.hours).where(
                activity.c.member_id.in_(member_ids), activity.c.day >= since
            )
        )
        found: dict[int, dict[date, int]] = {}
        for row in rows:
            found.setdefault(row.member_id, {})[row.day] = row.hours
        return found

    async def last_messages(self, member_ids: Collection[int]) -> dict[int, datetime]:
        """When each of these members last wrote, what is pending included."""
        rows = await self._uow.read(
            select(members.c.id, _last_message.label("at")).where(members.c.id.in_(member_ids))
        )
        written = {row.id: row.at for row in rows if row.at is not None}
        return written | {key: at for key, at in self._wrote.items() if key in member_ids}

    def _unwrite(self, member_id: int, before: datetime | None) -> None:
        if before is None:
            self._wrote.pop(member_id, None)
        else:
            self._wrote[member_id] = before

    def _count(self, key: tuple[int, int, date], which: int, at: datetime) -> None:
        counts = self._counts.setdefault(key, [0, 0, 0])
        hours = counts[2]
        counts[which] += 1
        counts[2] = hours | 1 << at.hour

        def undo() -> None:
            counts[which] -= 1
            counts[2] = hours

        self._journal.note(undo)
