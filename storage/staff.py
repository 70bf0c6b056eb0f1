"""Who assists in which community. Owners are named by the settings, not here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, Table, UniqueConstraint

from storage.reading import look_up
from storage.records import Records
from storage.schema import Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

staff = Table(
    "staff",
    metadata,
    own_id(),
    link("community_id", "communities"),
    link("user_id", "users", index=True),
    link("named_by", "users"),
    Column("named_at", Instant, nullable=False),
    Column("removed_at", Instant),
    UniqueConstraint("community_id", "user_id"),
)

_OF_COMMUNITY = look_up(staff.c.community_id)
_OF_USERS = look_up(staff.c.user_id)


@dataclass(frozen=True, slots=True)
class Assistant:
    """Somebody an owner named for one community."""

    id: int
    community_id: int
    user_id: int
    named_by: int
    named_at: datetime
    removed_at: datetime | None = None


class StaffStore:
    """The staff of the communities a unit of work touches; small, so loaded whole."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, staff, Assistant)
        self._loaded: set[int] = set()
        self._users: set[int] = set()
        self.buffers = (self._records,)

    async def of_community(self, community_id: int) -> Sequence[Assistant]:
        """Present assistants, in the order they were named."""
        await self._load(community_id)
        mine = (one for one in self._records.known() if one.community_id == community_id)
        return sorted((one for one in mine if one.removed_at is None), key=lambda one: one.named_at)

    async def find(self, community_id: int, user_id: int) -> Assistant | None:
        """The person's record as an assistant there, present or former."""
        await self._load(community_id)
        found = (one for one in self._records.known() if one.user_id == user_id)
        return next((one for one in found if one.community_id == community_id), None)

    async def load_users(self, user_ids: Iterable[int]) -> None:
        """Load where these people assist in one read."""
        wanted = set(user_ids) - self._users
        self._users |= wanted
        if wanted:
            for row in await self._uow.read(_OF_USERS, {"wanted": wanted}):
                self._records.adopt(row)

    async def communities_of(self, user_id: int) -> list[int]:
        """Ids of the communities a person assists in."""
        await self.load_users([user_id])
        mine = (one for one in self._records.known() if one.user_id == user_id)
        return [one.community_id for one in mine if one.removed_at is None]

    def put(self, assistant: Assistant) -> None:
        """Add or change."""
        self._records.put(assistant)

    async def _load(self, community_id: int) -> None:
        if community_id not in self._loaded:
            for row in await self._uow.read(_OF_COMMUNITY, {"wanted": [community_id]}):
                self._records.adopt(row)
            self._loaded.add(community_id)
