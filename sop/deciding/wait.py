"""Waiting for a time, or for something to happen or to hold, with a deadline."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from core.facts import Fact, FactKind
from core.localtime import instant_of
from sop import actions
from sop.deciding.walk import Onward, Walk, timed
from sop.effects import ExcuseCheckIn, ExpectCheckIn, What
from sop.judge import Scene, check_ins_since, holds
from sop.language.conditions import Condition
from sop.program import Node
from sop.reasons import why_not
from sop.state import Cause, Place, Thread, Wait

ACTS = frozenset(
    {FactKind.CHECK_IN, FactKind.MESSAGE, FactKind.STARTED_PRIVATE, FactKind.ANSWERED, FactKind.DECLINED}
)
"""Facts that are the person's own act, so that what follows answers it."""


def enter(walk: Walk, node: Node, thread: Thread) -> Onward:
    """Pass what holds already or lies in the past; else wait."""
    action = _action(node)
    if action.pause is not None:
        return _pause(walk, node, thread)
    deadline = deadline_of(walk, node, thread)
    if is_met(walk, action, thread, deadline):
        if _has_checked_in(walk, node, thread):
            _expect(walk, node, thread)
        walk.note(walk.label(node, thread), What.PASSED)
        return node.next, thread
    if _is_off(walk, node, thread):
        walk.note(walk.label(node, thread), What.DAY_OFF)
        return None, thread
    if deadline <= walk.now:
        walk.note(walk.label(node, thread), What.TIMED_OUT, **_in_vain(walk, action, thread, deadline))
        return node.branches["none"], timed(thread, deadline)
    awaited = _in_vain(walk, action, thread, deadline)
    walk.note(walk.label(node, thread), What.WAITED, until=deadline.isoformat(), **awaited)
    walk.park(node, thread, Wait.EVENT, deadline)
    _expect(walk, node, thread)
    return None


def wake(walk: Walk, node: Node, place: Place) -> Onward:
    """The time has come: for a pause to go on, for anything else to have happened."""
    assert place.at is not None
    walk.drop(place)
    passed = place.wait is Wait.TIME or is_met(walk, _action(node), place.thread, place.at)
    if not passed and _is_off(walk, node, place.thread):
        walk.note(place.label, What.DAY_OFF)
        _excuse(walk, node, place.thread)
        return None, timed(place.thread, place.at)
    if passed:
        walk.note(place.label, What.PASSED)
    else:
        walk.note(place.label, What.TIMED_OUT, **_in_vain(walk, _action(node), place.thread, place.at))
    return (node.next if passed else node.branches["none"]), timed(place.thread, place.at)


def notice(walk: Walk, node: Node, place: Place, fact: Fact) -> Onward:
    """Something happened to the run's subject: go on if it was what the thread waits for."""
    assert place.at is not None
    if fact.at >= place.at:
        return None
    if not (_is_it(walk, node, place, fact) or is_met(walk, _action(node), place.thread, place.at)):
        return None
    walk.drop(place)
    walk.note(place.label, What.PASSED)
    cause = Cause.ACT if fact.kind in ACTS else Cause.CLOCK
    return node.next, replace(place.thread, nominal=fact.at, cause=cause)


def leave(walk: Walk, node: Node, place: Place) -> None:
    """A check-in that nobody waits for any more is not expected, unless it was made."""
    if _action(node).for_ == "check_in" and not _has_checked_in(walk, node, place.thread):
        _excuse(walk, node, place.thread)


def deadline_of(walk: Walk, node: Node, thread: Thread) -> datetime:
    """When the wait is over. A time of day is meant on the thread's own day, past or not."""
    action = _action(node)
    if action.within is not None:
        return _base(walk, node, thread) + action.within
    until = action.until
    assert until is not None, "the loader refuses a wait without an end"
    day, wall = (walk.day_number(thread), until) if isinstance(until, time) else (until.day, until.at)
    return instant_of(walk.date_of(day), wall, walk.world.zone)


def is_met(walk: Walk, action: actions.Wait, thread: Thread, deadline: datetime) -> bool:
    """Whether what is waited for holds, of what happened before the deadline."""
    scene = walk.scene(thread, until=deadline)
    if isinstance(action.for_, Condition):
        return holds(action.for_, scene)
    if action.for_ == "check_in":
        return check_ins_since(action.since or "day", scene) > 0
    if action.for_ == "started_private":
        return walk.world.reachable
    last = walk.world.last_message_at
    return last is not None and since_of(walk, action, scene) <= last < deadline


def _in_vain(walk: Walk, action: actions.Wait, thread: Thread, deadline: datetime) -> dict[str, Any]:
    """What is waited for and has not come, for the trace."""
    if isinstance(action.for_, Condition):
        return {"awaited": "a_condition", "why": why_not(action.for_, walk.scene(thread, until=deadline))}
    return {"awaited": action.for_}


def since_of(walk: Walk, action: actions.Wait, scene: Scene) -> datetime:
    """Since when a message counts."""
    if action.since == "start":
        return walk.run.started_at
    if action.since == "day":
        return instant_of(scene.day, time(0), walk.world.zone)
    return scene.since


def _is_it(walk: Walk, node: Node, place: Place, fact: Fact) -> bool:
    """Whether the fact itself is the message waited for: the world only knows the last one."""
    action = _action(node)
    if action.for_ != "message" or fact.kind is not FactKind.MESSAGE:
        return False
    return fact.at >= since_of(walk, action, walk.scene(place.thread))


def _is_off(walk: Walk, node: Node, thread: Thread) -> bool:
    """A check-in is waited for, on a day on which nobody is: neither a reminder follows nor what it led to."""
    return _action(node).for_ == "check_in" and walk.world.days_off.granted(walk.scene(thread).day)


def _excuse(walk: Walk, node: Node, thread: Thread) -> None:
    day = walk.scene(thread).day
    walk.effects.append(ExcuseCheckIn(*walk.origin(node, thread, about=":excuse"), day))


def _expect(walk: Walk, node: Node, thread: Thread) -> None:
    """It is expected; on a day off it counts neither as expected nor as missed."""
    if _action(node).for_ == "check_in" and not _is_off(walk, node, thread):
        day = walk.scene(thread).day
        walk.effects.append(ExpectCheckIn(*walk.origin(node, thread, about=":expect"), day))


def _has_checked_in(walk: Walk, node: Node, thread: Thread) -> bool:
    """Whether a check-in is waited for, and was made on the thread's own day."""
    return _action(node).for_ == "check_in" and check_ins_since("day", walk.scene(thread)) > 0


def _pause(walk: Walk, node: Node, thread: Thread) -> Onward:
    action = _action(node)
    assert action.pause is not None
    at = _base(walk, node, thread) + action.pause
    if at <= walk.now:
        return node.next, timed(thread, at)
    walk.note(walk.label(node, thread), What.WAITED, until=at.isoformat())
    walk.park(node, thread, Wait.TIME, at)
    return None


def _base(walk: Walk, node: Node, thread: Thread) -> datetime:
    """Where a length of time begins: when the thread should have come here, so that lateness doesn't add up.

    A step that is done however late (`late: do`) begins anew now: its waits separate what is really said.
    """
    does = walk.program.steps[node.step].late == "do"
    return walk.base(thread) if does else thread.nominal


def _action(node: Node) -> actions.Wait:
    assert isinstance(node.action, actions.Wait)
    return node.action
