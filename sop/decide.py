"""The pure core: what a run does next. No I/O, no clock, no texts; the same input gives the same answer.

What falls due and what happens come in one input at a time; time comes as `now`, the world as a snapshot.
A decision is all or nothing: the engine applies its effects and writes its state in one transaction.
Runs of a paused script are decided as ever. Those of a frozen one still hear facts, but nothing falls due for
them until `sop.engine.holding` has let them go.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.facts import Fact, FactKind
from core.localtime import local_day
from sop.compile import STOP_EVENTS
from sop.deciding import heads, wait
from sop.deciding.table import HANDLERS
from sop.deciding.threads import (
    Endless,
    begin_step,
    end_if_done,
    end_step,
    finish,
    go_on,
    leave,
    run_thread,
    wake,
)
from sop.deciding.walk import Walk, timed
from sop.effects import Decision, What
from sop.judge import Scene, holds
from sop.language.conditions import Condition
from sop.language.script import Each
from sop.program import Program
from sop.reasons import why
from sop.state import (
    Answer,
    AskNow,
    Cause,
    Due,
    Happened,
    Input,
    Outcome,
    RunState,
    Skip,
    Started,
    StepNow,
    Stop,
    Thread,
    Wait,
    World,
    source_of,
)


def begin(
    run_id: int,
    started_at: datetime,
    zone: ZoneInfo,
    first_day: date | None = None,
    inputs: Mapping[str, Answer] | None = None,
) -> RunState:
    """A run's state before its first decision, which must be `Started`.

    `started_at` is when that happened which starts it (a fact's `at`); if the program hears of it late, what
    was to be said at once is late too. `first_day` is day 1 (a cohort's start date), by default the local day
    of `started_at`.
    """
    started_at = started_at.replace(microsecond=0)
    return RunState(run_id, started_at, first_day or local_day(started_at, zone), inputs=inputs or {})


def decide(program: Program, run: RunState, given: Input, now: datetime, world: World) -> Decision:
    """What the run does upon `given`.

    `run` must be a run of this `program`; `now` and the instants of facts are aware and in UTC, parts of a
    second are dropped. A run that is over, an unknown label, a late answer change nothing and leave a trace
    line `ignored`. Raises KeyError if a place of the run is unknown to the program.
    """
    now = now.replace(microsecond=0)
    if isinstance(given, Happened) and given.fact.at.microsecond:
        given = Happened(replace(given.fact, at=given.fact.at.replace(microsecond=0)))
    walk = Walk(program, run, now, world)
    if walk.over:
        walk.note("", What.IGNORED, reason="over")
        return walk.decision(run)
    try:
        _INPUTS[type(given)](walk, given)
        end_if_done(walk)
    except Endless:
        walk = Walk(program, run, now, world)
        finish(walk, Outcome.FAILED, "endless")
    return walk.decision(run)


def _started(walk: Walk, given: Started) -> None:
    """Every step with a time of its own waits for it; what lies in the past or is due now begins."""
    walk.note("", What.STARTED, cause=given.cause)
    for step in walk.program.heads:
        heads.place(walk, walk.program.steps[step], given.cause)
    _wake_due(walk)


def _due(walk: Walk, _given: Due) -> None:
    if not _ends(walk, None, walk.now):
        _wake_due(walk)


def _wake_due(walk: Walk) -> None:
    """Wake what is due, in order of time, until nothing is."""
    while not walk.over:
        due = [place for place in walk.places if place.at is not None and place.at <= walk.now]
        if not due:
            return
        wake(walk, min(due, key=lambda place: place.at or walk.now))


def _happened(walk: Walk, given: Happened) -> None:
    """The ends are judged first, then the place that the fact's key names, then every wait for an event."""
    fact = given.fact
    if _ends(walk, fact, fact.at):
        return
    if "key" in fact.data:
        _hear(walk, fact)
    if fact.kind is FactKind.ANSWERED and (walk.over or _ends(walk, fact, fact.at)):
        return
    for place in [place for place in walk.places if place.wait is Wait.EVENT]:
        if walk.over:
            return
        if place in walk.places:
            node = walk.program.nodes[place.path]
            go_on(walk, wait.notice(walk, node, place, fact), node.step)


def _hear(walk: Walk, fact: Fact) -> None:
    key = fact.data["key"]
    for place in walk.places:
        if place.wait in _ADDRESSED and source_of(walk.run.id, place.label) == key:
            node = walk.program.nodes[place.path]
            hear = HANDLERS[type(node.action)].hear
            if hear is not None:
                go_on(walk, hear(walk, node, place, fact), node.step)
            return
    if fact.kind in _EXPECTED:
        walk.note("", What.IGNORED, reason="nothing_waits", key=str(key))


_ADDRESSED = frozenset({Wait.DELIVERY, Wait.ANSWER, Wait.TASK, Wait.GATE})
_EXPECTED = frozenset({FactKind.ANSWERED, FactKind.DECLINED, FactKind.GATE_DECIDED})
"""Facts that are worth a trace line when nothing waits for them; others often mean nothing to a run."""


def _ends(walk: Walk, fact: Fact | None, at: datetime) -> bool:
    """Whether the run is stopped, or has reached its goal; both are seen to here."""
    if not walk.program.stop_when and walk.program.goal is None:
        return False
    scene = Scene(walk.world, walk.run, walk.now, local_day(walk.now, walk.world.zone), walk.run.started_at)
    for stop in walk.program.stop_when:
        if isinstance(stop, Condition):
            if holds(stop, scene):
                finish(walk, Outcome.STOPPED, "condition", why=why(stop, scene))
                return True
        elif fact is not None and fact.kind is STOP_EVENTS[stop]:
            finish(walk, Outcome.STOPPED, stop)
            return True
    goal = walk.program.goal
    if goal is None or walk.run.goal_begun or not holds(goal, scene):
        return False
    _reach_goal(
        walk, goal.then, at, Cause.ACT if fact is not None and fact.kind in wait.ACTS else Cause.CLOCK
    )
    return True


def _reach_goal(walk: Walk, then: str, at: datetime, cause: Cause) -> None:
    """Give up everything else and begin the goal's step at once."""
    walk.note("", What.GOAL, then=then)
    for place in list(walk.places):
        leave(walk, place)
    walk.change(goal_reached=True)
    begin_step(walk, walk.program.steps[then], Thread(at, at, cause))


def _skip(walk: Walk, given: Skip) -> None:
    """Staff's act, so what follows is the clock's for the member: quiet hours hold."""
    place = next((one for one in walk.places if given.label == one.label), None)
    place = place or next(
        (one for one in walk.places if given.label == one.path and one.wait is Wait.HEAD), None
    )
    if place is None:
        walk.note(given.label, What.IGNORED, reason="nothing_waits")
        return
    walk.note(place.label, What.SKIPPED)
    thread = timed(place.thread, walk.now)
    if place.wait is Wait.HEAD:
        heads.move_on(walk, place)
        end_step(walk, place.path, thread)
        return
    leave(walk, place)
    node = walk.program.nodes[place.path]
    run_thread(walk, node.next, thread, node.step)


def _step_now(walk: Walk, given: StepNow) -> None:
    """Staff's press: what it says goes out at once. Its labels are its own: nothing counts as done before."""
    step = walk.program.steps.get(given.step)
    if step is None:
        walk.note(given.step, What.IGNORED, reason="unknown_step")
        return
    turn = walk.run.turns + 1
    walk.change(turns=turn)
    thread = Thread(walk.now, walk.now, Cause.ACT, turn=turn, aside=True)
    if isinstance(step.begins, Each):
        thread = replace(thread, day=walk.day_number(thread))
    walk.note(step.id, What.RUN_BY_HAND)
    begin_step(walk, step, thread)


def _ask_now(walk: Walk, given: AskNow) -> None:
    """The owner's press, so it is the clock's for the member: quiet hours hold."""
    node = walk.program.nodes.get(given.path)
    if node is None:
        walk.note(given.path, What.IGNORED, reason="unknown_step")
        return
    turn = walk.run.turns + 1
    walk.change(turns=turn)
    thread = Thread(walk.now, walk.now, Cause.CLOCK, given.day, turn, aside=True)
    walk.note(walk.label(node, thread), What.AFTER_ALL, action=node.name)
    run_thread(walk, node.path, thread, node.step)


def _stop(walk: Walk, given: Stop) -> None:
    finish(walk, Outcome.STOPPED, given.reason)


_INPUTS: dict[type, Callable[[Walk, Any], None]] = {
    Started: _started,
    Due: _due,
    Happened: _happened,
    Skip: _skip,
    StepNow: _step_now,
    AskNow: _ask_now,
    Stop: _stop,
}
