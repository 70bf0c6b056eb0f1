"""How far everybody came, counted when a rehearsal is over."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rehearsal.given import Given, Rehearsed
from rehearsal.report import Failure, NeverRan, ScriptTold, Step, Unreached
from rehearsal.written import written
from sop.actions import Wait
from sop.effects import What
from sop.engine.funnels import Positions, count_page
from sop.language.script import Each
from sop.library import Library
from sop.state import path_and_day
from storage.trace_counts import TraceCount, outcomes, people_of_runs, steps_of_runs, trace_counts
from storage.unit_of_work import UnitOfWork

_ACTED = frozenset({What.ANSWERED, What.DECLINED, What.PASSED})
_MARKED = frozenset({*_ACTED, What.TIMED_OUT})
_DETAILED = frozenset({What.UNREACHABLE, What.STOPPED, What.DID_NOT_START, What.FAILED})
_INSIDE = "inside"


@dataclass
class Course:
    """What the traces and runs of all scripts say, read in a few goes."""

    counts: list[TraceCount]
    outcomes: Mapping[int, tuple[str, str | None]]
    people: Mapping[str, int]
    """Different people with a run, by script."""
    reached: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Runs by script and step (with its occurrence)."""
    acted: Counter[tuple[str, str]] = field(default_factory=Counter)
    timed_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    last: dict[int, str] = field(default_factory=dict)
    """The step that a run came to last."""
    standing: Positions = field(default_factory=Counter)
    """Runs that go on, by script and step."""

    @classmethod
    async def read(cls, uow: UnitOfWork, given: Given, library: Library) -> Course:
        """From a database in which nothing else happened."""
        counts = await trace_counts(uow, sorted(_DETAILED))
        course = cls(counts, await outcomes(uow), await people_of_runs(uow))
        await course._read_steps(uow, given)
        for community in await uow.communities.all():
            after: int | None = 0
            while after is not None:
                after = await count_page(library, uow, community.id, after, course.standing)
        return course

    async def _read_steps(self, uow: UnitOfWork, given: Given) -> None:
        order = {(one.sop, step): n for one in given.scripts for n, step in enumerate(one.program.steps)}
        waits = {(one.sop, step) for one in given.scripts for step in _with_waits(one)}
        places: dict[int, tuple[int, int]] = {}
        seen: set[tuple[int, str]] = set()
        acted: set[tuple[int, str]] = set()
        for one in await steps_of_runs(uow, sorted(_MARKED)):
            plain, day = path_and_day(one.step)
            if (one.run_id, one.step) not in seen:
                seen.add((one.run_id, one.step))
                self.reached[one.sop, one.step] += 1
            place = (order.get((one.sop, plain), -1), day or 0)
            if place >= places.get(one.run_id, (-1, -1)):
                places[one.run_id], self.last[one.run_id] = place, one.step
            if one.what == What.TIMED_OUT:
                self.timed_out[one.sop, one.step] += 1
            elif one.what in _ACTED and (one.what != What.PASSED or (one.sop, plain) in waits):
                self.acted[one.sop, one.step] += (one.run_id, one.step) not in acted
                acted.add((one.run_id, one.step))


def _with_waits(one: Rehearsed) -> Iterator[str]:
    """The steps in which somebody is waited for, and not only a time."""
    for node in one.program.nodes.values():
        if isinstance(node.action, Wait) and node.action.for_ is not None:
            yield node.step


def told(one: Rehearsed, course: Course, set_going: Sequence[str], locale: str) -> ScriptTold:
    """What became of one script."""
    ended: dict[str, Counter[str]] = defaultdict(Counter)
    found: Counter[str] = Counter()
    for run_id, (sop, outcome) in course.outcomes.items():
        if sop == one.sop:
            found[outcome or _INSIDE] += 1
            if outcome is not None:
                ended[course.last.get(run_id, "")][outcome] += 1
    return ScriptTold(
        one.sop,
        one.program.called(locale),
        str(one.file),
        one.asked,
        one.script.for_,
        set_going,
        sum(found.values()),
        course.people.get(one.sop, 0),
        dict(found.most_common()),
        _reasons(one, course, What.STOPPED),
        _reasons(one, course, What.DID_NOT_START),
        list(_steps(one, course, ended, locale)),
        list(_never(one, course, locale)),
        written(one, locale),
    )


