"""Cohorts: people who go through something together from a start date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Date, String, Table, UniqueConstraint, delete, func, select

from storage.records import Records
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

cohorts = Table(
    "cohorts",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("name", String(64), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", BigId),
    UniqueConstraint("community_id", "name"),
)

cohort_scripts = Table(
    "cohort_scripts",
    metadata,
    own_id(),
    link("cohort_id", "cohorts"),
    Column("sop", String(64), nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("given_at", Instant, nullable=False),
    UniqueConstraint("cohort_id", "sop"),
)

cohort_members = Table(
    "cohort_members",
    metadata,
    own_id(),
    link("cohort_id", "cohorts"),
    link("member_id", "members", index=True),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("cohort_id", "member_id"),
)


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort and the local date of its day 1."""

    id: int
    community_id: int
    name: str
    starts_on: date
    created_at: datetime
    created_by: int | None = None


@dataclass(frozen=True, slots=True)
class CohortScript:
    """A script for members that was started for a cohort: who is added later gets it as well."""

    id: int
    cohort_id: int
    sop: str
    given_at: datetime
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CohortMember:
    """One member's place in a cohort."""

    id: int
    cohort_id: int
    member_id: int
    added_at: datetime


class CohortStore:
    """Cohorts a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._cohorts = Records(uow.journal, cohorts, Cohort)
        self._members = Records(uow.journal, cohort_members, CohortMember)
        self._scripts = Records(uow.journal, cohort_scripts, CohortScript)
        self.buffers = (self._cohorts, self._members, self._scripts)

    async def of_community(self, community_id: int) -> list[Cohort]:
        """All cohorts, the earliest start first."""
        for row in await self._uow.read(select(cohorts).where(cohorts.c.community_id == community_id)):
            self._cohorts.adopt(row)
        mine = (cohort for cohort in self._cohorts.known() if cohort.community_id == community_id)
        return sorted(mine, key=lambda cohort: (cohort.starts_on, cohort.id))

    async def of_member(self, member_id: int) -> list[Cohort]:
        """The cohorts a member is in, the earliest start first."""
        mine = cohort_members.c.member_id == member_id
        rows = await self._uow.query(select(cohorts).join(cohort_members).where(mine))
        return sorted(map(self._cohorts.adopt, rows), key=lambda cohort: (cohort.starts_on, cohort.id))

    async def get(self, cohort_id: int) -> Cohort:
        """The cohort by its id; it must exist."""
        known = self._cohorts.get(cohort_id)
        if known is not None:
            return known
        rows = await self._uow.read(select(cohorts).where(cohorts.c.id == cohort_id))
        return self._cohorts.adopt(rows[0])

    async def by_name(self, community_id: int, name: str) -> Cohort | None:
        """The cohort of that name, whatever its case."""
        found = (c for c in await self.of_community(community_id) if c.name.lower() == name.lower())
        return next(found, None)

    async def members_of(self, cohort_id: int) -> list[int]:
        """Ids of the members of a cohort, in the order they were added."""
        for row in await self._uow.read(
            select(cohort_members).where(cohort_members.c.cohort_id == cohort_id)
        ):
            self._members.adopt(row)
        mine = (one for one in self._members.known() if one.cohort_id == cohort_id)
        return [one.member_id for one in sorted(mine, key=lambda one: one.id)]

    async def page_of(self, cohort_id: int, after: int, limit: int) -> list[int]:
        """Ids of members of a cohort above `after`, in order, for work in small steps."""
        statement = (
            select(cohort_members.c.member_id)
            .where(cohort_members.c.cohort_id == cohort_id, cohort_members.c.member_id > after)
            .order_by(cohort_members.c.member_id)
            .limit(limit)
        )
        return [row.member_id for row in await self._uow.query(statement)]

    async def size(self, cohort_id: int) -> int:
        """How many go through it."""
        mine = cohort_members.c.cohort_id == cohort_id
        return await self._uow.count(select(func.count()).where(mine))

    async def scripts_of(self, cohort_id: int) -> list[CohortScript]:
        """The scripts for members that were started for a cohort, in that order."""
        statement = select(cohort_scripts).where(cohort_scripts.c.cohort_id == cohort_id)
        for row in await self._uow.read(statement):
            self._scripts.adopt(row)
        mine = (one for one in self._scripts.known() if one.cohort_id == cohort_id)
        return sorted(mine, key=lambda one: one.id)

    async def give(self, cohort_id: int, sop: str, inputs: Mapping[str, Any]) -> None:
        """Keep in mind that a script was started for a cohort."""
        before = next((one for one in await self.scripts_of(cohort_id) if one.sop == sop), None)
        key = before.id if before is not None else self._uow.new_id()
        self._scripts.put(CohortScript(key, cohort_id, sop, self._uow.now, dict(inputs)))

    def put(self, cohort: Cohort) -> Cohort:
        """Add or change."""
        return self._cohorts.put(cohort)

    def put_member(self, member: CohortMember) -> None:
        """Add a member to a cohort."""
        self._members.put(member)

    async def remove(self, cohort_id: int) -> None:
        """Take out a cohort in which nobody is. It counts from the next unit of work on."""
        await self._uow.execute(delete(cohorts).where(cohorts.c.id == cohort_id))

    async def remove_member(self, cohort_id: int, member_id: int) -> None:
        """Take a member out of a cohort. It counts from the next unit of work on."""
        mine = cohort_members.c.member_id == member_id
        await self._uow.execute(delete(cohort_members).where(cohort_members.c.cohort_id == cohort_id, mine))
