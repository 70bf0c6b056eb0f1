"""What comes next: everything that has a time, put together where it is the same for many."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web

from community import digest_hour
from community.shift_hours import Hour
from core.localtime import instant_of, parse_wall
from playground.page.ahead import Ahead, ahead
from playground.page.server import Page
from playground.page.sight import Sight, look
from playground.page.stories import said
from sop.engine import schedules
from sop.library import VersionLost
from sop.program import Program
from sop.state import Wait
from sop.state_text import state_of
from storage.coming import messages_planned
from storage.runs import Run, RunStatus
from storage.schedules import Schedule
from storage.todos import Todo, TodoKind
from views import playground_now as words

LONGEST = 31
"""Days that may be asked for."""

MOST = 3000
"""Runs that are looked at."""

TODOS = 300
"""Open to-dos that are looked at."""

_QUESTIONS = frozenset({Wait.ANSWER, Wait.EVENT})
_DAILY = (digest_hour.KIND, Hour.WORK_SHEET.value)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that comes at an instant: `kind` is step, question, todo, schedule, digest or message."""

    at: datetime
    kind: str
    title: str
    what: str
    who: str
    count: int = 1
    expected: bool = False
    run: int | None = None
    """The one run that it concerns, if it is one."""
    people: tuple[int, ...] = field(default=())
    """Telegram ids of those whom it concerns."""


def routes(page: Page) -> list[web.RouteDef]:
    """GET what comes within so many days, today included."""

    async def show(request: web.Request) -> web.Response:
        days = max(1, min(LONGEST, int(request.query.get("days", "7"))))
        return web.json_response(await look(page, lambda sight: upcoming(sight, days), []))

    return [web.get("/api/upcoming", show)]


async def upcoming(sight: Sight, days: int) -> list[dict[str, Any]]:
    """Everything until the end of the last of these local days, in order of time."""
    scope = sight.scope
    end = instant_of(scope.today + timedelta(days=days), time(0), scope.zone)
    found = [
        *await _of_runs(sight, end),
        *await _of_todos(sight, end),
        *await _of_schedules(sight, end),
        *await _of_messages(sight, end),
    ]
    found.sort(key=lambda one: (one.at, one.expected, -one.count))
    return [_shown(sight, one) for one in found]


def _shown(sight: Sight, one: Occasion) -> dict[str, Any]:
    return {
        **sight.when(one.at),
        "kind": one.kind,
        "title": one.title,
        "what": one.what,
        "who": one.who,
        "count": one.count,
        "expected": one.expected,
        "run": one.run,
        "people": list(one.people),
    }


Same = tuple[str, Ahead]
"""A version of a script, and what is ahead of runs on it."""


async def _of_runs(sight: Sight, end: datetime) -> list[Occasion]:
    uow, scope = sight.uow, sight.scope
    runs = [
        run
        for run in await uow.runs.live_of_community(scope.community.id, 0, MOST)
        if run.status == RunStatus.ACTIVE
    ]
    await sight.meet(run.member_id for run in runs)
    programs: dict[str, Program] = {}
    together: defaultdict[Same, list[Run]] = defaultdict(list)
    for run in runs:
        with suppress(VersionLost):
            program = programs.get(run.version) or await sight.context.services.library.pinned(
                uow, run.version
            )
            programs[run.version] = program
            for one in ahead(program, state_of(run.state), scope.zone):
                if one.wait in words.ENDS and one.at is not None and one.at < end:
                    together[run.version, one].append(run)
    return [_of_same(sight, programs[version], one, same) for (version, one), same in together.items()]


def _of_same(sight: Sight, program: Program, one: Ahead, runs: list[Run]) -> Occasion:
    assert one.at is not None
    members = [run.member_id for run in runs if run.member_id is not None]
    names = [sight.name(key) for key in members[: words.NAMED]]
    return Occasion(
        at=max(one.at, sight.uow.now),
        kind="question" if one.wait in _QUESTIONS else "step",
        title=program.called(sight.scope.community.locale),
        what=said(sight, program, one),
        who=words.people(sight.texts, names, len(members)) if members else words.everybody(sight.texts),
        count=len(runs),
        expected=one.expected,
        run=runs[0].id if len(runs) == 1 else None,
        people=tuple(sight.account(sight.uow.members.known(key)).telegram_id for key in members),
    )


