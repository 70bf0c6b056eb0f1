"""Steering by hand: what `/sop` does and shows. Rights are the caller's affair; what can't be is Refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from community.scope import Scope
from core.errors import Refused
from core.localtime import days_between
from core.message import Target
from sop.engine import holding, jobs, settling, starts, upgrading
from sop.engine.jobs import Work
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Parts, Turn
from sop.program import Program
from sop.starting import Refusal
from sop.state import Cause, Input, Skip, StepNow, Stop
from sop.state_text import state_of
from storage.runs import LIVE, Run, RunStatus
from storage.schedules import StartJob
from storage.scripts import ScriptSwitch, SwitchState, Trace
from storage.unit_of_work import UnitOfWork
from storage.users import User


@dataclass(frozen=True, slots=True)
class ScriptOverview:
    """A script of a community: `state` is its switch, `runs` how many live runs it has."""

    sop: str
    title: str
    subject: str
    state: SwitchState
    runs: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One place at which a run waits: its label, the step's title, for what, and until when."""

    label: str
    step: str
    wait: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class RunOverview:
    """A run as people see it: the day of the run it is today, and where it waits, in order of time."""

    run: Run
    title: str
    day: int
    waiting: tuple[Waiting, ...]


class Steering:
    """The part of the engine that people drive. What each call brings about is settled within it."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    async def overview(self, scope: Scope) -> list[ScriptOverview]:
        """The scripts of the community: those in force, and those that only runs are still on."""
        counts = await scope.uow.runs.count_by_sop(scope.community.id)
        locale = scope.community.locale
        entries = self.parts.library.in_force(locale)
        found = []
        for sop in sorted(entries.keys() | counts.keys()):
            program = self.parts.library.program(locale, sop)
            title = sop if program is None else program.called(locale)
            subject = "" if program is None else program.subject
            state = await _state(scope, sop) if program is not None else SwitchState.OFF
            found.append(ScriptOverview(sop, title, subject, state, counts.get(sop, 0)))
        return found

    async def start(self, scope: Scope, sop: str, subject: Subject, by: User) -> Run:
        """Start a script for a member, a chat or a cohort; whether they had it before does not count.

        Refused: `sop_unknown` (sop), `sop_subject` (sop, subject), `sop_not_started` (sop, reason: running,
        not_for_them, missing_input, script_paused, script_frozen, script_off, left, failed).
        """
        program = self._program(scope, sop)
        if program.subject != subject.kind:
            raise Refused("sop_subject", sop=sop, subject=program.subject)
        if subject.member_id is not None and not (await scope.uow.members.get(subject.member_id)).present:
            raise Refused("sop_not_started", sop=sop, reason="left")
        async with self._turn(scope.uow) as turn:
            line_id = scope.uow.new_id()  # taken now, so that the line stands before what follows from it
            cue = Cue(scope.uow.now, Cause.CLOCK)
            outcome = (await starts.start(turn, program, [subject], cue))[0]
            if isinstance(outcome, Refusal):
                raise Refused("sop_not_started", sop=sop, reason=outcome.reason)
            run = turn.uow.runs.known(outcome.id)
            if run is None or run.outcome == "failed":
                raise Refused("sop_not_started", sop=sop, reason="failed")
            turn.trace(run, "", "by_hand", {"by": by.id, "act": "start"}, line_id)
        return scope.uow.runs.known(run.id) or run

    async def start_for_cohort(self, scope: Scope, sop: str, cohort_id: int) -> int:
        """Start a member script for everybody in a cohort, some hundred at a time by `tick_jobs`.

        Returns how many there are; for whom it does not start, the trace says why. Refused: `sop_unknown`,
        `sop_subject`.
        """
        program = self._program(scope, sop)
        if program.subject != "member":
            raise Refused("sop_subject", sop=sop, subject=program.subject)
        turn = Turn(self.parts, scope.uow)
        jobs.plan(turn, scope.community.id, sop, Work.START, scope.uow.now, cohort_id=cohort_id)
        return len(await scope.uow.cohorts.members_of(cohort_id))

    async def stop(self, scope: Scope, run: Run, by: User) -> None:
        """End a run. Refused: `run_over`."""
        await self._move(scope, run, Stop("by_hand"), by, "stop")

    async def skip(self, scope: Scope, run: Run, label: str, by: User) -> None:
        """Let what waits at a label, or a step's next beginning, go on. Refused: `place_unknown`."""
        state = state_of(run.state)
        if not any(label in (place.label, place.path) for place in state.places):
            raise Refused("place_unknown", label=label, places=[place.label for place in state.places])
        await self._move(scope, run, Skip(label), by, "skip")

    async def step_now(self, scope: Scope, run: Run, step: str, by: User) -> None:
        """Run a step's actions now, beside everything else. Refused: `step_unknown` (steps)."""
        program = await self.parts.library.pinned(scope.uow, run.version)
        if step not in program.steps:
            raise Refused("step_unknown", step=step, steps=list(program.steps))
        await self._move(scope, run, StepNow(step), by, "step")

    async def pause_run(self, scope: Scope, run: Run, by: User) -> None:
        """Stop the clocks of one run. Refused: `run_over`, `run_held`."""
        async with self._turn(scope.uow) as turn:
            if _live(turn, run).status != RunStatus.ACTIVE:
                raise Refused("run_held", sop=run.sop)
            turn.trace(run, "", "by_hand", {"by": by.id, "act": "pause"})
            holding.hold(turn, _live(turn, run), RunStatus.PAUSED, scope.uow.now)

    async def resume_run(self, scope: Scope, run: Run, by: User) -> None:
        """Let the clocks of one run go on where they stopped. Refused: `run_over`, `run_not_held`."""
        async with self._turn(scope.uow) as turn:
            if _live(turn, run).held_at is None:
                raise Refused("run_not_held", sop=run.sop)
            turn.trace(run, "", "by_hand", {"by": by.id, "act": "resume"})
            await holding.release(turn, _live(turn, run), as_downtime=False)

    async def switch(self, scope: Scope, sop: str, state: SwitchState, by: User) -> None:
        """Switch a script in the community.

        Paused: no new runs. Frozen: the clocks of its runs stand still, and go on where they stopped. Off:
        they end. Runs are dealt with some hundred at a time by `tick_jobs`. Refused: `sop_unknown`.
        """
        uow, before = scope.uow, await _state(scope, sop)
        if self.parts.library.program(scope.community.locale, sop) is None and before == SwitchState.ACTIVE:
            self._program(scope, sop)
        if state == before:
            return
        known = await uow.scripts.switch(scope.community.id, sop)
        key = known.id if known is not None else uow.new_id()
        uow.scripts.put_switch(ScriptSwitch(key, scope.community.id, sop, state, uow.now))
        uow.audit.record(by.id, "sop_switch", scope.community.id, sop=sop, state=str(state))
        turn = Turn(self.parts, uow)
        if before == SwitchState.FROZEN:
            jobs.plan(turn, scope.community.id, sop, Work.RELEASE, uow.now)
        if state == SwitchState.FROZEN:
            jobs.plan(turn, scope.community.id, sop, Work.FREEZE, uow.now)
        if state == SwitchState.OFF:
            jobs.plan(turn, scope.community.id, sop, Work.STOP, uow.now, how="off")

    async def upgrade(self, scope: Scope, run: Run, by: User) -> None:
        """Move one run to the version in force.

        Refused: `run_over`, `sop_removed`, `run_newest`, `run_stays` (why, about: as `sop.upgrading.Why`).
        """
        program = self._in_force(scope, run.sop)
        async with self._turn(scope.uow) as turn:
            if _live(turn, run).version == program.version:
                raise Refused("run_newest", sop=run.sop)
            obstacle = await upgrading.move(turn, run, program)
            if obstacle is not None:
                programs = [program, await self.parts.library.pinned(scope.uow, run.version)]
                about = upgrading.about_in_words(obstacle, programs, scope.community.locale)
                raise Refused("run_stays", sop=run.sop, why=str(obstacle.why), about=about)
            turn.trace(run, "", "by_hand", {"by": by.id, "act": "upgrade"})

    async def look_at_upgrade(self, scope: Scope, sop: str, to: Target, reply_to: int | None) -> None:
        """Have the runs on former versions looked at by `tick_jobs`; what is found is shown in this place,
        with a button that moves them. Refused: `sop_removed`.
        """
        program, turn = self._in_force(scope, sop), Turn(self.parts, scope.uow)
        asked = upgrading.asked(program.version, to, reply_to)
        jobs.plan(turn, scope.community.id, sop, Work.LOOK, scope.uow.now, **asked)

    async def upgrade_all(self, scope: Scope, look: StartJob, by: User) -> StartJob | None:
        """Have the runs moved that a look has shown; None if that was said before.

        Refused: `sop_removed`, `sop_changed` (sop): the script has changed since the look.
        """
        if "confirmed" in look.data:
            return None
        program, turn = self._in_force(scope, look.sop), Turn(self.parts, scope.uow)
        if program.version != look.data["version"]:
            raise Refused("sop_changed", sop=look.sop)
        asked = upgrading.asked_again(look)
        job = jobs.plan(turn, scope.community.id, look.sop, Work.UPGRADE, scope.uow.now, **asked)
        scope.uow.schedules.put_job(replace(look, data={**look.data, "confirmed": job.id}))
        scope.uow.audit.record(
            by.id, "sop_upgrade", scope.community.id, sop=look.sop, version=program.version
        )
        return job

    async def runs_of(self, scope: Scope, subject: Subject) -> list[RunOverview]:
        """The live runs of a member, a chat or a cohort, and where each waits."""
        turn = Turn(self.parts, scope.uow)
        runs = await starts.live_runs(turn, subject)
        return [await self.status(scope, run) for run in runs]

    async def status(self, scope: Scope, run: Run) -> RunOverview:
        """Where a run stands."""
        program = await self.parts.library.pinned(scope.uow, run.version)
        locale, state = scope.community.locale, state_of(run.state)
        waiting = [
            Waiting(place.label, _step_title(program, place.step, locale), place.wait, place.at)
            for place in state.places
        ]
        waiting.sort(key=lambda one: (one.until is None, one.until or scope.uow.now))
        day = days_between(state.first_day, scope.today) + 1
        return RunOverview(run, program.called(locale), day, tuple(waiting))

    async def trace_of(
        self, scope: Scope, member_id: int, sop: str | None = None, *, limit: int
    ) -> list[Trace]:
        """Why the bot did, or did not do, something for a member: the latest lines, oldest first."""
        return await scope.uow.scripts.traces_of(limit, member_id, sop)

    def _in_force(self, scope: Scope, sop: str) -> Program:
        program = self.parts.library.program(scope.community.locale, sop)
        if program is None:
            raise Refused("sop_removed", sop=sop)
        return program

    def _program(self, scope: Scope, sop: str) -> Program:
        program = self.parts.library.program(scope.community.locale, sop)
        if program is None:
            known = sorted(self.parts.library.in_force(scope.community.locale))
            raise Refused("sop_unknown", sop=sop, known=known)
        return program

    async def _move(self, scope: Scope, run: Run, given: Input, by: User, act: str) -> None:
        async with self._turn(scope.uow) as turn:
            _live(turn, run)
            await turn.load([run])
            turn.trace(run, "", "by_hand", {"by": by.id, "act": act})
            await turn.move(run.id, given)

    @asynccontextmanager
    async def _turn(self, uow: UnitOfWork) -> AsyncIterator[Turn]:
        """Work in one unit of work; what it establishes is settled before it ends."""
        turn = Turn(self.parts, uow)
        yield turn
        await settling.settle(turn)
        await turn.close()


async def _state(scope: Scope, sop: str) -> SwitchState:
    switch = await scope.uow.scripts.switch(scope.community.id, sop)
    return SwitchState.ACTIVE if switch is None else SwitchState(switch.state)


def _live(turn: Turn, run: Run) -> Run:
    current = turn.uow.runs.known(run.id) or run
    if current.status not in LIVE:
        raise Refused("run_over", sop=run.sop)
    return current


def _step_title(program: Program, step: str, locale: str) -> str:
    title = program.steps[step].title
    return step if title is None else title.said_in(locale)
