"""Runs and traces of the engine as the plain lines that the views of `/sop` show."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from markupsafe import Markup

from handlers.context import Context
from handlers.people import mention_of
from handlers.reasons import named, readable
from sop.engine.steering import RunOverview
from storage.runs import Run
from storage.scripts import Trace
from views.names import shown
from views.sop import RunLine, WaitLine
from views.times import moment
from views.traces import TraceLine


async def run_lines(context: Context, runs: Sequence[RunOverview]) -> list[RunLine]:
    """Where runs stand."""
    return [await run_line(context, one) for one in runs]


async def trace_lines(
    context: Context, traces: Sequence[Trace], *, with_names: bool = False
) -> list[TraceLine]:
    """Trace lines in local time, with titles for ids, as they may be read here; `with_names`: of several members, so
    that each says whose.
    """
    return [
        TraceLine(
            at=local(context, line.at),
            title=await _headed(context, line, with_names=with_names),
            label=line.path,
            what=line.what,
            detail=await particulars(context, line),
        )
        for line in readable(context, traces)
    ]


async def _headed(context: Context, line: Trace, *, with_names: bool) -> str:
    title = title_of(context, line.sop)
    if not with_names or line.member_id is None:
        return title
    user = await context.uow.users.get((await context.uow.members.get(line.member_id)).user_id)
    return f"{shown(user.name)} · {title}"


async def particulars(context: Context, line: Trace) -> dict[str, Any]:
    """The particulars of a line for people: local times, titles, names."""
    detail = dict(line.detail)
    if "until" in detail:
        detail["until"] = local(context, datetime.fromisoformat(detail["until"]))
    if "sop" in detail:
        detail["sop"] = Markup.escape(title_of(context, detail["sop"]))
    if detail.get("why") is not None:
        policy = context.inside.policies.levels
        detail["why"] = named(detail["why"], policy, context.texts.locale, partial(title_of, context))
    if line.what == "by_hand":
        by = await context.uow.users.find(detail["by"])
        detail["by"] = None if by is None else Markup.escape(shown(by.name))
    return detail


def title_of(context: Context, sop: str) -> str:
    """A script by its title."""
    locale = context.community.locale
    program = context.services.library.program(locale, sop)
    return sop if program is None or program.title is None else program.title.said_in(locale)


def local(context: Context, instant: datetime) -> str:
    """A local time as people say it."""
    scope = context.inside
    return moment(context.texts, instant, scope.zone, scope.uow.now)


async def run_line(context: Context, one: RunOverview) -> RunLine:
    """Where one run stands."""
    waiting = [
        WaitLine(
            label=place.label,
            step=place.step,
            wait=place.wait,
            until=None if place.until is None else local(context, place.until),
        )
        for place in one.waiting
    ]
    return RunLine(one.title, await who(context, one.run), one.day, one.run.status, waiting)


async def who(context: Context, run: Run) -> Markup:
    """Whom a run is for."""
    if run.member_id is not None:
        return await mention_of(context, await context.uow.members.get(run.member_id))
    if run.cohort_id is not None:
        return Markup.escape(shown((await context.uow.cohorts.get(run.cohort_id)).name))
    assert run.chat_id is not None
    return Markup.escape(shown((await context.uow.chats.get(run.chat_id)).title))


async def plain_who(context: Context, run: Run) -> Markup:
    """Whom a run is for, by name alone: nobody is notified."""
    return Markup.escape(Markup(await who(context, run)).striptags())
