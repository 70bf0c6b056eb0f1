"""What every member earned and when they checked in, read beside a running program without changing anything."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, create_engine, exists, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import StaticPool

from core.errors import SopbotError
from core.tags import STAFF
from storage.check_ins import check_ins, stands
from storage.communities import communities
from storage.copying import reading
from storage.database import usable_url
from storage.failures import reason
from storage.members import Status, members
from storage.points import PointEntry, point_entries
from storage.possession import sqlite_file
from storage.tags import member_tags
from storage.users import users

A_PAGE = 500
"""Members read at once."""


class PastUnreadable(SopbotError):
    """The database cannot be read; the text says why, in one line."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A check-in, and the streak that it made."""

    day: date
    at: datetime
    streak: int


@dataclass(frozen=True, slots=True)
class Past:
    """A present member, who is none of the staff: the balance, the ledger in order, the check-ins by day."""

    member_id: int
    name: str
    points: int
    entries: Sequence[PointEntry]
    check_ins: Sequence[CheckedIn]


@dataclass(frozen=True, slots=True)
class Home:
    """A community, by id and title."""

    id: int
    title: str


async def read_pasts(url: str, each: Callable[[Home, Past], None], community_id: int | None = None) -> None:
    """Call `each` with every member of all communities, or of one. Raises PastUnreadable."""

    def walk(connection: Connection) -> None:
        for home in _homes(connection, community_id):
            for past in _members(connection, home.id):
                each(home, past)

    parsed, path = usable_url(url), sqlite_file(url)
    try:
        if path is not None:
            with reading(path) as opened:
                engine = create_engine("sqlite://", creator=lambda: opened, poolclass=StaticPool)
                with engine.connect() as connection:
                    walk(connection)
            return
        server = create_async_engine(parsed)
        try:
            async with server.connect() as connection_there:
                await connection_there.run_sync(walk)
        finally:
            await server.dispose()
    except (sqlite3.Error, DBAPIError, OSError) as error:
        raise PastUnreadable(reason(error)) from error


def _homes(connection: Connection, community_id: int | None) -> list[Home]:
    statement = select(communities.c.id, communities.c.title).order_by(communities.c.id)
    if community_id is not None:
        statement = statement.where(communities.c.id == community_id)
    return [Home(row.id, row.title) for row in connection.execute(statement)]


def _members(connection: Connection, community_id: int) -> Iterator[Past]:
    after = 0
    while True:
        is_staff = exists().where(
            member_tags.c.member_id == members.c.id, member_tags.c.tag == STAFF, member_tags.c.held
        )
        page = connection.execute(
            select(members.c.id, members.c.points, users.c.first_name)
            .join(users, users.c.id == members.c.user_id)
            .where(
                members.c.community_id == community_id,
                members.c.status != Status.LEFT,
                members.c.id > after,
                ~is_staff,
            )
            .order_by(members.c.id)
            .limit(A_PAGE)
        ).all()
        if not page:
            return
        keys = [row.id for row in page]
        entries, made = _entries(connection, keys), _check_ins(connection, keys)
        for row in page:
            yield Past(row.id, row.first_name, row.points, entries[row.id], made[row.id])
        after = keys[-1]


def _entries(connection: Connection, member_ids: Sequence[int]) -> dict[int, list[PointEntry]]:
    found: dict[int, list[PointEntry]] = defaultdict(list)
    statement = select(point_entries).where(point_entries.c.member_id.in_(member_ids))
    for row in connection.execute(statement.order_by(point_entries.c.id)):
        found[row.member_id].append(PointEntry(**row._mapping))
    return found


def _check_ins(connection: Connection, member_ids: Sequence[int]) -> dict[int, list[CheckedIn]]:
    found: dict[int, list[CheckedIn]] = defaultdict(list)
    statement = select(check_ins).where(check_ins.c.member_id.in_(member_ids), stands)
    for row in connection.execute(statement.order_by(check_ins.c.day)):
        found[row.member_id].append(CheckedIn(row.day, row.at, row.streak))
    return found
