"""Moving a run to another version of its script, by the ids of steps: its new state, or why it can't move.

What has begun keeps its time: a wait, an open question, to-do or decision goes on until the deadline that
people were told. What has not begun gets the new version's time; if that has passed, it keeps its own. A run
moves only if nothing of the new version would come twice for it, and nothing that both versions have would
never come. Steps that the new version leaves out don't come; those it adds come if their time is ahead.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.localtime import instant_of
from sop.actions import Action, Ask, Task, Wait
from sop.language.script import Each
from sop.language.values import AfterStart, Moment, OnDay
from sop.program import Program
from sop.state import Answer, Cause, Place, RunState, Thread
from sop.state import Wait as Waits


class Why(StrEnum):
    """Why a run stays on its version. `Obstacle.about` is a step's id unless something else is said."""

    SUBJECT = "subject"  # the script is for somebody else now; about: for whom
    INPUT = "input"  # an input has to be given; about: its name
    GONE = "gone"  # the run is inside a step that is no more
    CHANGED = "changed"  # the step is another up to where the run waits in it
    TWICE = "twice"  # the step would come a second time
    NEVER = "never"  # the step would never come
    OVER = "over"  # nothing would be left to do


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a run from moving."""

    why: Why
    about: str = ""


def upgrade(old: Program, new: Program, run: RunState, zone: ZoneInfo, now: datetime) -> RunState | Obstacle:
    """The state of a live run of `old` as a run of `new`; the same state if nothing differs.

    For a run whose clocks stand still, `now` is when they stopped. The generation is the caller's affair.
    """
    change = _Change(old, new, run, zone, now.replace(microsecond=0))
    obstacle = next(change.obstacles(), None)
    if obstacle is not None:
        return obstacle
    return replace(run, places=change.places, inputs=_inputs(old, new, run), goal_begun=_goal_begun(change))


class _Change:
    """One run between two versions."""

    def __init__(self, old: Program, new: Program, run: RunState, zone: ZoneInfo, now: datetime) -> None:
        self.old, self.new, self.run, self.zone, self.now = old, new, run, zone, now
        self.ahead = _ahead(old, run.places)
        self.places = (*self._kept(), *self._added())

    def obstacles(self) -> Iterator[Obstacle]:
        """All that keeps the run from moving, the plainest first."""
        if self.new.subject != self.old.subject:
            yield Obstacle(Why.SUBJECT, self.new.subject)
        for name, given in self.new.inputs.items():
            if given.default is None and name not in self.run.inputs:
                yield Obstacle(Why.INPUT, name)
        for place in self.run.places:
            if place.wait is not Waits.HEAD and place.step not in self.new.steps:
                yield Obstacle(Why.GONE, place.step)
            elif place.wait is not Waits.HEAD and not self._is_alike(place):
                yield Obstacle(Why.CHANGED, place.step)
        yield from self._out_of_order()
        if not self.places:
            yield Obstacle(Why.OVER)

    def has_begun(self, step: str) -> bool:
        """Whether the old version's run has begun the step, or passed it by."""
        return step in self.old.steps and step not in self.ahead

    def _kept(self) -> Iterator[Place]:
        for place in self.run.places:
            if place.wait is not Waits.HEAD:
                yield place
            elif (head := self._head(place)) is not None:
                yield head

    def _added(self) -> Iterator[Place]:
        """Steps with a time of their own for which the run did not wait, if their time is still to come."""
        waited_for = {place.path for place in self.run.places if place.wait is Waits.HEAD}
        if self.run.goal_reached:
            return
        for name in self.new.heads:
            if name in waited_for:
                continue
            after_day = None
            if self.has_begun(name):
                before = self.old.steps[name].begins
                if not isinstance(before, Each):
                    continue
                after_day = before.day[-1]
            found = self._next(name, after_day)
            if found is not None:
                yield _head_at(name, *found, entered_at=self.now)

    def _head(self, place: Place) -> Place | None:
        """A step that has not begun: as it waited, or at its new time; None if it has no time any more."""
        step, before = self.new.steps.get(place.path), self.old.steps[place.path].begins
        if step is None or step.begins is None:
            return None
        if step.begins == before:
            return place
        if isinstance(before, AfterStart) and isinstance(step.begins, AfterStart):
            assert place.at is not None, "a step waits for its time"
            at = place.at + (step.begins.offset - before.offset)
            return _head_at(place.path, at, None, place.entered_at) if at > self.now else place
        day = place.thread.day
        found = self._next(place.path, _day_before(before, day))
        if _has_day(step.begins, day) and (found is None or (found[1] or 0) > (day or 0)):
            return place  # its new time has passed
        return None if found is None else _head_at(place.path, *found, entered_at=place.entered_at)

    def _next(self, name: str, after_day: int | None) -> tuple[datetime, int | None] | None:
        """When the new version's step begins next, and as which occurrence; None if its time has passed.

        A step that is repeated has occurrences only after `after_day`, if that is given.
        """
        begins = self.new.steps[name].begins
        assert begins is not None, "only steps with a time of their own are asked for"
        times: list[tuple[datetime, int | None]]
        if isinstance(begins, AfterStart):
            times = [(self.run.started_at + begins.offset, None)]
        elif isinstance(begins, OnDay):
            times = [(self._on_day(begins.day, begins.at), None)]
        else:
            days = [day for day in begins.day if after_day is None or day > after_day]
            times = [(self._on_day(day, begins.at), day) for day in days]
        return next((found for found in times if found[0] > self.now), None)

    def _on_day(self, day: int, wall: time) -> datetime:
        return instant_of(self.run.first_day + timedelta(days=day - 1), wall, self.zone)

    def _is_alike(self, place: Place) -> bool:
        """Whether the new version's step is of the same kinds of actions up to the place, and it as well."""
        before, after = self.old.nodes, self.new.nodes
        if any(path not in after or after[path].name != before[path].name for path in _up_to(place.path)):
            return False
        held = place.wait is Waits.QUIET  # it has not begun, so it may be another one of its kind
        return held or _same_wait(before[place.path].action, after[place.path].action)

    def _out_of_order(self) -> Iterator[Obstacle]:
        ahead = _ahead(self.new, self.places)
        waiting = {place.path for place in self.places if place.wait is Waits.HEAD}
        for step in self.new.steps:
            if step in ahead - waiting and self.has_begun(step):
                yield Obstacle(Why.TWICE, step)
            ran_out = isinstance(self.new.steps[step].begins, Each) and step in self._repeated
            if step in self.ahead - ahead and not ran_out:
                yield Obstacle(Why.NEVER, step)

    @property
    def _repeated(self) -> set[str]:
        """The steps that the old version repeats."""
        return {step.id for step in self.old.steps.values() if isinstance(step.begins, Each)}


