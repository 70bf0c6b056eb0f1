"""Runs of scripts: one small row each; waiting costs nothing but its entry in the index on `due_at`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
)

from core.frozen import quickly_made
from storage.failures import TurnNeeded
from storage.members import members
from storage.reading import Reading, earliest, look_up
from storage.records import Records
from storage.schema import BigId, Instant, link, metadata, own_id
from storage.users import users

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

runs = Table(
    "runs",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("sop", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("subject", String(8), nullable=False),
    Column("member_id", BigId),
    Column("chat_id", BigId),
    Column("cohort_id", BigId),
    Column("status", String(16), nullable=False),
    Column("outcome", String(32)),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("due_at", Instant),
    Column("held_at", Instant),
    Column("generation", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_runs_due_at", "due_at"),
    Index("ix_runs_member_sop", "member_id", "sop"),
    Index("ix_runs_cohort_id", "cohort_id"),
    Index("ix_runs_chat_id", "chat_id"),
    Index("ix_runs_community_status", "community_id", "status", "sop"),
)


class RunStatus(StrEnum):
    """Paused (by hand) and frozen (with its script or chat) runs keep their places, but their clocks
    stand still: they have no `due_at`.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    FROZEN = "frozen"
    ENDED = "ended"


LIVE = (RunStatus.ACTIVE, RunStatus.PAUSED, RunStatus.FROZEN)


@quickly_made
@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a script. `state` is the decision core's own small JSON."""

    id: int
    community_id: int
    sop: str
    version: str
    subject: str
    status: str
    started_at: datetime
    generation: int
    state: str
    member_id: int | None = None
    chat_id: int | None = None
    cohort_id: int | None = None
    outcome: str | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    held_at: datetime | None = None
    """Since when its clocks stand still."""

    def moved(self, state: str, generation: int, due_at: datetime | None) -> "Run":
        """After a decision. Spelt out: `replace` takes three times as long, and this is done for each step."""
        return Run(
            self.id, self.community_id, self.sop, self.version, self.subject, self.status, self.started_at,
            generation, state, self.member_id, self.chat_id, self.cohort_id, self.outcome, self.ended_at,
            due_at, self.held_at,
        )  # fmt: skip


def _with_their_people(due: Select[Any]) -> Select[Any]:
    """Of these runs those whose people can be had, too.

    Not FOR UPDATE, which whoever mentions a person in a row about another one would have to wait for.
    """
    mine = due.subquery()
    people = mine.join(members, members.c.id == mine.c.member_id).join(users, users.c.id == members.c.user_id)
    statement = select(mine).select_from(people).order_by(mine.c.due_at, mine.c.id)
    return statement.with_for_update(of=users, skip_locked=True, key_share=True)