def _steps(one: Rehearsed, course: Course, ended: Mapping[str, Counter[str]], locale: str) -> Iterator[Step]:
    for step, plan in one.program.steps.items():
        title = step if plan.title is None else plan.title.said_in(locale)
        standing = course.standing.get((one.sop, step), 0)
        for occurrence, day in _occurrences(one, step):
            if day is not None and not course.reached.get((one.sop, occurrence)):
                continue
            key = (one.sop, occurrence)
            yield Step(
                occurrence,
                title,
                place_of(one, step),
                course.reached[key],
                course.acted[key],
                course.timed_out[key],
                dict(ended.get(occurrence, {})),
                standing,
                day,
            )
            standing = 0


def _occurrences(one: Rehearsed, step: str) -> list[tuple[str, int | None]]:
    begins = one.program.steps[step].begins
    if isinstance(begins, Each):
        return [(f"{step}[{day}]", day) for day in begins.day]
    return [(step, None)]


def _reasons(one: Rehearsed, course: Course, what: What) -> dict[str, int]:
    found: Counter[str] = Counter()
    for count in course.counts:
        if count.sop == one.sop and count.what == what:
            found[str(json.loads(count.detail).get("reason", ""))] += count.times
    return dict(found.most_common())


def _never(one: Rehearsed, course: Course, locale: str) -> Iterator[NeverRan]:
    """What nobody came to: of a step or a branch only where it begins."""
    came = {path_and_day(count.label)[0] for count in course.counts if count.sop == one.sop and count.label}
    for step, plan in one.program.steps.items():
        title = step if plan.title is None else plan.title.said_in(locale)
        if plan.first not in came and step not in came:
            yield NeverRan(title, place_of(one, step), "step")
            continue
        for path, node in one.program.nodes.items():
            if node.step == step and path not in came and _begins_what_is_missing(one, path, came):
                yield NeverRan(title, place_of(one, path), node.name)


def _begins_what_is_missing(one: Rehearsed, path: str, came: set[str]) -> bool:
    before, _, number = path.rpartition("/")
    if int(number) > 1:
        return f"{before}/{int(number) - 1}" in came
    parent = before.rpartition("/")[0]
    return parent in came or parent not in one.program.nodes


def unreached(given: Given, course: Course) -> list[Unreached]:
    """Where people could not be written to, and what was done instead."""
    by_sop = {one.sop: one for one in given.scripts}
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for count in course.counts:
        if count.what == What.UNREACHABLE and count.sop in by_sop:
            instead = str(json.loads(count.detail).get("else") or "")
            key = (count.sop, path_and_day(count.label)[0], instead)
            runs, times = found.get(key, (0, 0))
            found[key] = (max(runs, count.runs), times + count.times)
    return [
        Unreached(sop, path, place_of(by_sop[sop], path), instead, runs, times)
        for (sop, path, instead), (runs, times) in found.items()
    ]


def failures(
    given: Given, course: Course, reported: Iterable[tuple[str, Mapping[str, object]]]
) -> list[Failure]:
    """Runs that failed, and what the program would have told its owners of."""
    by_sop = {one.sop: one for one in given.scripts}
    found = [
        Failure(
            "run", count.sop, place_of(by_sop[count.sop], path_and_day(count.label)[0]),
            json.loads(count.detail), count.times,
        )
        for count in course.counts
        if count.what == What.FAILED and count.sop in by_sop and count.label
    ]  # fmt: skip
    others: Counter[tuple[str, str]] = Counter()
    for code, particulars in reported:
        if code != "run_failed":
            others[code, json.dumps(particulars, default=str, sort_keys=True)] += 1
    return found + [
        Failure(code, "", "", json.loads(written), times) for (code, written), times in others.items()
    ]


def place_of(one: Rehearsed, path: str) -> str:
    """File and line of a node or step."""
    line = one.lines.get(path)
    return str(one.file) if line is None else f"{one.file}:{line}"