async def _of_todos(sight: Sight, end: datetime) -> list[Occasion]:
    todos = await sight.uow.todos.open_of(sight.scope.community.id, TODOS)
    await sight.meet(todo.member_id for todo in todos)
    return [one for todo in todos for one in _of_todo(sight, todo, end)]


def _of_todo(sight: Sight, todo: Todo, end: datetime) -> Iterator[Occasion]:
    now, about = sight.uow.now, words.asked(todo.text)
    who = sight.name(todo.member_id) if todo.member_id is not None else words.staff(sight.texts)
    if todo.due_at is not None and now <= todo.due_at < end:
        gate = todo.kind == TodoKind.GATE
        what = words.gate_closes(sight.texts, about) if gate else words.todo_due(sight.texts, about)
        yield Occasion(todo.due_at, "todo", words.staff(sight.texts), what, who, run=todo.run_id)
    if todo.snoozed_until is not None and now <= todo.snoozed_until < end:
        what = words.todo_wakes(sight.texts, about)
        yield Occasion(todo.snoozed_until, "todo", words.staff(sight.texts), what, who, run=todo.run_id)


async def _of_schedules(sight: Sight, end: datetime) -> list[Occasion]:
    rows = await sight.uow.schedules.of_community(sight.scope.community.id)
    cohorts = {one.id: one.name for one in await sight.uow.cohorts.of_community(sight.scope.community.id)}
    found = []
    for row in rows:
        for number, at in enumerate(_times(sight, row, end)):
            if row.kind == schedules.COHORT:
                name = cohorts.get(row.data["cohort_id"], "")
                found.append(Occasion(at, "schedule", name, words.cohort_begins(sight.texts, name), name))
            else:
                found.append(_of_schedule(sight, row, at, expected=number > 0))
    return found


def _of_schedule(sight: Sight, row: Schedule, at: datetime, *, expected: bool) -> Occasion:
    texts = sight.texts
    what = words.scheduled(texts, row.kind)
    if row.kind == schedules.SCRIPT:
        sop, locale = row.data["sop"], sight.scope.community.locale
        program = sight.context.services.library.program(locale, sop)
        title = sop if program is None else program.called(locale)
        return Occasion(at, "schedule", title, what, words.everybody(texts), expected=expected)
    who = words.staff(texts) if row.kind == Hour.WORK_SHEET else words.owner(texts)
    return Occasion(at, "digest", who, what, who, expected=expected)


def _times(sight: Sight, row: Schedule, end: datetime) -> Iterator[datetime]:
    """When a schedule comes that people notice: the next time, and those to be expected after it."""
    at, zone = row.next_at, sight.scope.zone
    while at is not None and at < end:
        if row.kind == schedules.SCRIPT:
            yield at
            at = schedules.next_fire(parse_wall(row.data["at"]), tuple(row.data["days"]), zone, at)
        elif row.kind in _DAILY:
            yield at
            local = at.astimezone(zone)
            at = instant_of(local.date() + timedelta(days=1), local.time(), zone)
        else:
            if row.kind == schedules.COHORT:
                yield at
            return


async def _of_messages(sight: Sight, end: datetime) -> list[Occasion]:
    planned = await messages_planned(sight.uow, sight.scope.community.id, sight.uow.now, end)
    await sight.meet(one.member_id for one in planned)
    return [
        Occasion(
            one.at,
            "message",
            sight.scope.community.title,
            words.message_waits(sight.texts, one.kind),
            words.people(sight.texts, _named(sight, one.member_id), one.count),
            one.count,
            run=one.run_id if one.count == 1 else None,
        )
        for one in planned
    ]


def _named(sight: Sight, member_id: int | None) -> list[str]:
    return [] if member_id is None else [sight.name(member_id)]
