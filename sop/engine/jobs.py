"""Large work in small transactions: scripts started for all, runs held, let go or stopped, what was skipped said."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sop.engine import after_all, holding, starts, upgrading
from sop.engine.endings import reason_of
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Turn
from sop.engine.upgrading import A_TRANSACTION
from sop.state import Cause, Stop
from storage.runs import Run, RunStatus
from storage.schedules import StartJob

log = logging.getLogger(__name__)

STARTS_A_TRANSACTION = 200
"""How many members a script is started for at once: a start is quicker than what may follow from it later."""


class Work(StrEnum):
    """What a job does."""

    START = "start"
    FREEZE = "freeze"
    RELEASE = "release"
    STOP = "stop"
    LOOK = "look"
    UPGRADE = "upgrade"
    AFTER_ALL = "after_all"


def plan(turn: Turn, community_id: int, sop: str, work: Work, nominal_at: datetime, **data: Any) -> StartJob:
    """Have this done for all members or runs concerned. An empty `sop` and a `chat_id` mean the chat's."""
    job = StartJob(turn.uow.new_id(), community_id, sop, nominal_at, data={"work": work, **data})
    return turn.uow.schedules.put_job(job)


async def tick(turn: Turn) -> bool:
    """Do one part of the oldest unfinished job; returns whether there was one."""
    job = await turn.uow.schedules.claim_job()
    if job is None:
        return False
    after = await _WORK[Work(job.data["work"])](turn, job)
    done_at = turn.uow.now if after is None else None
    found = await turn.uow.schedules.find_job(job.id) or job
    turn.uow.schedules.put_job(replace(found, after=after or job.after, done_at=done_at))
    return True


async def give_up(turn: Turn, job_id: int, error: Exception) -> None:
    """Leave the rest of this job undone, and tell the owners: it would fail again and again."""
    job = await turn.uow.schedules.find_job(job_id)
    if job is None or job.done_at is not None:
        return
    log.warning("job %s of %s failed", job.id, job.data["work"], exc_info=error)
    turn.uow.schedules.put_job(replace(job, done_at=turn.uow.now))
    of = job.sop or (await turn.ground(job.community_id)).scope.community.title
    await turn.parts.report(turn.uow, "job_failed", of=of, work=job.data["work"], reason=reason_of(error))


async def _start(turn: Turn, job: StartJob) -> int | None:
    """Start a script for the next members of the community, or of one cohort."""
    ground = await turn.ground(job.community_id)
    program = turn.library.program(ground.locale, job.sop)
    if program is None:
        return None
    members = await _members(turn, job)
    cue = Cue(job.nominal_at, Cause.CLOCK, inputs=job.data.get("inputs", {}))
    subjects = [Subject("member", job.community_id, member_id=key) for key in members]
    await starts.start(turn, program, subjects, cue)
    return members[-1] if len(members) == STARTS_A_TRANSACTION else None


async def _members(turn: Turn, job: StartJob) -> Sequence[int]:
    cohort_id = job.data.get("cohort_id")
    if cohort_id is not None:
        return await turn.uow.cohorts.page_of(cohort_id, job.after, STARTS_A_TRANSACTION)
    page = await turn.uow.members.page(job.community_id, job.after, STARTS_A_TRANSACTION)
    return [member.id for member in page]


async def _freeze(turn: Turn, job: StartJob) -> int | None:
    return await _for_runs(turn, job, _freeze_one)


async def _release(turn: Turn, job: StartJob) -> int | None:
    return await _for_runs(turn, job, _release_one)


async def _stop(turn: Turn, job: StartJob) -> int | None:
    return await _for_runs(turn, job, _stop_one)


async def _for_runs(
    turn: Turn, job: StartJob, do: Callable[[Turn, StartJob, Run], Awaitable[object]]
) -> int | None:
    """Deal with the next live runs of the job's script, or of its chat."""
    chat_id = job.data.get("chat_id")
    runs = await turn.uow.runs.live_of_community(
        job.community_id, job.after, A_TRANSACTION, sop=job.sop or None, chat_id=chat_id
    )
    await turn.load(runs)
    for run in runs:
        if run.started_at <= job.nominal_at:
            await do(turn, job, run)
    return runs[-1].id if len(runs) == A_TRANSACTION else None


async def _after_all(turn: Turn, job: StartJob) -> int | None:
    """Say what was skipped because of an outage after all, or one group of it."""
    group = job.data.get("group")
    chosen = None if group is None else await turn.uow.skips.find(group)
    outage_id = int(job.data["outage"])
    return await after_all.page(turn, outage_id, job.community_id, chosen, job.after, A_TRANSACTION)


async def _freeze_one(turn: Turn, job: StartJob, run: Run) -> None:
    holding.hold(turn, run, RunStatus.FROZEN, job.nominal_at)


async def _release_one(turn: Turn, job: StartJob, run: Run) -> None:
    if run.status == RunStatus.FROZEN:
        await holding.release(turn, run, as_downtime=job.data.get("how") == "as_downtime")


async def _stop_one(turn: Turn, job: StartJob, run: Run) -> None:
    await turn.move(run.id, Stop(str(job.data["how"])))


_WORK: dict[Work, Callable[[Turn, StartJob], Awaitable[int | None]]] = {
    Work.START: _start,
    Work.FREEZE: _freeze,
    Work.RELEASE: _release,
    Work.STOP: _stop,
    Work.LOOK: upgrading.look,
    Work.UPGRADE: upgrading.carry_out,
    Work.AFTER_ALL: _after_all,
}
