"""Tags of members: what holds now, and the ledger of every change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint, and_, func, select

from storage.members import Status, members
from storage.reading import look_up
from storage.records import Ledger, Records
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

member_tags = Table(
    "member_tags",
    metadata,
    own_id(),
    link("member_id", "members"),
    Column("tag", String(32), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("reason", Text, nullable=False),
    UniqueConstraint("member_id", "tag"),
    Index("ix_member_tags_tag_member_id", "tag", "member_id"),
)
_ENDS = and_(member_tags.c.held, member_tags.c.expires_at.is_not(None))
Index("ix_member_tags_expires_at", member_tags.c.expires_at, postgresql_where=_ENDS, sqlite_where=_ENDS)

_OF_MEMBERS = look_up(member_tags.c.member_id)

tag_changes = Table(
    "tag_changes",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members", index=True),
    Column("tag", String(32), nullable=False),
    Column("added", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("by_user_id", BigId),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
    Index("ix_tag_changes_community_tag_at", "community_id", "tag", "at"),
)


@dataclass(frozen=True, slots=True)
class MemberTag:
    """A tag on a member. `held` is False once it was taken away. `source`: `hand`, `self`, `expired`,
    `rule:NAME`, or a script's key. `reason`: in words, if somebody gave one.
    """

    id: int
    member_id: int
    tag: str
    held: bool
    source: str
    since: datetime
    expires_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TagChange:
    """One line of the ledger of tags put on and taken away."""

    id: int
    community_id: int
    member_id: int
    tag: str
    added: bool
    source: str
    by_user_id: int | None
    at: datetime
    reason: str = ""


class TagStore:
    """Tags of the members a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, member_tags, MemberTag)
        self._changes = Ledger(uow.journal, tag_changes, TagChange)
        self._loaded: dict[int, dict[str, int]] = {}
        self.buffers = (self._records, self._changes)

    async def load(self, member_ids: Iterable[int]) -> None:
        """Load the tags of these members in one read."""
        wanted = [key for key in dict.fromkeys(member_ids) if key not in self._loaded]
        if not wanted:
            return
        self._loaded.update((key, {}) for key in wanted)
        wanted = [key for key in wanted if not self._uow.made_here(key)]
        if not wanted:
            return
        for row in await self._uow.read(_OF_MEMBERS, {"wanted": wanted}):
            record = self._records.adopt(row)
            self._loaded[record.member_id][record.tag] = record.id

    async def of(self, member_id: int) -> list[MemberTag]:
        """The tags a member holds, in order of name."""
        await self.load([member_id])
        return self.known(member_id)

    def known(self, member_id: int) -> list[MemberTag]:
        """The tags of a member whose tags were loaded before."""
        found = (self._records.get(key) for key in self._loaded[member_id].values())
        return sorted((tag for tag in found if tag and tag.held), key=lambda tag: tag.tag)

    async def find(self, member_id: int, tag: str) -> MemberTag | None:
        """This tag of this member, held or taken away."""
        await self.load([member_id])
        key = self._loaded[member_id].get(tag)
        return None if key is None else self._records.get(key)

    def prolong(self, tag: MemberTag, expires_at: datetime | None) -> None:
        """Let a held tag end at another time, which is no change to speak of."""
        self._records.put(replace(tag, expires_at=expires_at))
        self._uow.timed(expires_at)

    async def history(self, member_id: int, limit: int) -> list[TagChange]:
        """The latest changes of a member's tags, the last one first."""
        statement = (
            select(tag_changes)
            .where(tag_changes.c.member_id == member_id)
            .order_by(tag_changes.c.id.desc())
            .limit(limit)
        )
        return [TagChange(**row._mapping) for row in await self._uow.query(statement)]

    async def counts(self, community_id: int) -> dict[str, tuple[int, int]]:
        """How many present members hold each tag, and a row that a button can name for it."""
        rows = await self._uow.survey(
            select(member_tags.c.tag, func.count().label("n"), func.max(member_tags.c.id).label("row_id"))
            .join(members, members.c.id == member_tags.c.member_id)
            .where(
                members.c.community_id == community_id,
                members.c.status != Status.LEFT,
                member_tags.c.held,
            )
            .group_by(member_tags.c.tag)
        )
        return {row.tag: (row.n, row.row_id) for row in rows}

    async def named(self, row_id: int) -> str | None:
        """The tag of the row that a button names."""
        rows = await self._uow.query(select(member_tags.c.tag).where(member_tags.c.id == row_id))
        return rows[0].tag if rows else None

    async def expired(self, now: datetime, limit: int) -> list[MemberTag]:
        """Tags whose time is over but that are still held."""
        statement = (
            select(member_tags)
            .where(_ENDS, member_tags.c.expires_at <= now)
            .order_by(member_tags.c.expires_at)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def next_expiry(self) -> datetime | None:
        """When the next held tag expires."""
        return await self._uow.earliest(select(func.min(member_tags.c.expires_at)).where(_ENDS))

    async def count_added(self, community_id: int, tag: str, start: datetime, end: datetime) -> int:
        """How many members got a tag in a span of time."""
        return await self._uow.tally(
            select(func.count(tag_changes.c.member_id.distinct())).where(
                tag_changes.c.community_id == community_id,
                tag_changes.c.tag == tag,
                tag_changes.c.added,
                tag_changes.c.at >= start,
                tag_changes.c.at < end,
            )
        )

    def put(self, tag: MemberTag, community_id: int, at: datetime, by_user_id: int | None) -> None:
        """Add or change a tag and append the change to the ledger."""
        self._loaded.setdefault(tag.member_id, {})[tag.tag] = tag.id
        self._records.put(tag)
        if tag.held:
            self._uow.timed(tag.expires_at)
        key = self._uow.new_id()
        self._changes.append(
            TagChange(
                key, community_id, tag.member_id, tag.tag, tag.held, tag.source, by_user_id, at, tag.reason
            )
        )
