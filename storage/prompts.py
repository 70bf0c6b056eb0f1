"""What somebody is asked to type in private: one thing a person at a time, for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, String, Table

from storage.reading import look_up
from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

prompts = Table(
    "prompts",
    metadata,
    own_id(),
    link("user_id", "users", unique=True),
    link("community_id", "communities"),
    Column("field", String(160), nullable=False),
    Column("expires_at", Instant, nullable=False),
)


_OF_USERS = look_up(prompts.c.user_id)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the person's next message in private is taken for, until `expires_at`."""

    id: int
    user_id: int
    community_id: int
    field: str
    expires_at: datetime


class PromptStore:
    """Prompts a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, prompts, Prompt)
        self._keys: dict[int, int | None] = {}
        self.buffers = (self._records,)

    async def load(self, user_ids: Iterable[int]) -> None:
        """Load what these people were asked for, in one read."""
        wanted = set(user_ids) - self._keys.keys()
        if not wanted:
            return
        self._keys.update(dict.fromkeys(wanted))
        for row in await self._uow.read(_OF_USERS, {"wanted": wanted}):
            self._keys[row.user_id] = self._records.adopt(row).id

    async def of(self, user_id: int) -> Prompt | None:
        """What the person was asked for last, over or not."""
        await self.load([user_id])
        key = self._keys[user_id]
        return None if key is None else self._records.get(key)

    def put(self, prompt: Prompt) -> Prompt:
        """Add or change."""
        self._keys[prompt.user_id] = prompt.id
        return self._records.put(prompt)
