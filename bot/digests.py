"""The daily digest: due at the community's hour, about the local day before, once, also across restarts.

What it takes is gathered bit by bit, each in a transaction of its own: one day's figures, a page of runs. The
last one makes the digest and plans it.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import ClassVar

from bot.hourly import Hourly
from community import daily_figures, digest, digest_hour, staff
from community.gathering import Gathering, assembled, gather_next
from community.scope import Scope
from core.message import Kind, Message, Target
from handlers.context import Services
from handlers.digest_shown import shown_in, with_funnels
from sop.engine.funnels import Positions, count_page
from sop.engine.readers import texts_of
from storage.digests import Digest, Edition
from storage.schedules import Schedule
from storage.unit_of_work import UnitOfWork
from storage.users import Reach, User

_MONDAY = 0


@dataclass(slots=True)
class _SoFar:
    """How far one community's digest has come. After a crash it begins anew."""

    day: date
    figures: Gathering
    after: int | None = 0
    """The last run looked at; None when there are no more."""
    positions: Positions = field(default_factory=Counter)


class DailyDigests(Hourly):
    """Gathers and plans the digests; what they say is `handlers.digest_shown`'s."""

    kinds: ClassVar = (digest_hour.KIND,)

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._so_far: dict[int, _SoFar] = {}

    async def do(self, scope: Scope, row: Schedule) -> None:
        """Do one part of the digest, and plan its next time when it is done."""
        community = scope.community

        def begin_anew() -> None:
            self._so_far.pop(community.id, None)

        scope.uow.undo_also(begin_anew)
        day = digest_hour.reported_day(community, scope.uow.now)
        if await self._gather(scope, day):
            return
        kept = await self._kept(scope, day)
        if kept.edition == Edition.DAY and _tells_the_week(scope):
            self._so_far[community.id].figures = Gathering(day, Edition.WEEK)
            return
        await self._plan(scope, row, kept)

    async def _gather(self, scope: Scope, day: date) -> bool:
        """Do one part; False if nothing is left to be gathered."""
        services, key = self._services, scope.community.id
        members = await staff.staff_member_ids(scope, services.settings.owner_ids)
        if await daily_figures.close_next(scope, day, members):
            return True
        so_far = self._so_far.get(key)
        if so_far is None or so_far.day != day:
            so_far = self._so_far[key] = _SoFar(day, Gathering(day, Edition.DAY))
        if so_far.after is not None:
            so_far.after = await count_page(services.library, scope.uow, key, so_far.after, so_far.positions)
            return True
        return await gather_next(scope, so_far.figures, members)

    async def _kept(self, scope: Scope, day: date) -> Digest:
        """What was gathered, kept as a digest; on Mondays first Sunday's, then the week's, which is sent."""
        so_far = self._so_far[scope.community.id]
        edition = so_far.figures.edition
        known = await scope.uow.digests.of(scope.community.id, day, edition)
        if known is not None:
            return known
        found = with_funnels(self._services, scope, assembled(so_far.figures), so_far.positions)
        return digest.keep(scope, day, edition, found)

    async def _plan(self, scope: Scope, row: Schedule, kept: Digest) -> None:
        uow, community = scope.uow, scope.community
        shown = [await uow.outbox.plan(message) for message in await self._messages(scope, kept)]
        places = [outbox_id for outbox_id in shown if outbox_id is not None]
        uow.digests.put(replace(kept, decided={**kept.decided, "shown": places}))
        self._so_far.pop(community.id, None)
        uow.schedules.put(replace(row, next_at=digest_hour.next_due(community, uow.now)))

    async def _messages(self, scope: Scope, kept: Digest) -> list[Message]:
        """To each owner in private; to the staff chat, without names, where no owner can be reached."""
        uow, community = scope.uow, scope.community
        key = f"digest:{community.id}:{kept.day:%Y%m%d}"
        staff_chat, owners = await uow.chats.staff(community.id), await self._owners(uow)
        for_staff = None
        if staff_chat is not None:
            for_staff = await self._message(scope, kept, Target.chat(staff_chat.id), f"{key}:staff")
        if not owners:
            return [for_staff] if for_staff is not None else []
        found = []
        for owner in owners:
            message = await self._message(scope, kept, Target.user(owner.id), f"{key}:{owner.id}")
            found.append(message.instead(fallback=for_staff))
        return found

    async def _message(self, scope: Scope, kept: Digest, to: Target, key: str) -> Message:
        texts = await texts_of(scope, to.user_id)
        shown = await shown_in(self._services, scope, kept, texts, named=to.chat_id is None)
        return Message(
            to,
            Kind.DIGEST,
            shown.text,
            shown.buttons,
            community_id=scope.community.id,
            dedupe_key=key,
            picture=shown.picture,
        )

    async def _owners(self, uow: UnitOfWork) -> list[User]:
        """The owners whose private chat is open, as far as is known."""
        known = await staff.owners(uow, self._services.settings.owner_ids)
        return [owner for owner in known if owner.reach == Reach.OPEN]


def _tells_the_week(scope: Scope) -> bool:
    return scope.today.weekday() == _MONDAY
