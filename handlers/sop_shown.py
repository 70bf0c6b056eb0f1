"""Runs and traces of the engine as the plain lines that the views of `/sop` show."""

from collections.abc import Sequence

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


def trace_lines(context: Context, traces: Sequence[Trace]) -> list[TraceLine]:
    """Trace lines in local time."""
    scope = context.inside
    return [
        TraceLine(
            at=moment(context.texts, line.at, scope.zone, scope.uow.now),
            sop=line.sop,
            label=line.path,
            what=line.what,
            detail=line.detail,
        )
        for line in traces
    ]


async def _run_line(context: Context, one: RunOverview) -> RunLine:
    scope = context.inside
    waiting = [
        WaitLine(
            label=place.label,
            step=place.step,
            wait=place.wait,
            until=None
            if place.until is None
            else moment(context.texts, place.until, scope.zone, scope.uow.now),
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
