"""What runs: each run with its step, and what it waits for."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiohttp import web

from handlers.sop_shown import run_line, who
from playground.page.ahead import awaited, standing
from playground.page.script_lines import place_in
from playground.page.server import Page
from playground.page.sight import Sight, look
from sop.engine.funnels import stands_at
from sop.engine.steering import RunOverview
from sop.library import VersionLost
from sop.state import Wait
from sop.state_text import state_of
from storage.endings import ended_last
from storage.runs import LIVE, Run
from views import playground_now as words

MOST = 3000
"""Live runs that are told of."""

ENDED = 200
"""Runs that are over, of which as many are told when asked for."""

SOON = 3
"""Places of a run that are told in the list: what comes first."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET runs."""

    async def show(request: web.Request) -> web.Response:
        everything = request.query.get("all") == "1"
        return web.json_response(await look(page, lambda sight: listed(sight, everything=everything), []))

    return [web.get("/api/runs", show)]


async def listed(sight: Sight, *, everything: bool) -> list[dict[str, Any]]:
    """All live runs, and if everything is asked for those that ended last; the one due first comes first."""
    uow, community_id = sight.uow, sight.scope.community.id
    runs = await uow.runs.live_of_community(community_id, 0, MOST)
    if everything:
        runs += await ended_last(uow, community_id, ENDED)
    await sight.meet(run.member_id for run in runs)
    await uow.cohorts.of_community(community_id)
    found = []
    for run in runs:
        with suppress(VersionLost):
            found.append(await described(sight, run))
    return sorted(found, key=lambda one: (one["status"] == "ended", one["due"] is None, one["due"] or ""))


async def described(sight: Sight, run: Run) -> dict[str, Any]:
    """A run as the list shows it; its member was met. Raises VersionLost."""
    context, texts, uow, locale = sight.context, sight.texts, sight.uow, sight.scope.community.locale
    overview = await context.services.engine.status(sight.scope, run)
    program = await context.services.library.pinned(uow, run.version)
    state = state_of(run.state)
    here = stands_at(program, state) if run.status in LIVE else None
    steps = standing(program, state) if run.status in LIVE else []
    stands = program.steps[here].called(locale) if here is not None else None
    waits = await _waits(sight, overview, awaited(program, state), stands)
    member = uow.members.known(run.member_id) if run.member_id is not None else None
    cohort = await uow.cohorts.get(run.cohort_id) if run.cohort_id is not None else None
    return {
        "id": run.id,
        "sop": run.sop,
        "title": overview.title,
        "who": words.plain(await who(context, run)),
        "person": sight.account(member).telegram_id if member is not None else None,
        "member": run.member_id,
        "cohort": cohort.name if cohort is not None else None,
        "status": run.status,
        "day": overview.day,
        "started": sight.when(run.started_at),
        "step": stands,
        "steps": [program.steps[one.step].called(locale) for one in steps],
        "standing": [one.state for one in steps],
        "waits": waits[0],
        "places": waits,
        **place_in(sight, run, here),
        **_due(sight, run),
        "ended": words.ended(texts, run.outcome) if run.status not in LIVE else None,
        "endedAt": sight.when(run.ended_at) if run.ended_at is not None else None,
        "outcome": run.outcome,
    }


async def _waits(
    sight: Sight, overview: RunOverview, named: Mapping[str, str], stands: str | None
) -> list[str]:
    """What it waits for in plain words, first where it is under way, then steps to come; or why it does not go on."""
    status, texts = overview.run.status, sight.texts
    if status not in LIVE:
        return [words.ended(texts, overview.run.outcome)]
    if status in words.HELD:
        return [words.held(texts, status)]
    under_way = sorted(overview.waiting, key=lambda place: place.wait == Wait.HEAD)
    soon = replace(overview, waiting=tuple(under_way[:SOON]))
    line = await run_line(sight.context, soon)
    told = [words.waits(texts, one, named.get(one.label), stands) for one in line.waiting]
    return told or [words.over(texts)]


def _due(sight: Sight, run: Run) -> dict[str, Any]:
    if run.due_at is None:
        return {"due": None, "dueClock": None, "dueDate": None}
    when = sight.when(run.due_at)
    return {"due": when["at"], "dueClock": when["clock"], "dueDate": when["date"]}


async def step_of(sight: Sight, run: Run) -> dict[str, Any]:
    """A run in a few words: its script, and the step it stands at."""
    locale = sight.scope.community.locale
    told = {"id": run.id, "sop": run.sop, "title": run.sop, "step": None}
    with suppress(VersionLost):
        program = await sight.context.services.library.pinned(sight.uow, run.version)
        here = stands_at(program, state_of(run.state))
        told["title"] = program.called(locale)
        told["step"] = program.steps[here].called(locale) if here is not None else None
    return told
