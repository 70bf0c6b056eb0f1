"""Sums over the traces and runs of everybody, for whoever looks at a whole course of events at once."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import String, case, cast, func, literal, select

from storage.runs import runs
from storage.scripts import traces

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class TraceCount:
    """How often, and in how many runs, something happened at a label of a script.

    `detail` is the trace's JSON where it was asked for, else empty.
    """

    sop: str
    label: str
    what: str
    detail: str
    times: int
    runs: int


@dataclass(frozen=True, slots=True)
class RunReached:
    """That a run came to a step (its id with the occurrence, `daily[3]`), or that something happened in it there."""

    run_id: int
    sop: str
    step: str
    what: str


async def trace_counts(uow: "UnitOfWork", detailed: Collection[str]) -> list[TraceCount]:
    """All labels of all scripts; with particulars for these kinds of lines (`what`)."""
    detail = case((traces.c.what.in_(detailed), cast(traces.c.detail, String)), else_=literal("")).label(
        "said"
    )
    keys = (traces.c.sop, traces.c.path, traces.c.what, detail)
    found = await uow.query(
        select(*keys, func.count().label("times"), func.count(traces.c.run_id.distinct()).label("runs"))
        .group_by(*keys)
        .order_by(func.min(traces.c.id))
    )
    return [TraceCount(row.sop, row.path, row.what, row.said, row.times, row.runs) for row in found]


async def steps_of_runs(uow: "UnitOfWork", marked: Collection[str]) -> list[RunReached]:
    """Which run came to which step; and in which steps one of the `marked` kinds of lines was written."""
    slash = func.instr(traces.c.path, "/")
    step = case((slash > 0, func.substr(traces.c.path, 1, slash - 1)), else_=traces.c.path).label("step")
    what = case((traces.c.what.in_(marked), traces.c.what), else_=literal("")).label("kind")
    found = await uow.query(
        select(traces.c.run_id, traces.c.sop, step, what)
        .where(traces.c.run_id.is_not(None), traces.c.path != "")
        .distinct()
    )
    return [RunReached(row.run_id, row.sop, row.step, row.kind) for row in found]


async def outcomes(uow: "UnitOfWork") -> dict[int, tuple[str, str | None]]:
    """The script and the outcome of every run; None while it goes on."""
    found = await uow.query(select(runs.c.id, runs.c.sop, runs.c.outcome))
    return {row.id: (row.sop, row.outcome) for row in found}


async def people_of_runs(uow: "UnitOfWork") -> dict[str, int]:
    """How many different people a script had runs for, by its id; only of scripts that are for people."""
    people = func.count(runs.c.member_id.distinct()).label("people")
    found = await uow.query(
        select(runs.c.sop, people).where(runs.c.member_id.is_not(None)).group_by(runs.c.sop)
    )
    return {row.sop: row.people for row in found}
