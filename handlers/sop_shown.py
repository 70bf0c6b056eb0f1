"""Runs and traces of the engine as the plain lines that the views of `/sop` show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.context import Context
from handlers.people import mention_of
from sop.engine.steering import RunOverview
from storage.runs import Run
from storage.scripts import Trace
from views.names import shown
from views.sop import RunLine, WaitLine
from views.times import moment
from views.traces import TraceLine


async def run_lines(context: Context, runs: Sequence[RunOverview]) -> list[RunLine]:
    """Where runs stand."""
    return [await _run_line(context, one) for one in runs]


async def trace_lines(context: Context, traces: Sequence[Trace]) -> list[TraceLine]:
    """Trace lines in local time, with names and titles for ids."""
    return [
        TraceLine(
            at=_local(context, line.at),
            title=_title(context, line.sop),
            label=line.path,
            what=line.what,
            detail=await _particulars(context, line),
        )
        for line in traces
    ]


async def _particulars(context: Context, line: Trace) -> dict[str, Any]:
    detail = dict(line.detail)
    if "until" in detail:
        detail["until"] = _local(context, datetime.fromisoformat(detail["until"]))
    if "sop" in detail:
        detail["sop"] = Markup.escape(_title(context, detail["sop"]))
    if line.what == "by_hand":
        by = await context.uow.users.find(detail["by"])
        detail["by"] = None if by is None else Markup.escape(shown(by.name))
    return detail


def _title(context: Context, sop: str) -> str:
    locale = context.community.locale
    program = context.services.library.program(locale, sop)
    return sop if program is None or program.title is None else program.title.said_in(locale)


def _local(context: Context, instant: datetime) -> str:
    scope = context.inside
    return moment(context.texts, instant, scope.zone, scope.uow.now)


async def _run_line(context: Context, one: RunOverview) -> RunLine:
    waiting = [
        WaitLine(
            label=place.label,
            step=place.step,
            wait=place.wait,
            until=None if place.until is None else _local(context, place.until),
        )
        for place in one.waiting
    ]
    return RunLine(one.title, await _who(context, one.run), one.day, one.run.status, waiting)


async def _who(context: Context, run: Run) -> Markup:
    if run.member_id is not None:
        return await mention_of(context, await context.uow.members.get(run.member_id))
    if run.cohort_id is not None:
        return Markup.escape(shown((await context.uow.cohorts.get(run.cohort_id)).name))
    assert run.chat_id is not None
    return Markup.escape(shown((await context.uow.chats.get(run.chat_id)).title))
