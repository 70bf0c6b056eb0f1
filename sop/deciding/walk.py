"""The work of one decision: the run's state taken apart, to be changed and put together again at the end.

The modules of the actions get the Walk, the node and the thread; they emit effects, note trace lines and
either park the thread at a place or say where it goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from core.facts import Fact
from core.localtime import QuietHours, days_between, local_day
from sop.effects import Decision, Effect, Finish, Trace, What
from sop.judge import Scene
from sop.program import Node, Program
from sop.state import Cause, Outcome, Place, RunState, Thread, Wait, World, label_of, source_of

STALE_AFTER = timedelta(minutes=30)
"""An action is late when the time at which it should have happened is longer past than this."""

UNDELIVERED_AFTER = timedelta(days=30)
"""A question that reached nobody, and of which nobody heard either, is over after this time."""

Onward = tuple[str | None, Thread] | None
"""Where a thread goes on (None: its step is over); or no thread at all: it waits, or the run is over."""

Enter = Callable[["Walk", Node, Thread], Onward]
Wake = Callable[["Walk", Node, Place], Onward]
Hear = Callable[["Walk", Node, Place, Fact], Onward]
Leave = Callable[["Walk", Node, Place], None]


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of action is decided.

    `enter`: a thread comes to it. `wake`: the time of a place at it has come. `hear`: a fact carries its key.
    `leave`: a place at it is given up. `speaks`: it holds its tongue in quiet hours and is skipped when late,
    unless the step says otherwise. `steers`: it only directs the thread, so it is never skipped as late.
    `holds_step`: what follows in the step rests on it, so it is not done either when this is skipped as late.
    """

    enter: Enter
    wake: Wake | None = None
    hear: Hear | None = None
    leave: Leave | None = None
    speaks: bool = False
    steers: bool = False
    holds_step: bool = False


class Walk:
    """The state of one decision while it is made. An action that ends the run sets `ending` to the reason."""

    def __init__(self, program: Program, run: RunState, now: datetime, world: World) -> None:
        self.program = program
        self.run = run
        self.now = now
        self.world = world
        self.places = list(run.places)
        self.effects: list[Effect] = []
        self.trace: list[Trace] = []
        self.ending: str | None = None

    @property
    def over(self) -> bool:
        return self.run.outcome is not None

    @property
    def quiet(self) -> QuietHours | None:
        """The script's quiet hours, else the community's."""
        return self.program.quiet or self.world.quiet

    def change(self, **fields: Any) -> None:
        """Set fields of the run's state."""
        self.run = replace(self.run, **fields)

    def note(self, label: str, what: What, **detail: Any) -> None:
        """Add a trace line; its particulars are what JSON can hold."""
        self.trace.append(Trace(self.now, label, what, detail))

    def label(self, node: Node, thread: Thread) -> str:
        return label_of(node.path, thread.day, thread.turn)

    def origin(self, node: Node, thread: Thread, about: str = "") -> tuple[str, str, int]:
        """Source, label and day: the first three fields of an effect. `about` tells a second one apart."""
        label = label_of(node.path, thread.day, thread.turn)
        return source_of(self.run.id, label + about), label, self.day_number(thread)

    def day_number(self, thread: Thread) -> int:
        """The run's day on which the action should happen; for an `each` step that of its occurrence."""
        if thread.day is not None:
            return thread.day
        return days_between(self.run.first_day, local_day(thread.nominal, self.world.zone)) + 1

    def date_of(self, day: int) -> date:
        """The local date of a day of the run."""
        return self.run.first_day + timedelta(days=day - 1)

    def is_late(self, thread: Thread) -> bool:
        if self.now - thread.nominal > STALE_AFTER:
            return True
        before = self.world.late_before
        return before is not None and thread.cause is Cause.CLOCK and thread.nominal < before

    def base(self, thread: Thread) -> datetime:
        """Where a stretch of time that the action opens begins: when it should have happened, unless late."""
        return self.now if self.is_late(thread) else thread.nominal

    def scene(self, thread: Thread, until: datetime | None = None) -> Scene:
        """The circumstances for judging a condition on behalf of a thread."""
        day = self.date_of(self.day_number(thread))
        return Scene(self.world, self.run, self.now, day, thread.began_at, until)

    def park(self, node: Node, thread: Thread, wait: Wait, at: datetime | None) -> None:
        """Let the thread wait at the node."""
        self.places.append(Place(node.path, wait, at, self.now, thread))

    def drop(self, place: Place) -> None:
        """Take a place off the list; its thread goes on or ends."""
        self.places.remove(place)

    def close(self, outcome: Outcome, reason: str) -> None:
        """End the run. Whoever calls has left its places first."""
        source = source_of(self.run.id, "end")
        day = days_between(self.run.first_day, local_day(self.now, self.world.zone)) + 1
        self.change(outcome=outcome)
        self.effects.append(Finish(source, "", day, outcome, reason))

    def decision(self, before: RunState) -> Decision:
        """Put the state together again; a new generation if anything changed."""
        places = tuple(self.places)
        if self.run is before and places == before.places and not self.effects:
            return Decision(before, (), tuple(self.trace))
        after = self.run.after(places, before.generation + 1)
        return Decision(after, tuple(self.effects), tuple(self.trace))


def timed(thread: Thread, nominal: datetime) -> Thread:
    """The thread, set going by the clock at `nominal`."""
    return replace(thread, nominal=nominal, cause=Cause.CLOCK)


def answering(thread: Thread, fact: Fact) -> Thread:
    """The thread, set going by a person's own act."""
    return replace(thread, nominal=fact.at, cause=Cause.ACT)
