"""Letting a frozen run go on: its clocks stood still, so what it waits for comes as much later."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.localtime import instant_of, local_day
from sop import actions
from sop.language.values import AfterStart
from sop.program import Program
from sop.state import Place, RunState, Wait


def shift(
    program: Program, run: RunState, frozen_at: datetime, thawed_at: datetime, zone: ZoneInfo
) -> RunState:
    """The run as it goes on at `thawed_at`.

    Lengths of time (a pause, the time to answer, `start + 2h`) have as much left as when it froze. What has a
    time of day keeps it, so days move by whole days: the fewest by which nothing that was ahead has gone by.
    What had come before it froze stays due.
    """
    days = _days_lost(program, run, frozen_at, thawed_at)
    lost = thawed_at - frozen_at

    def later(place: Place) -> Place:
        if place.at is None or place.at <= frozen_at:
            return place
        on_days = _has_a_time_of_day(program, place)
        at = _days_later(place.at, days, zone) if on_days else place.at + lost
        if place.wait is Wait.HEAD:
            return replace(place, at=at, thread=replace(place.thread, nominal=at, began_at=at))
        return replace(place, at=at)

    return replace(
        run,
        first_day=run.first_day + timedelta(days=days),
        places=tuple(map(later, run.places)),
        generation=run.generation + 1,
    )


def _days_lost(program: Program, run: RunState, frozen_at: datetime, thawed_at: datetime) -> int:
    gone = [
        place.at
        for place in run.places
        if place.at is not None and frozen_at < place.at < thawed_at and _has_a_time_of_day(program, place)
    ]
    if not gone:
        return 0
    return -((min(gone) - thawed_at) // timedelta(days=1))


def _days_later(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    wall = instant.astimezone(zone).time()
    return instant_of(local_day(instant, zone) + timedelta(days=days), wall, zone)


def _has_a_time_of_day(program: Program, place: Place) -> bool:
    if place.wait is Wait.HEAD:
        return not isinstance(program.steps[place.path].begins, AfterStart)
    if place.wait is Wait.QUIET:
        return True
    action = program.nodes[place.path].action
    return isinstance(action, actions.Wait) and action.until is not None
