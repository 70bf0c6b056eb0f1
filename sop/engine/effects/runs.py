"""Scripts that start and end one another."""

from sop.effects import StartRun, StopRuns, What
from sop.engine import starts
from sop.engine.acts import Act
from sop.engine.starts import Cue, Subject
from sop.state import Stop


async def start(act: Act, effect: StartRun) -> None:
    """Start the other script for the same subject, or, as a job, for each member of the cohort."""
    program = act.turn.library.program(act.ground.locale, effect.sop)
    if program is None:
        detail = {"reason": "unknown_script", "sop": effect.sop}
        act.turn.trace(act.run, effect.label, What.DID_NOT_START, detail)
        return
    cue = Cue(act.now, act.cause, inputs=effect.inputs)
    if effect.for_members:
        await starts.plan_for_cohort(act.turn, program, act.run, cue)
        return
    await starts.start(act.turn, program, [Subject.of(act.run)], cue)


async def stop(act: Act, effect: StopRuns) -> None:
    """End the other script's runs for the same subject."""
    for run in await starts.live_runs(act.turn, Subject.of(act.run)):
        if run.sop == effect.sop and run.id != act.run.id:
            await act.turn.move(run.id, Stop("by_script"))
