"""Steering by hand: what `/sop` does and shows. Rights are the caller's affair; what can't be is Refused."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from community.scope import Scope
from core.errors import Refused
from core.localtime import days_between
from core.message import Target
from sop.engine import by_hand, settling, starts, upgrading, work
from sop.engine.funnels import stands_at
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Parts, Turn
from sop.engine.work import WorkKind
from sop.library import VersionLost
from sop.program import Program
from sop.starting import Refusal
from sop.state import Cause
from sop.state_text import state_of
from storage.audit import AuditEntry
from storage.runs import Run
from storage.scripts import ScriptSwitch, SwitchState
from storage.unit_of_work import UnitOfWork
from storage.users import User
from storage.work import Work


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
        not_for_them (why), missing_input, script_paused, script_frozen, script_off, left, failed).
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
                raise Refused("sop_not_started", sop=sop, reason=outcome.reason, why=outcome.why)
            run = turn.uow.runs.known(outcome.id)
            if run is None or run.outcome == "failed":
                raise Refused("sop_not_started", sop=sop, reason="failed")
            turn.trace(run, "", "by_hand", {"by": by.id, "act": "start"}, line_id)
        return scope.uow.runs.known(run.id) or run

    async def stop(self, scope: Scope, run: Run, by: User) -> None:
        """End a run. Refused: `run_over`."""
        await self._by_hand(scope, by_hand.stop, run, by)

    async def skip(self, scope: Scope, run: Run, label: str | None, by: User) -> None:
        """Let what waits at a label, or a step's next beginning, go on. Refused as `by_hand.skip`."""
        await self._by_hand(scope, by_hand.skip, run, by, place=label)

    async def step_now(self, scope: Scope, run: Run, step: str, by: User) -> None:
        """Run a step's actions now, beside everything else. Refused: `step_unknown` (steps)."""
        await self._by_hand(scope, by_hand.step, run, by, step=step)

    async def pause_run(self, scope: Scope, run: Run, by: User) -> None:
        """Stop the clocks of one run. Refused: `run_over`, `run_held`."""
        await self._by_hand(scope, by_hand.pause, run, by)

    async def resume_run(self, scope: Scope, run: Run, by: User) -> None:
        """Let the clocks of one run go on where they stopped. Refused: `run_over`, `run_not_held`."""
        await self._by_hand(scope, by_hand.resume, run, by)

    async def upgrade(self, scope: Scope, run: Run, by: User) -> None:
        """Move one run to the version in force. Refused as `by_hand.upgrade`."""
        await self._by_hand(scope, by_hand.upgrade, run, by)

    async def switch(
        self,
        scope: Scope,
        sop: str,
        state: SwitchState,
        by: User,
        shown_in: int | None = None,
        **told: str,
    ) -> AuditEntry | None:
        """Switch a script in the community; the audit log's entry of it, None if it was so already.

        Paused: no new runs. Frozen: the clocks of its runs stand still, and go on where they stopped. Off:
        they end. Runs are dealt with some hundred at a time by `tick_work`, told in the message `shown_in` by
        what is `told` of it (`title`, `locale`). Refused: `sop_unknown`.
        """
        uow, before = scope.uow, await _state(scope, sop)
        if self.parts.library.program(scope.community.locale, sop) is None and before == SwitchState.ACTIVE:
            self._program(scope, sop)
        if state == before:
            return None
        known = await uow.scripts.switch(scope.community.id, sop)
        key = known.id if known is not None else uow.new_id()
        inputs = known.inputs if known is not None else {}
        uow.scripts.put_switch(ScriptSwitch(key, scope.community.id, sop, state, uow.now, inputs))
        entry = uow.audit.record(
            by.id, "sop_switch", scope.community.id, sop=sop, state=str(state), before=str(before)
        )
        await self._work_through(scope, sop, before, state, shown_in, {**told, "audit": entry.id})
        return entry

    async def _work_through(
        self,
        scope: Scope,
        sop: str,
        before: SwitchState,
        state: SwitchState,
        shown_in: int | None,
        told: Mapping[str, Any],
    ) -> None:
        """Plan what a switch does to the runs; what ends cannot be taken back, so it has no such button."""
        uow, turn = scope.uow, Turn(self.parts, scope.uow)
        planned: list[Work] = []
        if before == SwitchState.FROZEN:
            planned.append(work.plan(turn, scope.community.id, sop, WorkKind.RELEASE_ALL, uow.now, **told))
        if state == SwitchState.FROZEN:
            planned.append(work.plan(turn, scope.community.id, sop, WorkKind.FREEZE_ALL, uow.now, **told))
        if state == SwitchState.OFF:
            told = {name: value for name, value in told.items() if name != "audit"}
            planned.append(
                work.plan(turn, scope.community.id, sop, WorkKind.STOP_ALL, uow.now, how="off", **told)
            )
        if planned and shown_in is not None:
            total = (await uow.runs.count_by_sop(scope.community.id)).get(sop, 0)
            uow.work.put(replace(planned[-1], shown_in=shown_in, total=total))

    async def steps_of(self, scope: Scope, run: Run) -> list[tuple[str, str]]:
        """The steps of a run's version, by id and title."""
        program = await self.parts.library.pinned(scope.uow, run.version)
        return [(step, program.steps[step].called(scope.community.locale)) for step in program.steps]

    async def standing(self, scope: Scope, sop: str, limit: int) -> tuple[list[tuple[str, int]], int, int]:
        """At which steps the first live runs of a script stand, in its order; how many were looked at, and how
        many of them are on a former version.
        """
        uow, locale = scope.uow, scope.community.locale
        runs = await uow.runs.live_of_community(scope.community.id, 0, limit, sop=sop)
        newest = self.parts.library.program(locale, sop)
        counted: Counter[str] = Counter()
        for run in runs:
            with suppress(VersionLost):
                program = await self.parts.library.pinned(uow, run.version)
                step = stands_at(program, state_of(run.state))
                if step is not None:
                    counted[program.steps[step].called(locale)] += 1
        former = sum(newest is not None and run.version != newest.version for run in runs)
        order = [] if newest is None else [newest.steps[step].called(locale) for step in newest.steps]
        ranked = {title: index for index, title in enumerate(order)}
        return sorted(counted.items(), key=lambda one: ranked.get(one[0], 99)), len(runs), former

    async def look_at_upgrade(self, scope: Scope, sop: str, to: Target, reply_to: int | None) -> None:
        """Have the runs on former versions looked at by `tick_work`; what is found is shown in this place,
        with a button that moves them. Refused: `sop_removed`.
        """
        program, turn = self._in_force(scope, sop), Turn(self.parts, scope.uow)
        asked = upgrading.asked(program.version, to, reply_to)
        work.plan(turn, scope.community.id, sop, WorkKind.LOOK, scope.uow.now, **asked)

    async def upgrade_all(self, scope: Scope, look: Work, by: User) -> Work | None:
        """Have the runs moved that a look has shown; None if that was said before.

        Refused: `sop_removed`, `sop_changed` (sop): the script has changed since the look.
        """
        if "confirmed" in look.data:
            return None
        program, turn = self._in_force(scope, look.sop), Turn(self.parts, scope.uow)
        if program.version != look.data["version"]:
            raise Refused("sop_changed", sop=look.sop)
        asked = upgrading.asked_again(look)
        begun = work.plan(turn, scope.community.id, look.sop, WorkKind.UPGRADE, scope.uow.now, **asked)
        scope.uow.work.put(replace(look, data={**look.data, "confirmed": begun.id}))
        scope.uow.audit.record(
            by.id, "sop_upgrade", scope.community.id, sop=look.sop, version=program.version
        )
        return begun

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
            Waiting(place.label, program.steps[place.step].called(locale), place.wait, place.at)
            for place in state.places
        ]
        waiting.sort(key=lambda one: (one.until is None, one.until or scope.uow.now))
        day = days_between(state.first_day, scope.today) + 1
        return RunOverview(run, program.called(locale), day, tuple(waiting))

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

    async def _by_hand(self, scope: Scope, act: by_hand.Act, run: Run, by: User, **given: str | None) -> None:
        async with self._turn(scope.uow) as turn:
            await act(turn, run, by.id, given)

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
