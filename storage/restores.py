"""Backups that were put back: what was planned before is held until an owner has said what is to become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ColumnElement, String, Table, and_, func, select, update

from core.message import POLICIES, Kind
from storage.outgoing import OutboxState, outbox
from storage.records import Records
from storage.runs import runs
from storage.schema import BigId, Instant, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

restores = Table(
    "restores",
    metadata,
    own_id(),
    Column("backup_at", Instant, nullable=False),
    Column("restored_at", Instant, nullable=False),
    Column("released_at", Instant),
    Column("verdict", String(8)),
    Column("released_by", BigId),
)


BY_HAND = "python -m bot restore --release skip (or: send)"
"""How to decide where no owner can be reached."""


class Verdict(StrEnum):
    """What becomes of messages and steps that were due before the restore."""

    SKIP = "skip"
    """They are late: messages expire, steps follow their late rule."""

    SEND = "send"
    """Messages go out, with a fresh shelf life; steps are as late as they are."""


@dataclass(frozen=True, slots=True)
class Restore:
    """A backup put back. Nothing leaves and nothing becomes due before `released_at`.

    `backup_at`: when the life that the backup is of was last known to be alive. `released_by`: a `users.id`;
    None from the command line.
    """

    id: int
    backup_at: datetime
    restored_at: datetime
    released_at: datetime | None = None
    verdict: str | None = None
    released_by: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What waits for the verdict: messages by kind, and runs with a step that is due."""

    messages: Mapping[str, int]
    steps: int


class RestoreStore:
    """The restores, of which there are few."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, restores, Restore)
        self.buffers = (self._records,)

    async def latest(self) -> Restore | None:
        """The last one; None if this database was never restored."""
        statement = select(restores).order_by(restores.c.id.desc()).limit(1)
        rows = await self._uow.query(statement)
        return self._records.adopt(rows[0]) if rows else None

    def put(self, restore: Restore) -> Restore:
        """Add or change."""
        if restore.released_at is not None:
            self._uow.released = True
        return self._records.put(restore)

    async def held(self, restore: Restore) -> Held:
        """What was due before the restore and is not done."""
        messages = await self._uow.query(
            select(outbox.c.kind, func.count().label("n")).where(_late(restore)).group_by(outbox.c.kind)
        )
        steps = await self._uow.count(select(func.count()).where(runs.c.due_at < restore.restored_at))
        return Held({row.kind: row.n for row in messages}, steps)

    async def holds_answer(self, user_id: int, since: datetime) -> bool:
        """Whether an answer to something that this person has asked in private since then waits."""
        waiting = select(func.count()).where(
            outbox.c.state == OutboxState.PLANNED,
            outbox.c.kind == Kind.REPLY,
            outbox.c.user_id == user_id,
            outbox.c.not_before >= since,
        )
        return await self._uow.count(waiting) > 0

    async def expire(self, restore: Restore) -> None:
        """Nothing that was due before the restore is sent any more."""
        reason = "was due before the database was restored"
        await self._uow.execute(
            update(outbox).where(_late(restore)).values(state=OutboxState.EXPIRED, error=reason)
        )

    async def prolong(self, restore: Restore) -> None:
        """What was due before the restore is worth as much as if it were due now."""
        for kind, policy in POLICIES.items():
            await self._uow.execute(
                update(outbox)
                .where(_late(restore), outbox.c.kind == kind)
                .values(expires_at=self._uow.now + policy.keeps)
            )


def _late(restore: Restore) -> ColumnElement[bool]:
    """Rows that the former life may have sent after the backup was made."""
    waiting = outbox.c.state.in_((OutboxState.PLANNED, OutboxState.SENDING))
    return and_(waiting, outbox.c.not_before < restore.restored_at)
