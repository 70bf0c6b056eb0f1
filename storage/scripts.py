"""Script versions that runs are pinned to, each community's switch for a script, traces of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column, Index, String, Table, Text, UniqueConstraint, func, select

from core.frozen import quickly_made
from storage.reading import look_up
from storage.records import Ledger, Records
from storage.schema import BigId, Instant, link, metadata, own_id

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

script_versions = Table(
    "script_versions",
    metadata,
    own_id(),
    Column("version", String(64), nullable=False, unique=True),
    Column("sop", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("first_used_at", Instant, nullable=False),
)

script_switches = Table(
    "script_switches",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("sop", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("since", Instant, nullable=False),
    Column("inputs", JSON, nullable=False),
    UniqueConstraint("community_id", "sop"),
)

traces = Table(
    "traces",
    metadata,
    own_id(),
    link("community_id", "communities"),
    Column("run_id", BigId, index=True),
    Column("sop", String(64), nullable=False),
    Column("member_id", BigId),
    Column("path", Text, nullable=False),
    Column("what", String(32), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_traces_member_id_id", "member_id", "id"),
    Index("ix_traces_community_at", "community_id", "at"),
)


class SwitchState(StrEnum):
    """A script in a community. Paused: no new runs. Frozen: clocks stand still. Off: no runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    FROZEN = "frozen"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """The text of a script that some run began with."""

    id: int
    version: str
    sop: str
    name: str
    source: str
    first_used_at: datetime


@dataclass(frozen=True, slots=True)
class ScriptSwitch:
    """What a community said of a script; without one it is active. `inputs`: its own values for the script's."""

    id: int
    community_id: int
    sop: str
    state: str
    since: datetime
    inputs: dict[str, str | int | float] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True, slots=True)
class Trace:
    """Why the bot did or did not do something: a code (`what`), where in the script, and particulars."""

    id: int
    community_id: int
    sop: str
    path: str
    what: str
    at: datetime
    detail: Mapping[str, Any]
    run_id: int | None = None
    member_id: int | None = None


_SWITCHES_OF = look_up(script_switches.c.community_id)


class ScriptStore:
    """Versions, switches and traces a unit of work touches."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self._uow = uow
        self._versions = Records(uow.journal, script_versions, ScriptVersion)
        self._switches = Records(uow.journal, script_switches, ScriptSwitch)
        self._traces = Ledger(uow.journal, traces, Trace)
        self._switches_of: set[int] = set()
        self.buffers = (self._versions, self._switches, self._traces)

    async def version(self, version: str) -> ScriptVersion | None:
        """The stored text of a version."""
        known = next((one for one in self._versions.known() if one.version == version), None)
        if known is not None:
            return known
        rows = await self._uow.read(select(script_versions).where(script_versions.c.version == version))
        return self._versions.adopt(rows[0]) if rows else None

    def put_version(self, version: ScriptVersion) -> None:
        """Keep the text of a version."""
        self._versions.put(version)

    async def switch(self, community_id: int, sop: str) -> ScriptSwitch | None:
        """What the community said of the script."""
        if community_id not in self._switches_of:
            for row in await self._uow.read(_SWITCHES_OF, {"wanted": [community_id]}):
                self._switches.adopt(row)
            self._switches_of.add(community_id)
        found = (one for one in self._switches.known() if (one.community_id, one.sop) == (community_id, sop))
        return next(found, None)

    def put_switch(self, switch: ScriptSwitch) -> None:
        """Add or change."""
        self._switches.put(switch)

    def trace(self, trace: Trace) -> None:
        """Append a line."""
        self._traces.append(trace)

    async def traces_of(
        self, limit: int, member_ids: Sequence[int], sop: str | None = None, before: int | None = None
    ) -> list[Trace]:
        """The latest lines about these members (of one script, with ids below `before`), oldest first."""
        mine = traces.c.member_id.in_(member_ids)
        statement = select(traces).where(mine).order_by(traces.c.id.desc()).limit(limit)
        if sop is not None:
            statement = statement.where(traces.c.sop == sop)
        if before is not None:
            statement = statement.where(traces.c.id < before)
        return [Trace(**row._mapping) for row in reversed(await self._uow.query(statement))]

    async def traces_of_run(self, run_id: int, limit: int) -> list[Trace]:
        """The latest lines of a run, oldest first."""
        statement = select(traces).where(traces.c.run_id == run_id).order_by(traces.c.id.desc()).limit(limit)
        return [Trace(**row._mapping) for row in reversed(await self._uow.query(statement))]

    async def count_traces(
        self, community_id: int, start: datetime, end: datetime
    ) -> dict[tuple[str, str], int]:
        """How often each script did what, by (sop, what), in a span of time."""
        rows = await self._uow.survey(
            select(traces.c.sop, traces.c.what, func.count().label("n"))
            .where(traces.c.community_id == community_id, traces.c.at >= start, traces.c.at < end)
            .group_by(traces.c.sop, traces.c.what)
        )
        return {(row.sop, row.what): row.n for row in rows}
