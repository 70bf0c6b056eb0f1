"""Starting scripts: for whom, whether they may, and why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from core.facts import Fact
from core.localtime import local_day
from sop.decide import begin
from sop.effects import What
from sop.engine import work
from sop.engine.moves import Move
from sop.engine.work import WorkKind
from sop.engine.worlds import Wanted
from sop.language.triggers import Trigger
from sop.program import Program
from sop.starting import PastRun, Refusal, may_start
from sop.state import Answer, Cause, Started, Stop
from sop.state_text import Own, parted, text_of
from storage.runs import LIVE, Run, RunStatus
from storage.scripts import ScriptSwitch, SwitchState, Trace

if TYPE_CHECKING:
    from sop.engine.turn import Turn

EVER = date.min


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a run is for. A member's `chat_id` is the chat in which the run speaks."""

    kind: Literal["member", "chat", "cohort"]
    community_id: int
    member_id: int | None = None
    chat_id: int | None = None
    cohort_id: int | None = None

    @classmethod
    def of(cls, run: Run) -> "Subject":
        """The subject of a run."""
        return cls(run.subject, run.community_id, run.member_id, run.chat_id, run.cohort_id)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Cue:
    """What starts a script: when that happened, whether it was a person's own act, by which trigger."""

    at: datetime
    cause: Cause
    trigger: Trigger | None = None
    """None: by hand, or another script."""
    inputs: Mapping[str, Answer] = field(default_factory=dict)
    first_day: date | None = None
    """The local day that is day 1; None: the day it starts, or that of the cohort."""


async def start(turn: "Turn", program: Program, subjects: Sequence[Subject], cue: Cue) -> list[Run | Refusal]:
    """Start a script for each of these subjects that it may start for; the outcomes in their order."""
    await _load(turn, program, subjects)
    communities = {subject.community_id for subject in subjects}
    closed = {key: await _closed(turn, program, key, cue) for key in communities}
    outcomes = [
        await _begin(turn, program, subject, cue, closed[subject.community_id]) for subject in subjects
    ]
    begun = [run for run in outcomes if isinstance(run, Run)]
    if begun:
        await turn.library.pin(turn.uow, program)
        await turn.load(begun)
        moves = [Move(run.id, Started(cue.cause)) for run in begun]
        foreseen = await turn.foresee(moves)
        for move in moves:
            await turn.move(move.run_id, move.given, foreseen.get(move.run_id))
    return outcomes


async def foresee(
    turn: "Turn", program: Program, subjects: Sequence[Subject], cue: Cue
) -> list[Refusal | None]:
    """Why the script would not start for each of these members of one community; None: it would."""
    await _load(turn, program, subjects)
    closed = await _closed(turn, program, subjects[0].community_id, cue) if subjects else None
    found: list[Refusal | None] = []
    for subject in subjects:
        past = await _past(turn, program, subject)
        verdict = closed or await _verdict(turn, program, subject, past, cue)
        found.append(verdict if isinstance(verdict, Refusal) else None)
    return found


async def plan_for_cohort(turn: "Turn", program: Program, run: Run, cue: Cue) -> None:
    """Start a script for each member of a run's cohort, some hundred a transaction. Who is added later gets it
    then, even if nobody is in it yet."""
    assert run.cohort_id is not None, "the loader lets only cohort scripts run something for members"
    await turn.uow.cohorts.give(run.cohort_id, program.sop, cue.inputs)
    aim, inputs = {"cohort": run.cohort_id}, dict(cue.inputs)
    work.plan(turn, run.community_id, program.sop, WorkKind.START, cue.at, aim=aim, inputs=inputs)


async def catch_up(turn: "Turn", fact: Fact) -> None:
    """Who is added to a cohort gets the scripts that were started for its members before, on the same day of them:
    steps that are past follow the rule for what is late.
    """
    assert fact.cohort_id is not None
    assert fact.member_id is not None
    ground = await turn.ground(fact.community_id)
    for given in await turn.uow.cohorts.scripts_of(fact.cohort_id):
        program = turn.library.program(ground.locale, given.sop)
        if program is not None and program.subject == "member":
            first_day = local_day(given.given_at, ground.scope.zone)
            cue = Cue(fact.at, Cause.CLOCK, inputs=given.inputs, first_day=first_day)
            await start(turn, program, [Subject("member", fact.community_id, member_id=fact.member_id)], cue)


async def live_runs(turn: "Turn", subject: Subject) -> list[Run]:
    """The live runs of a member, a chat or a cohort, oldest first."""
    if subject.member_id is not None:
        return await turn.uow.runs.live_of_member(subject.member_id)
    found = await turn.uow.runs.live_of_subject(subject.chat_id, subject.cohort_id)
    return [run for run in found if run.subject == subject.kind]


