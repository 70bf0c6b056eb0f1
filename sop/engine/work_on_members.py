"""Large work on members: a script is started for them, or their runs of it are steered by hand."""

from collections.abc import Mapping, Sequence

from core.errors import Refused
from sop.engine import by_hand, starts
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Turn
from sop.engine.work import Tally, WorkKind
from sop.starting import Refusal
from sop.state import Cause
from storage.runs import LIVE, Run
from storage.work import Work

_ACTS: Mapping[str, by_hand.Act] = {
    WorkKind.STOP: by_hand.stop,
    WorkKind.PAUSE: by_hand.pause,
    WorkKind.RESUME: by_hand.resume,
    WorkKind.SKIP: by_hand.skip,
    WorkKind.STEP: by_hand.step,
    WorkKind.UPGRADE_RUNS: by_hand.upgrade,
}


async def start(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Start a script for these members. A cohort is given it: who is added later gets it then."""
    ground = await turn.ground(work.community_id)
    program = turn.library.program(ground.locale, work.sop)
    if program is None:
        return Tally(sop_removed=len(member_ids))
    inputs, cohort_id = work.data.get("inputs", {}), work.data.get("aim", {}).get("cohort")
    if cohort_id is not None:
        await turn.uow.cohorts.give(cohort_id, work.sop, inputs)
    cue = Cue(work.nominal_at, Cause.CLOCK, inputs=inputs)
    subjects = [_subject(work, key) for key in member_ids]
    outcomes = await starts.start(turn, program, subjects, cue)
    tally: Tally = Tally()
    for subject, outcome in zip(subjects, outcomes, strict=True):
        if isinstance(outcome, Refusal):
            tally[outcome.reason] += 1
            continue
        assert subject.member_id is not None
        tally["done"] += 1
        if work.asked_by is not None:
            turn.trace(outcome, "", "by_hand", {"by": work.asked_by, "act": "start"})
            turn.uow.work.mark(work, subject.member_id, outcome.id)
    return tally


async def foresee_start(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """How starting a script for these members would come out; nothing is started."""
    ground = await turn.ground(work.community_id)
    program = turn.library.program(ground.locale, work.sop)
    if program is None:
        return Tally(sop_removed=len(member_ids))
    cue = Cue(work.nominal_at, Cause.CLOCK, inputs=work.data.get("inputs", {}))
    found = await starts.foresee(turn, program, [_subject(work, key) for key in member_ids], cue)
    return Tally("done" if refusal is None else refusal.reason for refusal in found)


async def steer(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Do by hand what the work's kind says to the live runs of these members, of one script or of all."""
    assert work.asked_by is not None, "the clock steers nobody"
    runs = await _runs(turn, work, member_ids)
    await turn.load(runs)
    tally: Tally = Tally()
    for run in runs:
        assert run.member_id is not None
        mark = turn.uow.mark()
        try:
            await _ACTS[work.kind](turn, run, work.asked_by, work.data)
        except Refused as refused:
            turn.uow.cut(mark)
            tally[refused.code] += 1
            continue
        tally["done"] += 1
        turn.uow.work.mark(work, run.member_id, run.id)
    without = set(member_ids) - {run.member_id for run in runs}
    if without:
        tally["no_run"] += len(without)
    return tally


async def foresee_steering(turn: Turn, work: Work, member_ids: Sequence[int]) -> Tally:
    """Who of these members has no run that could be steered."""
    runs = await _runs(turn, work, member_ids)
    without = set(member_ids) - {run.member_id for run in runs}
    return Tally(done=len(runs), no_run=len(without))


async def _runs(turn: Turn, work: Work, member_ids: Sequence[int]) -> list[Run]:
    """The live runs meant; where former work is taken back, those that it was about."""
    uow, former = turn.uow, work.data.get("aim", {}).get("work")
    if former is not None:
        keys = await uow.work.marked_runs(former, member_ids)
        await uow.runs.load_ids(keys)
        return [run for run in map(uow.runs.known, keys) if run is not None and run.status in LIVE]
    await uow.runs.load_of_members(member_ids)
    found = [run for key in member_ids for run in await uow.runs.live_of_member(key)]
    return [run for run in found if work.sop in ("", run.sop)]


def _subject(work: Work, member_id: int) -> Subject:
    return Subject("member", work.community_id, member_id=member_id, chat_id=work.data.get("chat_id"))