_DUE = (
    select(runs)
    .where(runs.c.due_at <= bindparam("now"))
    .order_by(runs.c.due_at, runs.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_ANY_DUE = Reading(_DUE)
_DUE_OF_MEMBERS = Reading(_with_their_people(_DUE.where(runs.c.member_id.is_not(None))))
_NEXT_DUE = earliest(runs.c.due_at)
_BY_ID = look_up(runs.c.id, locked=True)
_LIVE_OF_MEMBERS = look_up(runs.c.member_id, runs.c.status.in_(LIVE), locked=True)
_HISTORIES = look_up(runs.c.member_id, runs.c.sop.in_(bindparam("names", expanding=True)))


class RunStore:
    """Runs a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._records = Records(uow.journal, runs, Run)
        self._members: set[int] = set()
        self._of_member: dict[int, dict[int, None]] = {}
        self._histories: set[tuple[str, int]] = set()
        self._claimed: set[int | None] = set()
        """Members whose people a shared unit of work keeps from others."""
        self.buffers = (self._records,)

    async def claim_due(self, now: datetime, limit: int) -> list[Run]:
        """Active runs whose time has come, earliest first, kept from other processes until the commit.

        A unit of work that shares its turn claims runs of members only, together with the people themselves:
        nobody's runs are moved by two at once, in whatever communities.
        """
        due = _DUE_OF_MEMBERS if self._uow.shared else _ANY_DUE
        found = await self._uow.query(due, {"now": now, "limit": limit})
        claimed = [self._adopt(row) for row in found]
        self._claimed.update(run.member_id for run in claimed)
        return claimed

    async def next_due(self) -> datetime | None:
        """When the next run is due."""
        return await self._uow.earliest(_NEXT_DUE)

    async def load_of_members(self, member_ids: Iterable[int]) -> None:
        """Load the live runs of these members in one read."""
        wanted = {key for key in member_ids if key not in self._members and not self._uow.made_here(key)}
        if not wanted:
            return
        for row in await self._uow.read(_LIVE_OF_MEMBERS, {"wanted": wanted}):
            self._adopt(row)
        self._members |= wanted

    async def live_of_member(self, member_id: int) -> list[Run]:
        """The member's live runs, oldest first."""
        await self.load_of_members([member_id])
        return [run for run in self._known_of_member(member_id) if run.status in LIVE]

    async def load_ids(self, run_ids: Iterable[int]) -> None:
        """Load runs by their ids in one read."""
        wanted = {key for key in run_ids if self._records.get(key) is None}
        if wanted:
            for row in await self._uow.read(_BY_ID, {"wanted": wanted}):
                self._adopt(row)

    def known(self, run_id: int) -> Run | None:
        """A run that was loaded before; None if there is none."""
        return self._records.get(run_id)

    async def load_histories(self, sops: Iterable[str], member_ids: Iterable[int]) -> None:
        """Load every run, live or ended, that these members had of these scripts, in one read."""
        wanted = {(sop, member_id) for sop in sops for member_id in member_ids} - self._histories
        self._histories |= wanted
        wanted = {pair for pair in wanted if not self._uow.made_here(pair[1])}
        if not wanted:
            return
        names, ids = {sop for sop, _ in wanted}, {member_id for _, member_id in wanted}
        for row in await self._uow.read(_HISTORIES, {"wanted": ids, "names": names}):
            self._adopt(row)

    async def history(self, sop: str, member_id: int) -> list[Run]:
        """Every run, live or ended, that the member had of the script, oldest first."""
        if (sop, member_id) not in self._histories:
            await self.load_histories([sop], [member_id])
        return [run for run in self._known_of_member(member_id) if run.sop == sop]

    async def versions_in_use(self) -> list[str]:
        """The script versions that live runs are pinned to."""
        rows = await self._uow.query(select(runs.c.version).where(runs.c.status.in_(LIVE)).distinct())
        return [row.version for row in rows]

    async def live_of_subject(self, chat_id: int | None = None, cohort_id: int | None = None) -> list[Run]:
        """Live runs of a chat or a cohort, oldest first."""
        column, wanted = (runs.c.chat_id, chat_id) if chat_id is not None else (runs.c.cohort_id, cohort_id)
        statement = select(runs).where(column == wanted, runs.c.status.in_(LIVE)).with_for_update()
        found = [self._adopt(row) for row in await self._uow.query(statement)]
        return sorted((run for run in found if run.status in LIVE), key=lambda run: run.id)

    async def past_of(
        self,
        sop: str,
        member_ids: Iterable[int] = (),
        chat_id: int | None = None,
        cohort_id: int | None = None,
    ) -> list[Run]:
        """Every run of a script, live or ended, of these members or of a chat or cohort."""
        whose: list[ColumnElement[bool]] = [runs.c.member_id.in_(list(member_ids))]
        if chat_id is not None:
            whose.append(runs.c.chat_id == chat_id)
        if cohort_id is not None:
            whose.append(runs.c.cohort_id == cohort_id)
        statement = select(runs).where(runs.c.sop == sop, or_(*whose)).order_by(runs.c.id)
        return [self._adopt(row) for row in await self._uow.query(statement)]

    async def find(self, run_id: int) -> Run | None:
        """The run by its id."""
        await self.load_ids([run_id])
        return self._records.get(run_id)

    async def live_of_community(
        self,
        community_id: int,
        after: int,
        limit: int,
        sop: str | None = None,
        chat_id: int | None = None,
        but_version: str | None = None,
    ) -> list[Run]:
        """Live runs of a community, a script or a chat with ids above `after`, for work in small steps.

        `but_version`: only those on another version of the script than this.
        """
        statement = (
            select(runs)
            .where(runs.c.community_id == community_id, runs.c.id > after)
            .order_by(runs.c.id)
            .limit(limit)
        )
        if sop is not None:
            statement = statement.where(runs.c.sop == sop)
        if chat_id is not None:
            statement = statement.where(runs.c.chat_id == chat_id)
        if but_version is not None:
            statement = statement.where(runs.c.version != but_version)
        found: list[Run] = []
        for status in LIVE:  # one by one, the index has them in order; together they would be sorted anew
            found += map(self._adopt, await self._uow.query(statement.where(runs.c.status == status)))
        return sorted(found, key=lambda run: run.id)[:limit]

    async def count_by_sop(self, community_id: int) -> dict[str, int]:
        """How many live runs each script has."""
        rows = await self._uow.query(
            select(runs.c.sop, func.count().label("n"))
            .where(runs.c.community_id == community_id, runs.c.status.in_(LIVE))
            .group_by(runs.c.sop)
        )
        return {row.sop: row.n for row in rows}

    def put(self, run: Run) -> Run:
        """Add or change; raises TurnNeeded for somebody's whom a shared unit of work has not claimed."""
        if self._uow.shared and (run.member_id is None or run.member_id not in self._claimed):
            raise TurnNeeded(f"a run of {run.sop} is for another subject than was claimed")
        if run.member_id is not None:
            self._of_member.setdefault(run.member_id, {})[run.id] = None
        self._uow.timed(run.due_at)
        return self._records.put(run)

    def _adopt(self, row: Row[Any]) -> Run:
        run = self._records.adopt(row)
        if run.member_id is not None:
            self._of_member.setdefault(run.member_id, {})[run.id] = None
        return run

    def _known_of_member(self, member_id: int) -> list[Run]:
        known = map(self._records.get, sorted(self._of_member.get(member_id, ())))
        return [run for run in known if run is not None]