def _ahead(program: Program, places: Iterable[Place]) -> set[str]:
    """The steps that begin yet: those that wait for their time, and those that follow one that isn't over."""
    found: set[str] = set()
    for place in places:
        if place.wait is Waits.HEAD:
            found.add(place.path)
        following = None if place.thread.aside else program.steps[place.step].after
        while following is not None and following not in found:
            found.add(following)
            following = program.steps[following].after
    return found


def _head_at(step: str, at: datetime, day: int | None, entered_at: datetime) -> Place:
    return Place(step, Waits.HEAD, at, entered_at, Thread(at, at, Cause.CLOCK, day))


def _day_before(begins: Moment | Each | None, day: int | None) -> int | None:
    """The last occurrence before the one that is waited for."""
    if not isinstance(begins, Each) or day is None:
        return None
    return max((one for one in begins.day if one < day), default=None)


def _has_day(begins: Moment | Each, day: int | None) -> bool:
    """Whether what waits for this occurrence (None: for the only one) may keep its time."""
    return day in begins.day if isinstance(begins, Each) else day is None


def _up_to(path: str) -> Iterator[str]:
    """The addresses in a step up to one of them: `a/1`, `a/2`, `a/2/none/1` for `a/2/none/1`."""
    chain, *rest = path.split("/")
    for number, branch in zip(rest[::2], [*rest[1::2], ""], strict=True):
        yield from (f"{chain}/{one}" for one in range(1, int(number) + 1))
        chain = f"{chain}/{number}/{branch}"


def _same_wait(before: Action, after: Action) -> bool:
    """Whether what is open there would be opened alike; both actions are of the same kind."""
    if isinstance(before, Wait) and isinstance(after, Wait):
        return before.for_ == after.for_
    if isinstance(before, Ask) and isinstance(after, Ask):
        return (before.kind, before.choices) == (after.kind, after.choices)
    if isinstance(before, Task) and isinstance(after, Task):
        return after.wait
    return True


def _inputs(old: Program, new: Program, run: RunState) -> Mapping[str, Answer]:
    """The run's inputs: those that nobody gave have the new version's defaults."""
    found = dict(run.inputs)
    for name, given in new.inputs.items():
        before = old.inputs.get(name)
        is_default = name not in found or (before is not None and found[name] == before.default)
        if given.default is not None and is_default:
            found[name] = given.default
    return found


def _goal_begun(change: _Change) -> bool:
    """Whether the step that the new version's goal leads to has begun, so that the goal can't lead there."""
    before, after = change.old.goal, change.new.goal
    if after is None or (before is not None and before.then == after.then):
        return change.run.goal_begun
    return change.has_begun(after.then)
