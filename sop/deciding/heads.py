"""Heads: steps with a time of their own, which wait for it independently of all others."""

from core.localtime import instant_of
from sop.deciding.walk import Walk
from sop.language.script import Each
from sop.language.values import OnDay
from sop.program import StepPlan
from sop.state import Cause, Place, Thread, Wait


def place(walk: Walk, step: StepPlan, cause: Cause, after_day: int | None = None) -> None:
    """Let a step wait for its time; an `each` step for its first occurrence after `after_day`, if any."""
    begins = step.begins
    assert begins is not None, "a step that follows another has no time"
    if isinstance(begins, Each):
        day = next((day for day in begins.day if after_day is None or day > after_day), None)
        if day is None:
            return
        at = instant_of(walk.date_of(day), begins.at, walk.world.zone)
        thread = Thread(at, at, Cause.CLOCK, day)
    elif isinstance(begins, OnDay):
        at = instant_of(walk.date_of(begins.day), begins.at, walk.world.zone)
        thread = Thread(at, at, Cause.CLOCK)
    else:
        at = walk.run.started_at + begins.offset
        thread = Thread(at, at, Cause.CLOCK if begins.offset else cause)
    walk.places.append(Place(step.id, Wait.HEAD, at, walk.now, thread))


def move_on(walk: Walk, head: Place) -> None:
    """Take a head off; an `each` step waits for its next occurrence."""
    walk.drop(head)
    if head.thread.day is not None:
        place(walk, walk.program.steps[head.path], Cause.CLOCK, head.thread.day)
