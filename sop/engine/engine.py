"""The engine: everything the rest of the program calls. Each call works within the caller's unit."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from community.proofs import Demand
from community.scope import Scope
from config.policies import Policies
from delivery.reports import Report
from sop.engine import demands, overdue, revealing, schedules, skips, ticking, work, working
from sop.engine.at_large import AtLarge
from sop.engine.overdue import Overdue
from sop.engine.skips import Skipped
from sop.engine.turn import Parts, Turn
from sop.engine.work import WorkKind
from sop.library import Library, VersionLost
from storage.communities import Chat
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.uptime import Outage
from storage.users import User


class Engine(AtLarge):
    """Applies what the decision core decides. It keeps nothing between units of work but compiled scripts."""

    def __init__(
        self, library: Library, policies: Policies, owner_ids: frozenset[int], report: Report
    ) -> None:
        super().__init__(Parts(library, policies, owner_ids, report))

    async def open(self, uow: UnitOfWork) -> None:
        """Once at the start: compile the versions that runs are pinned to, and plan what the clock starts."""
        for version in await uow.runs.versions_in_use():
            with suppress(VersionLost):  # its runs fail when they are due, and that is reported
                await self.parts.library.pinned(uow, version)
        await self.sync_schedules(uow)

    def count_as_late(self, before: datetime) -> None:
        """What the clock should have done before this instant is late: another life may have done it."""
        self.parts = replace(self.parts, late_before=before)

    async def settle(self, uow: UnitOfWork) -> None:
        """Settle the facts recorded so far: after the handlers of a batch, and after each steering call."""
        async with self._turn(uow):
            pass

    async def demand(self, scope: Scope, member: Member, day: date) -> Demand | None:
        """What scripts want of a member's check-in on a local day, if more than a press."""
        return await demands.demand(self.parts.library, scope, member, day)

    async def tick(self, uow: UnitOfWork, limit: int = 500) -> int:
        """Move on at most `limit` runs whose time has come; returns how many there were."""
        async with self._turn(uow) as turn:
            return await ticking.tick(turn, limit)

    async def give_up(self, uow: UnitOfWork, error: Exception) -> None:
        """Mark the next due run as failed: its unit of work, alone, was refused by the database."""
        async with self._turn(uow) as turn:
            for run in await uow.runs.claim_due(uow.now, 1):
                await turn.load([run])
                await turn.fail(run, error)

    async def tick_schedules(self, uow: UnitOfWork) -> int:
        """Fire the scheduled starts whose time has come; returns how many there were."""
        async with self._turn(uow) as turn:
            return await schedules.tick(turn)

    async def tick_work(self, uow: UnitOfWork) -> bool:
        """Do one part of the oldest piece of large work; returns whether there was one."""
        async with self._turn(uow) as turn:
            return await working.tick(turn)

    async def give_up_work(self, uow: UnitOfWork, work_id: int, error: Exception) -> None:
        """Do no more of a piece of large work: its unit of work failed."""
        async with self._turn(uow) as turn:
            await working.give_up(turn, work_id, error)

    async def sync_schedules(self, uow: UnitOfWork) -> None:
        """Plan scheduled starts anew: after the library or a community has changed."""
        async with self._turn(uow) as turn:
            await schedules.sync(turn)

    async def retime(self, uow: UnitOfWork, community_id: int) -> None:
        """Plan anew what a community's scripts start by local time: its zone or language has changed."""
        async with self._turn(uow) as turn:
            await schedules.retime(turn, community_id)

    async def expect_no_more(self, uow: UnitOfWork, cohort_id: int) -> None:
        """The day of a cohort that is taken back does not come."""
        async with self._turn(uow) as turn:
            await schedules.expect_no_more(turn, cohort_id)

    async def next_instant(self, uow: UnitOfWork) -> datetime | None:
        """When any of the ticks has something to do next; None if never."""
        instants = [await uow.runs.next_due(), await self.next_start(uow), await uow.work.next_due()]
        return min((instant for instant in instants if instant is not None), default=None)

    async def next_start(self, uow: UnitOfWork) -> datetime | None:
        """When a scheduled start is due next; None if never."""
        return await uow.schedules.next_due(schedules.KINDS)

    async def freeze(self, uow: UnitOfWork, chat: Chat) -> None:
        """The bot was removed from a chat: the clocks of the runs there stand still."""
        async with self._turn(uow) as turn:
            if chat.community_id is not None:
                at = chat.removed_at or uow.now
                work.plan(turn, chat.community_id, "", WorkKind.FREEZE_ALL, at, chat_id=chat.id)

    async def thaw(self, uow: UnitOfWork, chat: Chat, *, in_time: bool) -> None:
        """The bot is back: in time, its absence was an outage; later the runs there end."""
        async with self._turn(uow) as turn:
            if chat.community_id is None:
                return
            if in_time:
                kind, how = WorkKind.RELEASE_ALL, "as_downtime"
            else:
                kind, how = WorkKind.STOP_ALL, "chat_gone"
            work.plan(turn, chat.community_id, "", kind, uow.now, chat_id=chat.id, how=how)

    async def gather_skipped(self, uow: UnitOfWork, outage: Outage, since: datetime, limit: int) -> bool:
        """Put together what was skipped because of an outage; True if there may be more than `limit`."""
        return await skips.gather(uow, outage, since, limit)

    async def skipped(self, uow: UnitOfWork, outage_id: int) -> list[Skipped]:
        """What was skipped because of an outage."""
        return await skips.overview(Turn(self.parts, uow), outage_id)

    async def overdue(self, uow: UnitOfWork, before: datetime, limit: int) -> list[Overdue]:
        """Where runs have something due that nobody moves on yet, of at most `limit` runs."""
        return await overdue.overview(Turn(self.parts, uow), before, limit)

    def say_after_all(
        self, uow: UnitOfWork, outage_id: int, community_id: int, group_id: int | None = None
    ) -> None:
        """Say what was skipped because of an outage, or one group of it, some hundred at a time by `tick_work`.

        Each is said once, however often this is called, and only where its run still stands for it.
        """
        data = {"outage": outage_id} if group_id is None else {"outage": outage_id, "group": group_id}
        work.plan(Turn(self.parts, uow), community_id, "", WorkKind.AFTER_ALL, uow.now, **data)

    async def reveal(self, uow: UnitOfWork, user: User, payload: str) -> bool:
        """The person pressed Start by `q<question>` or `r<message>`: it is put in private at once.

        Returns whether there is something to read now; call after `community.people.started_private`.
        """
        async with self._turn(uow) as turn:
            return await revealing.reveal(turn, user, payload)
