"""How members introduce themselves: their answers, by the name of the question."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Column, Table, UniqueConstraint, select

from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

introductions = Table(
    "introductions",
    metadata,
    own_id(),
    link("member_id", "members"),
    Column("answers", JSON, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("shown_at", Instant),
    UniqueConstraint("member_id"),
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one member says of themselves. `shown_at`: when it was shown to the group; None: never."""

    id: int
    member_id: int
    answers: dict[str, str]
    changed_at: datetime
    shown_at: datetime | None = None


class IntroductionStore:
    """Introductions of the members that a unit of work asks for."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, introductions, Introduction)
        self._keys: dict[int, int] = {}
        self.buffers = (self._records,)

    async def of(self, member_id: int) -> Introduction | None:
        """The member's introduction, if there is one."""
        if member_id not in self._keys:
            statement = select(introductions).where(introductions.c.member_id == member_id)
            for row in await self._uow.read(statement):
                self._keys[member_id] = self._records.adopt(row).id
        key = self._keys.get(member_id)
        return None if key is None else self._records.get(key)

    def put(self, introduction: Introduction) -> Introduction:
        """Add or change."""
        self._keys[introduction.member_id] = introduction.id
        return self._records.put(introduction)
