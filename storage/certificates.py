"""Certificates: what was certified to whom, in which words, under which code, and whether it still holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    ColumnElement,
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

from storage.cohorts import cohort_members, cohorts
from storage.keyed import KeyedStore
from storage.reading import Reading
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

certificates = Table(
    "certificates",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("member_id", "members", index=True),
    Column("key", String(160), unique=True),
    Column("kind", String(32), nullable=False),
    Column("code", String(16), nullable=False),
    Column("name", String(128), nullable=False),
    Column("title", String(200), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("design", String(32), nullable=False),
    Column("locale", String(8), nullable=False),
    Column("issuer", String(255), nullable=False),
    Column("cohort", String(64)),
    Column("run_id", BigId),
    Column("check_ins", Integer, nullable=False),
    Column("streak", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", BigId),
    Column("revoked_reason", String(200)),
    UniqueConstraint("code"),
    Index("ix_certificates_community_id_issued_at", "community_id", "issued_at"),
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, with everything that stands on it.

    `kind` is its name in scripts. `issued_on` is a local day. The figures are those of the day of issue.
    """

    id: int
    community_id: int
    member_id: int
    key: str | None
    kind: str
    code: str
    name: str
    """As it is printed; empty once the person has been forgotten."""
    title: str
    sentence: str
    design: str
    locale: str
    issuer: str
    issued_on: date
    issued_at: datetime
    check_ins: int
    streak: int
    points: int
    cohort: str | None = None
    run_id: int | None = None
    revoked_at: datetime | None = None
    revoked_by: int | None = None
    revoked_reason: str | None = None

    @property
    def holds(self) -> bool:
        """Whether it was not revoked."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class Wall:
    """Whose certificates are shown: those of a community, or of the people of one cohort."""

    community_id: int
    cohort_id: int | None = None


_COHORTS_OF = Reading(
    select(cohort_members.c.member_id, cohorts.c.name)
    .join(cohorts, cohorts.c.id == cohort_members.c.cohort_id)
    .where(cohort_members.c.member_id.in_(bindparam("wanted", expanding=True)))
    .order_by(cohorts.c.starts_on, cohort_members.c.id)
)


class CertificateStore(KeyedStore[Certificate]):
    """Certificates that a unit of work issues or looks at."""

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow, certificates, Certificate)
        self._cohort_names: dict[int, str] = {}

    async def by_code(self, code: str) -> Certificate | None:
        """The certificate with a code; there is at most one in the whole database."""
        rows = await self._uow.query(select(certificates).where(certificates.c.code == code))
        return self._records.adopt(rows[0]) if rows else None

    async def of_member(self, member_id: int) -> list[Certificate]:
        """All certificates of a member, the newest first."""
        statement = (
            select(certificates)
            .where(certificates.c.member_id == member_id)
            .order_by(certificates.c.issued_at.desc(), certificates.c.id.desc())
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def page_of(self, wall: Wall, offset: int, limit: int) -> list[Certificate]:
        """Some of those that hold, the newest first."""
        statement = (
            select(certificates)
            .where(*_shown(wall))
            .order_by(certificates.c.issued_at.desc(), certificates.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        return [self._records.adopt(row) for row in await self._uow.query(statement)]

    async def count_of(self, wall: Wall) -> int:
        """How many of them hold."""
        return await self._uow.count(select(func.count()).select_from(certificates).where(*_shown(wall)))

    async def load_cohorts(self, member_ids: Iterable[int]) -> None:
        """Read in which cohort each of these members was last, for `cohort_name`."""
        wanted = set(member_ids)
        if not wanted:
            return
        found = await self._uow.read(_COHORTS_OF, {"wanted": wanted})
        self._cohort_names.update({row.member_id: row.name for row in found})

    def cohort_name(self, member_id: int) -> str | None:
        """The cohort that was read for a member."""
        return self._cohort_names.get(member_id)


def _shown(wall: Wall) -> list[ColumnElement[bool]]:
    where = [certificates.c.community_id == wall.community_id, certificates.c.revoked_at.is_(None)]
    if wall.cohort_id is not None:
        people = select(cohort_members.c.member_id).where(cohort_members.c.cohort_id == wall.cohort_id)
        where.append(certificates.c.member_id.in_(people))
    return where
