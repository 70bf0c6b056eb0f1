"""The daily digest: due at the community's hour, about the local day before, once, also across restarts."""

from dataclasses import replace
from datetime import datetime

from bot.timers import Timer
from community import digest_hour, staff
from community.scope import Scope
from core.message import Kind, Message, Target
from handlers.context import Services
from handlers.digest import digest_text
from storage.communities import Community
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

_KINDS = (digest_hour.KIND,)
_LIMIT = 5
"""Digests of one transaction; each is a few dozen queries."""


class DailyDigests(Timer):
    """Plans the digests; what they say is `handlers.digest`'s."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def tick(self, uow: UnitOfWork) -> bool:
        """Plan the digests that are due, and their next time."""
        due = await uow.schedules.claim_due(uow.now, _LIMIT, _KINDS)
        for row in due:
            await self._plan(uow, row)
        return len(due) == _LIMIT

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When the next digest is due."""
        return await uow.schedules.next_due(_KINDS)

    async def _plan(self, uow: UnitOfWork, row: Schedule) -> None:
        community = await uow.communities.get(row.community_id)
        for message in await self._messages(uow, community):
            await uow.outbox.plan(message)
        uow.schedules.put(replace(row, next_at=digest_hour.next_due(community, uow.now)))

    async def _messages(self, uow: UnitOfWork, community: Community) -> list[Message]:
        """To each owner in private; to the staff chat, without names, where no owner can be reached."""
        scope = Scope(uow, community, self._services.policies)
        day = digest_hour.reported_day(community, uow.now)
        key = f"digest:{community.id}:{day:%Y%m%d}"
        staff_chat = await uow.chats.staff(community.id)
        for_staff = None
        if staff_chat is not None:
            text = await digest_text(self._services, scope, day, named=False)
            for_staff = Message(
                Target.chat(staff_chat.id),
                Kind.DIGEST,
                text,
                community_id=community.id,
                dedupe_key=f"{key}:staff",
            )
        owners = await self._owners(uow)
        if not owners:
            return [for_staff] if for_staff is not None else []
        text = await digest_text(self._services, scope, day, named=True)
        return [
            Message(
                Target.user(owner.id),
                Kind.DIGEST,
                text,
                community_id=community.id,
                dedupe_key=f"{key}:{owner.id}",
                fallback=for_staff,
            )
            for owner in owners
        ]

    async def _owners(self, uow: UnitOfWork) -> list[User]:
        """The owners whose private chat is open, as far as is known."""
        known = await staff.owners(uow, self._services.settings.owner_ids)
        return [owner for owner in known if owner.reach == Reach.OPEN]