async def _load(turn: "Turn", program: Program, subjects: Iterable[Subject]) -> None:
    """What judging the start for many takes, in a few reads."""
    members = [subject.member_id for subject in subjects if subject.member_id is not None]
    for community_id in {subject.community_id for subject in subjects}:
        await turn.worlds.load_down_days(await turn.ground(community_id))
    await turn.worlds.load(Wanted(member_id, program.when_needs, EVER) for member_id in members)
    await turn.uow.runs.load_histories([program.sop], members)


async def _closed(turn: "Turn", program: Program, community_id: int, cue: Cue) -> Refusal | None:
    """Why the script starts for nobody in the community, if that is so."""
    switch = await turn.uow.scripts.switch(community_id, program.sop)
    if switch is not None and switch.state != SwitchState.ACTIVE:
        return Refusal(f"script_{switch.state}")
    given = {**_own_inputs(switch), **cue.inputs}
    if any(described.default is None and name not in given for name, described in program.inputs.items()):
        return Refusal("missing_input")
    return None


def _own_inputs(switch: ScriptSwitch | None) -> Mapping[str, Answer]:
    """What the community filled in."""
    return {} if switch is None else switch.inputs


async def _begin(
    turn: "Turn", program: Program, subject: Subject, cue: Cue, closed: Refusal | None
) -> Run | Refusal:
    """Make the run's row, in its state before the first decision; or say why not."""
    past = await _past(turn, program, subject)
    verdict = closed or await _verdict(turn, program, subject, past, cue)
    if isinstance(verdict, Refusal):
        _trace_refusal(turn, program, subject, verdict)
        return verdict
    if verdict:
        for run in past:
            if run.status in LIVE:
                await turn.load([run])
                await turn.move(run.id, Stop("replaced"))
    return await _new_run(turn, program, subject, cue)


async def _verdict(
    turn: "Turn", program: Program, subject: Subject, past: list[Run], cue: Cue
) -> bool | Refusal:
    """Whether the runs that last are replaced; or why the script does not start for this subject."""
    world = turn.worlds.of(await turn.ground(subject.community_id), subject.member_id, program.when_needs)
    known = [PastRun(run.started_at, run.ended_at) for run in past]
    verdict = may_start(program, known, turn.uow.now, world, cue.trigger)
    return verdict if isinstance(verdict, Refusal) else verdict.replaces


async def _past(turn: "Turn", program: Program, subject: Subject) -> list[Run]:
    if subject.member_id is not None:
        return await turn.uow.runs.history(program.sop, subject.member_id)
    found = await turn.uow.runs.past_of(program.sop, (), subject.chat_id, subject.cohort_id)
    return [run for run in found if run.subject == subject.kind]


async def _new_run(turn: "Turn", program: Program, subject: Subject, cue: Cue) -> Run:
    zone = (await turn.ground(subject.community_id)).scope.zone
    first_day = cue.first_day
    if subject.cohort_id is not None:
        first_day = (await turn.uow.cohorts.get(subject.cohort_id)).starts_on
    defaults = {name: given.default for name, given in program.inputs.items() if given.default is not None}
    switch = await turn.uow.scripts.switch(subject.community_id, program.sop)
    chosen = {name: value for name, value in _own_inputs(switch).items() if name in program.inputs}
    run_id = turn.uow.new_id()
    started_at = min(cue.at, turn.uow.now).replace(microsecond=0)
    rest = _beginning(started_at, zone, first_day, tuple({**defaults, **chosen, **cue.inputs}.items()))
    own = Own(run_id, started_at, 0)
    run = Run(
        id=run_id,
        community_id=subject.community_id,
        sop=program.sop,
        version=program.version,
        subject=subject.kind,
        status=RunStatus.ACTIVE,
        started_at=started_at,
        generation=own.generation,
        state=own.joined_to(rest),
        member_id=subject.member_id,
        chat_id=subject.chat_id,
        cohort_id=subject.cohort_id,
    )
    return turn.uow.runs.put(run)


@lru_cache(maxsize=64)
def _beginning(
    started_at: datetime, zone: ZoneInfo, first_day: date | None, inputs: tuple[tuple[str, Answer], ...]
) -> str:
    """What the states of all runs that begin alike have in common, in the form of the row."""
    parts = parted(text_of(begin(0, started_at, zone, first_day, dict(inputs))))
    assert parts is not None, "it has just been written"
    return parts[1]


def _trace_refusal(turn: "Turn", program: Program, subject: Subject, refusal: Refusal) -> None:
    why = {} if refusal.why is None else {"why": refusal.why}
    turn.uow.scripts.trace(
        Trace(
            id=turn.uow.new_id(),
            community_id=subject.community_id,
            sop=program.sop,
            path="",
            what=What.DID_NOT_START,
            at=turn.uow.now,
            detail={"reason": refusal.reason, **why},
            member_id=subject.member_id,
        )
    )
