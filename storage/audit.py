"""The audit log: every privileged act, who did it and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, String, Table, or_, select

from storage.records import Ledger
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

audit = Table(
    "audit",
    metadata,
    own_id(),
    link("community_id", "communities", optional=True),
    Column("actor", BigId, nullable=False),
    Column("act", String(32), nullable=False),
    Column("member_id", BigId),
    Column("detail", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undoes", BigId, unique=True),
    Index("ix_audit_community_at", "community_id", "at"),
)

COMMAND_LINE = 0
"""The actor of what was done on the command line."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One privileged act. `actor` is a `users.id`, or COMMAND_LINE."""

    id: int
    actor: int
    act: str
    at: datetime
    community_id: int | None = None
    member_id: int | None = None
    detail: dict[str, Any] | None = None
    undoes: int | None = None
    """The entry whose act this one took back; each is taken back once."""


class AuditStore:
    """The entries a unit of work adds."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._ledger = Ledger(uow.journal, audit, AuditEntry)
        self.buffers = (self._ledger,)

    def record(
        self, actor: int, act: str, community_id: int | None, member_id: int | None = None, **detail: Any
    ) -> AuditEntry:
        """Append an act."""
        return self._append(
            AuditEntry(self._uow.new_id(), actor, act, self._uow.now, community_id, member_id, detail)
        )

    def record_undone(self, actor: int, entry: AuditEntry) -> AuditEntry:
        """Append that an act was taken back."""
        undone = AuditEntry(
            self._uow.new_id(),
            actor,
            "undo",
            self._uow.now,
            entry.community_id,
            entry.member_id,
            {"act": entry.act},
            entry.id,
        )
        return self._append(undone)

    async def find(self, entry_id: int) -> AuditEntry | None:
        """The entry by its id."""
        rows = await self._uow.query(select(audit).where(audit.c.id == entry_id))
        return AuditEntry(**rows[0]._mapping) if rows else None

    async def undone_by(self, entry_id: int) -> AuditEntry | None:
        """The entry that took this one back."""
        rows = await self._uow.query(select(audit).where(audit.c.undoes == entry_id))
        return AuditEntry(**rows[0]._mapping) if rows else None

    def _append(self, entry: AuditEntry) -> AuditEntry:
        self._ledger.append(entry)
        return entry

    async def page(
        self, community_id: int, limit: int, before: int | None = None, whose: tuple[int, int] | None = None
    ) -> list[AuditEntry]:
        """Acts with ids below `before`, newest first; `whose`: only those to a member or by a user, by these ids."""
        statement = select(audit).where(audit.c.community_id == community_id)
        if before is not None:
            statement = statement.where(audit.c.id < before)
        if whose is not None:
            member_id, user_id = whose
            statement = statement.where(or_(audit.c.member_id == member_id, audit.c.actor == user_id))
        rows = await self._uow.survey(statement.order_by(audit.c.id.desc()).limit(limit))
        return [AuditEntry(**row._mapping) for row in rows]

    async def latest(self, community_id: int, limit: int) -> Sequence[AuditEntry]:
        """The latest acts in a community, newest first."""
        rows = await self._uow.query(
            select(audit).where(audit.c.community_id == community_id).order_by(audit.c.id.desc()).limit(limit)
        )
        return [AuditEntry(**row._mapping) for row in rows]
