"""Threads: how one runs through a step's actions, when an action is held or too late, what follows a step."""

from datetime import datetime
from typing import Any

from sop.deciding import heads
from sop.deciding.table import HANDLERS
from sop.deciding.walk import Handler, Onward, Walk, timed
from sop.effects import Trace, What
from sop.program import Node, StepPlan
from sop.state import Cause, Outcome, Place, Thread, Wait, label_of

MOST_ACTIONS = 200
"""How many actions a thread may pass in one decision: more would be a loop."""


class Endless(Exception):
    """A thread does not come to rest."""


def run_thread(walk: Walk, path: str | None, thread: Thread, step: str) -> None:
    """Go from action to action until one waits, the step is over or the run is."""
    for _ in range(MOST_ACTIONS):
        if path is None:
            end_step(walk, step, thread)
            return
        onward = _pass(walk, walk.program.nodes[path], thread)
        if walk.ending is not None:
            finish(walk, Outcome.STOPPED, walk.ending)
        if onward is None:
            return
        path, thread = onward
    raise Endless


def go_on(walk: Walk, onward: Onward, step: str) -> None:
    """Let a thread that was woken run on, if it does."""
    if onward is not None:
        run_thread(walk, *onward, step)


def begin_step(walk: Walk, step: StepPlan, thread: Thread) -> None:
    """Run a step from its first action. That it began has a line of its own only if nothing in it tells so."""
    goal = walk.program.goal
    if goal is not None and goal.then == step.id and not thread.aside:
        walk.change(goal_begun=True)
    label, told = label_of(step.id, thread.day, thread.turn), len(walk.trace)
    run_thread(walk, step.first, thread, step.id)
    if not any(line.label.startswith(f"{label}/") for line in walk.trace[told:]):
        walk.trace.insert(told, Trace(walk.now, label, What.BEGAN))


def wake(walk: Walk, place: Place) -> None:
    """The time of a place has come."""
    if place.wait is Wait.HEAD:
        heads.move_on(walk, place)
        begin_step(walk, walk.program.steps[place.path], place.thread)
        return
    node = walk.program.nodes[place.path]
    if place.wait is Wait.QUIET:
        assert place.at is not None
        walk.drop(place)
        run_thread(walk, place.path, timed(place.thread, place.at), node.step)
        return
    handler = HANDLERS[type(node.action)]
    assert handler.wake is not None, f"nothing wakes {place.label} by time"
    go_on(walk, handler.wake(walk, node, place), node.step)


def leave(walk: Walk, place: Place) -> None:
    """Give a place up: what was opened for it is closed."""
    walk.drop(place)
    if place.wait is Wait.HEAD:
        return
    node = walk.program.nodes[place.path]
    handler = HANDLERS[type(node.action)]
    if handler.leave is not None:
        handler.leave(walk, node, place)


def finish(walk: Walk, outcome: Outcome, reason: str, **why: Any) -> None:
    """Give up all places and end the run; `why`: more for the trace."""
    for place in list(walk.places):
        leave(walk, place)
    what = {Outcome.STOPPED: What.STOPPED, Outcome.FAILED: What.FAILED}.get(outcome, What.FINISHED)
    walk.note("", what, reason=reason, outcome=outcome, **why)
    walk.close(outcome, reason)


def end_if_done(walk: Walk) -> None:
    """A run that waits for nothing is over."""
    if not walk.over and not walk.places:
        finish(walk, Outcome.GOAL if walk.run.goal_reached else Outcome.DONE, "")


def end_step(walk: Walk, step_id: str, thread: Thread) -> None:
    """A thread has come to the end of its step. When nothing is left of the step, the next may follow."""
    after = walk.program.steps[step_id].after
    if after is None or thread.aside:
        return
    if any(place.step == step_id and not place.thread.aside for place in walk.places):
        return
    begin_step(walk, walk.program.steps[after], Thread(thread.nominal, thread.nominal, thread.cause))


def _pass(walk: Walk, node: Node, thread: Thread) -> Onward:
    """One action: held back by quiet hours, skipped as late, or done."""
    handler = HANDLERS[type(node.action)]
    quiet = walk.quiet if handler.speaks and thread.cause is Cause.CLOCK else None
    zone = walk.world.zone
    if quiet is not None and quiet.contains(thread.nominal, zone):
        thread = timed(thread, quiet.ends_after(thread.nominal, zone))
        if thread.nominal > walk.now:
            _hold(walk, node, thread, thread.nominal)
            return None
    if not handler.steers and walk.is_late(thread) and _skips_late(walk, node, handler):
        nominal = thread.nominal.isoformat()
        walk.note(walk.label(node, thread), What.SKIPPED_LATE, action=node.name, nominal=nominal)
        return (None if handler.holds_step else node.next), thread
    if quiet is not None and quiet.contains(walk.now, zone):
        _hold(walk, node, thread, quiet.ends_after(walk.now, zone))
        return None
    return handler.enter(walk, node, thread)


def _skips_late(walk: Walk, node: Node, handler: Handler) -> bool:
    late = walk.program.steps[node.step].late
    return handler.speaks if late is None else late == "skip"


def _hold(walk: Walk, node: Node, thread: Thread, until: datetime) -> None:
    walk.note(walk.label(node, thread), What.HELD_QUIET, until=until.isoformat())
    walk.park(node, thread, Wait.QUIET, until)
