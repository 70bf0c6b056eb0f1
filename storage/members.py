"""Members: people in a community, and the ledger of their coming and going."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    select,
)

from core.frozen import quickly_made
from storage.reading import look_up
from storage.records import Ledger, Records
from storage.schema import Instant, link, metadata, own_id
from storage.users import users

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

members = Table(
    "members",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("user_id", "users", index=True),
    Column("status", String(16), nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("joined_at", Instant),
    Column("left_at", Instant),
    Column("points", Integer, nullable=False),
    Column("streak", Integer, nullable=False),
    Column("best_streak", Integer, nullable=False),
    Column("check_ins", Integer, nullable=False),
    Column("last_check_in", Date),
    Column("first_words_at", Instant),
    Column("spoken_at", Instant),
    Column("leave_until", Date),
    Column("earned", Integer, nullable=False),
    Column("best_level", Integer, nullable=False),
    Column("badges", Text, nullable=False),
    Column("stage", String(8), nullable=False),
    Column("stage_since", Instant),
    Column("wavers_since", Date),
    UniqueConstraint("community_id", "user_id"),
)
Index("ix_members_community_id_id", members.c.community_id, members.c.id)
Index("ix_members_community_joined_at", members.c.community_id, members.c.joined_at)
Index(
    "ix_members_community_id_leave_until",
    members.c.community_id,
    members.c.leave_until,
    postgresql_where=members.c.leave_until.is_not(None),
    sqlite_where=members.c.leave_until.is_not(None),
)
Index(
    "ix_members_ranking",
    members.c.community_id,
    members.c.points.desc(),
    members.c.id,
    members.c.status,
)

member_changes = Table(
    "member_changes",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members", index=True),
    Column("change", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_member_changes_community_day", "community_id", "day"),
)

_OF_COMMUNITY = look_up(members.c.user_id, members.c.community_id == bindparam("community"))
_OF_USERS = look_up(members.c.user_id)
_BY_ID = look_up(members.c.id)


class Status(StrEnum):
    """Where a member stands."""

    SEEN = "seen"
    """Known from a message or from staff's hand; a join was not seen."""
    INSIDE = "inside"
    LEFT = "left"


class Change(StrEnum):
    """An entry of the ledger of coming and going."""

    JOINED = "joined"
    RETURNED = "returned"
    LEFT = "left"


@quickly_made
@dataclass(frozen=True, slots=True)
class Member:
    """A person in a community. `points` is the sum of their ledger, kept by `storage.points` alone."""

    id: int
    community_id: int
    user_id: int
    status: str
    first_seen_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None
    points: int = 0
    streak: int = 0
    best_streak: int = 0
    check_ins: int = 0
    last_check_in: date | None = None
    first_words_at: datetime | None = None
    """When they first wrote something in a group, if they joined not long before."""
    spoken_at: datetime | None = None
    """When somebody of the staff last spoke with them, as far as the bot knows; within a day of that."""
    leave_until: date | None = None
    """No leave they have taken lasts longer."""
    earned: int = 0
    """Points earned in all, whatever was spent since; kept by `storage.points` alone."""
    best_level: int = 1
    """The highest level that was told of; 0 for who was here before there were levels."""
    badges: str = ""
    """Names of the badges held, with a space between; `storage.badges` knows since when."""
    stage: str = "new"
    """Where they stand, kept by `community.stages`; empty: not looked at since stages are kept."""
    stage_since: datetime | None = None
    wavers_since: date | None = None
    """The local day on which their stage began to be too high for what they do."""

    @property
    def badge_names(self) -> list[str]:
        """The badges held, in the order in which they were earned."""
        return self.badges.split()

    @property
    def present(self) -> bool:
        """Takes part: inside, or seen before the bot could know of a join."""
        return self.status != Status.LEFT


@dataclass(frozen=True, slots=True)
class MemberChange:
    """One line of the ledger of coming and going."""

    id: int
    community_id: int
    member_id: int
    change: str
    at: datetime
    day: date


