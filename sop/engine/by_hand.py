"""What staff do to one run, within a turn; what cannot be done is Refused. `sop.engine.steering` has them for one,
large work for many.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core.errors import Refused
from sop.engine import holding, upgrading
from sop.engine.turn import Turn
from sop.state import Input, Skip, StepNow, Stop
from sop.state_text import state_of
from storage.runs import LIVE, Run, RunStatus

Act = Callable[[Turn, Run, int, Mapping[str, Any]], Awaitable[None]]
"""Does something to a run by hand of a user (by id), with the particulars that the act takes."""


async def stop(turn: Turn, run: Run, by: int, _given: Mapping[str, Any]) -> None:
    """End it. Refused: `run_over`."""
    await _move(turn, run, Stop("by_hand"), by, "stop")


async def pause(turn: Turn, run: Run, by: int, _given: Mapping[str, Any]) -> None:
    """Stop its clocks. Refused: `run_over`, `run_held`."""
    if live(turn, run).status != RunStatus.ACTIVE:
        raise Refused("run_held", sop=run.sop)
    turn.trace(run, "", "by_hand", {"by": by, "act": "pause"})
    holding.hold(turn, live(turn, run), RunStatus.PAUSED, turn.uow.now)


async def resume(turn: Turn, run: Run, by: int, _given: Mapping[str, Any]) -> None:
    """Let its clocks go on where they stopped. Refused: `run_over`, `run_not_held`."""
    if live(turn, run).held_at is None:
        raise Refused("run_not_held", sop=run.sop)
    turn.trace(run, "", "by_hand", {"by": by, "act": "resume"})
    await holding.release(turn, live(turn, run), as_downtime=False)


async def skip(turn: Turn, run: Run, by: int, given: Mapping[str, Any]) -> None:
    """Let what waits at `place`, or a step's next beginning, go on; without one, the only place.

    Refused: `run_over`, `place_unknown` (label, places), `place_missing` (places).
    """
    places, label = state_of(live(turn, run).state).places, given.get("place")
    labels = [place.label for place in places]
    if label is None:
        if len(places) != 1:
            raise Refused("place_missing", places=labels)
        label = labels[0]
    if not any(label in (place.label, place.path) for place in places):
        raise Refused("place_unknown", label=label, places=labels)
    await _move(turn, run, Skip(label), by, "skip")


async def step(turn: Turn, run: Run, by: int, given: Mapping[str, Any]) -> None:
    """Run a step's actions now, beside everything else. Refused: `run_over`, `step_unknown` (step, steps)."""
    program = await turn.library.pinned(turn.uow, run.version)
    if given["step"] not in program.steps:
        raise Refused("step_unknown", step=given["step"], steps=list(program.steps))
    await _move(turn, run, StepNow(given["step"]), by, "step")


async def upgrade(turn: Turn, run: Run, by: int, _given: Mapping[str, Any]) -> None:
    """Move it to the version in force.

    Refused: `run_over`, `sop_removed`, `run_newest`, `run_stays` (why, about: as `sop.upgrading.Why`).
    """
    locale = (await turn.ground(run.community_id)).locale
    program = turn.library.program(locale, run.sop)
    if program is None:
        raise Refused("sop_removed", sop=run.sop)
    if live(turn, run).version == program.version:
        raise Refused("run_newest", sop=run.sop)
    obstacle = await upgrading.move(turn, run, program)
    if obstacle is not None:
        programs = [program, await turn.library.pinned(turn.uow, run.version)]
        about = upgrading.about_in_words(obstacle, programs, locale)
        raise Refused("run_stays", sop=run.sop, why=str(obstacle.why), about=about)
    turn.trace(run, "", "by_hand", {"by": by, "act": "upgrade"})


def live(turn: Turn, run: Run) -> Run:
    """The run as it is now. Refused: `run_over`."""
    current = turn.uow.runs.known(run.id) or run
    if current.status not in LIVE:
        raise Refused("run_over", sop=run.sop)
    return current


async def _move(turn: Turn, run: Run, given: Input, by: int, act: str) -> None:
    live(turn, run)
    await turn.load([run])
    turn.trace(run, "", "by_hand", {"by": by, "act": act})
    await turn.move(run.id, given)
