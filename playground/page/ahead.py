"""What is ahead of a run: where it waits, and what its script says will follow. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.localtime import instant_of
from sop.engine.funnels import begun
from sop.language.script import Each
from sop.program import Program
from sop.state import Place, RunState, Wait


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something a run has before it. `wait` is what it waits for there; `awaited` which event, if it has a name.

    `expected`: the run does not wait for it yet, but its script says that it will come.
    """

    step: str
    day: int | None
    wait: Wait
    at: datetime | None
    expected: bool = False
    awaited: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A step of a script as one run sees it. `state`: done, now, next or later; `at`: when it begins, if known."""

    step: str
    state: str
    at: datetime | None = None


def ahead(program: Program, state: RunState, zone: ZoneInfo) -> Iterator[Ahead]:
    """Everything that has, or will have, a time; and what waits without one."""
    for place in state.places:
        yield Ahead(place.step, place.thread.day, place.wait, place.at, awaited=_awaited(program, place))
        plan = program.steps.get(place.step)
        if place.wait is Wait.HEAD and plan is not None and isinstance(plan.begins, Each):
            yield from _repeated(plan.begins, place, state, zone)


def _repeated(each: Each, place: Place, state: RunState, zone: ZoneInfo) -> Iterator[Ahead]:
    for day in each.day:
        if place.thread.day is not None and day > place.thread.day:
            at = instant_of(state.first_day + timedelta(days=day - 1), each.at, zone)
            yield Ahead(place.step, day, Wait.HEAD, at, expected=True)


def _awaited(program: Program, place: Place) -> str | None:
    if place.wait is not Wait.EVENT or place.path not in program.nodes:
        return None
    named = getattr(program.nodes[place.path].action, "for_", None)
    return named if isinstance(named, str) else "a_condition"


def awaited(program: Program, state: RunState) -> dict[str, str]:
    """The events that a run waits for, by the labels of its places."""
    named = ((place.label, _awaited(program, place)) for place in state.places)
    return {label: event for label, event in named if event is not None}


def standing(program: Program, state: RunState) -> list[Standing]:
    """The steps of a script in their order, as far as the run has come.

    A step with a time of its own waits for it from the start of the run on: without a place it is over.
    """
    heads = {place.step: place.at for place in state.places if place.wait is Wait.HEAD}
    inside = begun(program, state)
    first = min((at for at in heads.values() if at is not None), default=None)
    found: list[Standing] = []
    comes = False
    for step in program.steps.values():
        at = heads.get(step.id)
        if step.begins is not None:
            comes = False
        if step.id in inside:
            found.append(Standing(step.id, "now", at))
        elif at is not None:
            found.append(Standing(step.id, "next" if at == first else "later", at))
        else:
            found.append(Standing(step.id, "later" if comes else "done"))
        comes = comes or step.id in inside or at is not None
    return found
