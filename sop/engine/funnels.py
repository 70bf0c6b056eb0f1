"""How far the people have come who are in a script: read from the states of their runs, some hundred at a time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress

from community.digest import Funnel
from sop.language.script import Each
from sop.library import Library, VersionLost
from sop.program import Program
from sop.state import Place, RunState, Wait
from sop.state_text import state_of
from storage.figures import Position, positions
from storage.unit_of_work import UnitOfWork

A_PAGE = 1000
"""Runs looked at in one go: some 20 ms."""

MOST = 3
"""Scripts that are shown, those with most people."""

FEWEST_STEPS = 2

Positions = Counter[tuple[str, str]]
"""How many runs stand at each (script, step)."""


async def count_page(
    library: Library, uow: UnitOfWork, community_id: int, after: int, counted: Positions
) -> int | None:
    """Count where the next runs with ids above `after` stand; returns the last id, None when there are no more."""
    found = await positions(uow, community_id, after, A_PAGE)
    for one in found:
        step = await _step(library, uow, one)
        if step is not None:
            counted[one.sop, step] += 1
    await uow.breath.take()
    return found[-1].run_id if len(found) == A_PAGE else None


def funnels(programs: Mapping[str, Program], counted: Positions) -> tuple[Funnel, ...]:
    """Of the scripts in force with most people in them. Steps with a day come in order of the script."""
    people = Counter[str]()
    for (sop, _), count in counted.items():
        people[sop] += count
    found = (_funnel(programs[sop], counted) for sop, _ in people.most_common() if sop in programs)
    return tuple(one for one in found if len(one.steps) >= FEWEST_STEPS)[:MOST]


def _funnel(program: Program, counted: Positions) -> Funnel:
    order = list(program.steps)
    at = [counted.get((program.sop, step), 0) for step in order]
    reached = [sum(at[index:]) for index in range(len(order))]
    return Funnel(program.sop, reached[0] if reached else 0, tuple(zip(order, reached, strict=True)))


async def _step(library: Library, uow: UnitOfWork, one: Position) -> str | None:
    """The step in which the run stands: the last one it is in, else the one before the next to begin."""
    with suppress(VersionLost):
        return stands_at(await library.pinned(uow, one.version), state_of(one.state))
    return None


def stands_at(program: Program, state: RunState) -> str | None:
    """The furthest step a run is in, by the order of the script; if it only waits for the next, the one before."""
    order = {step: index for index, step in enumerate(program.steps)}
    inside = _indices(order, begun(program, state))
    heads = [place for place in state.places if place.wait is Wait.HEAD]
    to_come = _indices(order, (place.step for place in heads if not _has_begun(program, place)))
    if inside:
        index = max(inside)
    elif to_come:
        index = max(0, min(to_come) - 1)
    else:
        return None
    return list(program.steps)[index]


def begun(program: Program, state: RunState) -> set[str]:
    """The steps that a run is in: where it waits within, and those that are repeated and have begun.

    What is repeated beside other steps, as reminders are that the script lists behind its days, is not among them
    while one of those is still to come.
    """
    order = {step: index for index, step in enumerate(program.steps)}
    heads = [place for place in state.places if place.wait is Wait.HEAD and place.step in order]
    once = (order[place.step] for place in heads if not _is_repeated(program, place.step))
    beside = min(once, default=len(order))
    within = {place.step for place in state.places if place.wait is not Wait.HEAD}
    return within | {one.step for one in heads if _has_begun(program, one) and order[one.step] < beside}


def _has_begun(program: Program, place: Place) -> bool:
    """Whether a step that is repeated was already due on an earlier day."""
    plan, day = program.steps.get(place.step), place.thread.day
    return plan is not None and isinstance(plan.begins, Each) and day is not None and day > plan.begins.day[0]


def _is_repeated(program: Program, step: str) -> bool:
    plan = program.steps.get(step)
    return plan is not None and isinstance(plan.begins, Each)


def _indices(order: Mapping[str, int], steps: Iterable[str]) -> list[int]:
    return [order[step] for step in steps if step in order]
