"""What another version of a script would mean for those inside: seen as `/sop upgrade` does, changing nothing."""

from dataclasses import dataclass, field

from playground.page.sight import Sight
from sop.compile import compile_script
from sop.engine.funnels import stands_at
from sop.engine.upgrading import about_in_words
from sop.language.loader import LoadedScript
from sop.library import VersionLost
from sop.program import Program
from sop.state_text import state_of
from sop.upgrading import Obstacle, upgrade
from storage.runs import Run
from views import playground_script as view

MOST = 1000
"""Runs that are looked at; of more it is said that there are more."""
NAMED = 3


@dataclass(slots=True)
class _Found:
    """What was found among the runs that are on other versions."""

    looked_at: int = 0
    movable: int = 0
    standing: dict[str, int] = field(default_factory=dict)
    staying: dict[Obstacle, list[Run]] = field(default_factory=dict)
    first_old: dict[Obstacle, Program] = field(default_factory=dict)


async def inside(sight: Sight, script: LoadedScript) -> view.Inside:
    """Who is inside the script on another version than this one, who of them could move to it, and why not."""
    new = compile_script(script.script, script.version)
    uow, community = sight.uow, sight.scope.community
    runs = await uow.runs.live_of_community(community.id, 0, MOST + 1, sop=new.sop, but_version=new.version)
    found = _Found()
    for run in runs[:MOST]:
        await _judge(sight, run, new, found)
    return view.Inside(
        looked_at=found.looked_at,
        more=len(runs) > MOST,
        movable=found.movable,
        of_people=new.subject == "member" and new.mode != "parallel",
        standing=list(found.standing.items()),
        stays=[await _stay(sight, new, obstacle, found) for obstacle in found.staying],
    )


async def _judge(sight: Sight, run: Run, new: Program, found: _Found) -> None:
    try:
        old = await sight.context.services.library.pinned(sight.uow, run.version)
    except VersionLost:
        return
    found.looked_at += 1
    state = state_of(run.state)
    step = stands_at(old, state)
    if step is not None:
        called = old.steps[step].called(sight.scope.community.locale)
        found.standing[called] = found.standing.get(called, 0) + 1
    moved = upgrade(old, new, state, sight.scope.zone, run.held_at or sight.uow.now)
    if isinstance(moved, Obstacle):
        found.staying.setdefault(moved, []).append(run)
        found.first_old.setdefault(moved, old)
    else:
        found.movable += 1


async def _stay(sight: Sight, new: Program, obstacle: Obstacle, found: _Found) -> view.Stay:
    runs = found.staying[obstacle]
    named = [run for run in runs[:NAMED] if run.member_id is not None]
    await sight.meet(run.member_id for run in named)
    names = [sight.name(run.member_id) for run in named if run.member_id is not None]
    about = about_in_words(obstacle, [new, found.first_old[obstacle]], sight.scope.community.locale)
    return view.Stay(str(obstacle.why), about, len(runs), names)
