"""Runs whose time has come but which are held, in the words of people: after a restore an owner decides on them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sop.engine.skips import Named, named
from sop.library import VersionLost
from sop.state import Place
from sop.state_text import state_of
from storage.runs import Run

if TYPE_CHECKING:
    from sop.engine.turn import Turn


@dataclass(frozen=True, slots=True)
class Overdue:
    """The same place of the same script, at which `count` runs have something due."""

    community_id: int
    named: Named
    count: int


async def overview(turn: "Turn", before: datetime, limit: int) -> list[Overdue]:
    """Where at most `limit` runs are due, as their times come; without those whose script's text is lost."""
    waiting: defaultdict[tuple[int, str, str, int | None], list[tuple[Run, Place, datetime]]] = defaultdict(
        list
    )
    for run in await turn.uow.runs.claim_due(before, limit):
        await turn.uow.breath.take()
        due = [(place.at, place) for place in state_of(run.state).places if place.at is not None]
        at, place = min(due, key=lambda one: one[0])
        waiting[run.community_id, run.version, place.path, place.thread.day].append((run, place, at))
    found = []
    for group in waiting.values():
        one = await _described(turn, group)
        if one is not None:
            found.append(one)
    return found


async def _described(turn: "Turn", group: list[tuple[Run, Place, datetime]]) -> Overdue | None:
    run, place, _ = group[0]
    try:
        program = await turn.library.pinned(turn.uow, run.version)
    except VersionLost:
        return None
    ground = await turn.ground(run.community_id)
    instants = {at for _, _, at in group}
    words = named(program, ground, place.step, place.thread.day, instants)
    return Overdue(run.community_id, words, len(group))