class MemberStore:
    """Members known to a unit of work, also by community and user."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, members, Member, counters=("points", "earned"))
        self._keys: dict[tuple[int, int], int] = {}
        self._absent: set[tuple[int, int]] = set()
        self._users: set[int] = set()
        """People all of whose memberships were loaded."""
        self._changes = Ledger(uow.journal, member_changes, MemberChange)
        self.buffers = (self._records, self._changes)

    async def load(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Load members by (community id, user id) in one read a community."""
        wanted = {pair for pair in pairs if pair not in self._keys and pair not in self._absent}
        users_by_community: dict[int, list[int]] = {}
        for community_id, user_id in wanted:
            if not self._uow.made_here(user_id):
                users_by_community.setdefault(community_id, []).append(user_id)
        for community_id, user_ids in users_by_community.items():
            for row in await self._uow.read(_OF_COMMUNITY, {"community": community_id, "wanted": user_ids}):
                self._adopt(row)
        self._absent.update(wanted - self._keys.keys())

    async def load_ids(self, member_ids: Iterable[int]) -> None:
        """Load members by our ids in one read."""
        wanted = {key for key in member_ids if self._records.get(key) is None}
        if wanted:
            for row in await self._uow.read(_BY_ID, {"wanted": wanted}):
                self._adopt(row)

    async def of(self, community_id: int, user_id: int) -> Member | None:
        """The person's membership in the community, if any."""
        pair = (community_id, user_id)
        if pair not in self._keys:
            await self.load([pair])
        key = self._keys.get(pair)
        return None if key is None else self._records.get(key)

    async def find(self, member_id: int) -> Member | None:
        """The member by our id, if there is one."""
        await self.load_ids([member_id])
        return self._records.get(member_id)

    async def get(self, member_id: int) -> Member:
        """The member by our id; it must exist."""
        await self.load_ids([member_id])
        return self.known(member_id)

    def known(self, member_id: int) -> Member:
        """A member that was loaded before."""
        found = self._records.get(member_id)
        assert found is not None, f"member {member_id} was not loaded"
        return found

    def is_known(self, member_id: int) -> bool:
        """Whether the member was loaded before."""
        return self._records.get(member_id) is not None

    def at_hand(self, community_id: int) -> list[int]:
        """Ids of the community's members that were loaded before."""
        return [member.id for member in self._records.known() if member.community_id == community_id]

    async def load_users(self, user_ids: Iterable[int]) -> None:
        """Load all memberships of these people in one read."""
        wanted = set(user_ids) - self._users
        self._users |= wanted
        wanted = {key for key in wanted if not self._uow.made_here(key)}
        if wanted:
            for row in await self._uow.read(_OF_USERS, {"wanted": wanted}):
                self._adopt(row)

    async def of_user(self, user_id: int) -> list[Member]:
        """All memberships of a person."""
        await self.load_users([user_id])
        mine = (member for member in self._records.known() if member.user_id == user_id)
        return sorted(mine, key=lambda member: member.id)

    async def page(self, community_id: int, after: int, limit: int) -> list[Member]:
        """Members present in the community with ids above `after`, for work in small steps."""
        statement = (
            select(members)
            .where(
                members.c.community_id == community_id, members.c.status != Status.LEFT, members.c.id > after
            )
            .order_by(members.c.id)
            .limit(limit)
        )
        return [self._adopt(row) for row in await self._uow.query(statement)]

    async def count_reach(
        self, community_id: int, without: Collection[int] = ()
    ) -> dict[tuple[str, bool], int]:
        """How many present members there are by (reach, opted out) of their accounts; `without` some, by id."""
        rows = await self._uow.survey(
            select(users.c.reach, users.c.opted_out, func.count().label("n"))
            .join(members, members.c.user_id == users.c.id)
            .where(
                members.c.community_id == community_id,
                members.c.status != Status.LEFT,
                members.c.id.not_in(without),
            )
            .group_by(users.c.reach, users.c.opted_out)
        )
        return {(row.reach, row.opted_out): row.n for row in rows}

    def put(self, member: Member) -> Member:
        """Add or change (points and what was earned excepted)."""
        self._keys[member.community_id, member.user_id] = member.id
        return self._records.put(member)

    def count_points(self, member: Member) -> None:
        """Show a new balance that `storage.points` writes."""
        self._records.count(member)

    def record_change(self, member: Member, change: Change, at: datetime, day: date) -> None:
        """Append to the ledger of coming and going."""
        self._changes.append(
            MemberChange(self._uow.new_id(), member.community_id, member.id, change, at, day)
        )

    async def count_changes(self, community_id: int, day: date) -> dict[str, int]:
        """How many members came, came back and left on a local day."""
        rows = await self._uow.survey(
            select(member_changes.c.change, func.count(member_changes.c.member_id.distinct()).label("n"))
            .where(member_changes.c.community_id == community_id, member_changes.c.day == day)
            .group_by(member_changes.c.change)
        )
        return {row.change: row.n for row in rows}

    def _adopt(self, row: object) -> Member:
        member = self._records.adopt(row)  # type: ignore[arg-type]
        self._keys[member.community_id, member.user_id] = member.id
        return member
