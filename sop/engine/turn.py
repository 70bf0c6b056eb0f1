"""The engine's work within one unit of work: runs are loaded, decided one by one, and applied.

A run that fails costs only itself: what it did is cut off, it is marked as failed, and that is reported once.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.scope import Scope
from config.policies import Policies
from core.errors import SopbotError
from core.localtime import local_day
from delivery.reports import Report
from sop.effects import Decision, Finish, What
from sop.engine import skips
from sop.engine.acts import Act
from sop.engine.effects.table import APPLY
from sop.engine.endings import ended, finished_fact, reason_of
from sop.engine.ground import Ground
from sop.engine.moves import Move, cause_of
from sop.engine.opened import close_opened, preload
from sop.engine.worlds import Wanted, Worlds
from sop.library import Library, VersionLost
from sop.program import Need, Program
from sop.state import Input, Outcome
from sop.twins import Twins
from storage.cohorts import Cohort
from storage.failures import is_of_database
from storage.runs import LIVE, Run, RunStatus
from storage.scripts import Trace
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

FROM_OUTSIDE = frozenset({"by_hand", "left", "opted_out", "replaced", "off", "chat_gone"})
"""Reasons for a stop after which what was planned but not sent yet is not said any more."""

DEEPEST = 8
"""Runs that start or stop one another within one decision."""


class ChainCut(SopbotError):
    """Runs start or stop one another without end."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the engine is assembled from."""

    library: Library
    policies: Policies
    owner_ids: frozenset[int]
    report: Report
    reported: set[tuple[str, str]] = field(default_factory=set)
    """Failures told since the start, by script version and label."""
    late_before: datetime | None = None
    """See `sop.state.World`."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is decided for a run in its present state."""

    run: Run
    given: Input
    decision: Decision
    state: str
    """The new state, as the run's row will have it."""
    moves: int
    """How many had been made then; the decision doesn't know of later ones."""


class Turn:
    """One unit of work of the engine's."""

    def __init__(self, parts: Parts, uow: UnitOfWork) -> None:
        self.parts = parts
        self.uow = uow
        self.library = parts.library
        self.worlds: Worlds = Worlds(uow, parts.late_before)
        self.merge_windows: dict[str, datetime] = {}
        self._twins = Twins(uow.now)
        self.filled: dict[tuple[object, ...], str] = {}
        """Texts filled in already, by their words and what was filled in."""
        self._grounds: dict[int, Ground] = {}
        self._cohorts: dict[int, Cohort] = {}
        self.afterwards: list[Callable[[], Awaitable[None]]] = []
        """What asks the database, so that it has to wait until nothing has to be cut off any more."""
        self._cut_short: set[int] = set()
        self._depth = 0
        self._moves = 0
        self._moved: dict[int | None, int] = {}
        """The number of the last move of each member's runs."""

    async def ground(self, community_id: int) -> Ground:
        """What the community's runs stand on, read once."""
        known = self._grounds.get(community_id)
        if known is None:
            community = await self.uow.communities.get(community_id)
            chats = await self.uow.chats.of_community(community_id)
            scope = Scope(self.uow, community, self.parts.policies)
            by_id = {chat.id: chat for chat in chats}
            known = self._grounds[community_id] = Ground(scope, by_id, self.parts.owner_ids)
        return known

    async def load(self, runs: Iterable[Run]) -> None:
        """Load what deciding these runs needs, in a few reads however many they are."""
        runs = list(runs)
        for run in runs:
            if self.library.known(run.version) is None:
                await self.program_of(run)
        for community_id in {run.community_id for run in runs}:
            await self.ground(community_id)
        for cohort_id in {run.cohort_id for run in runs if run.cohort_id is not None} - self._cohorts.keys():
            self._cohorts[cohort_id] = await self.uow.cohorts.get(cohort_id)
        await self.worlds.load(wanted for run in runs if (wanted := self._wanted(run)) is not None)
        for ground in self._grounds.values():
            await self.worlds.load_down_days(ground)

    async def program_of(self, run: Run) -> Program | None:
        """The version the run is pinned to; a run whose version is lost fails."""
        try:
            return await self.library.pinned(self.uow, run.version)
        except VersionLost as error:
            if run.status in LIVE:
                await self.fail(run, error)
            return None

    async def foresee(self, moves: Iterable[Move]) -> dict[int, Foreseen]:
        """Decide without doing anything, to read in one go what the effects will ask for one by one.

        The decisions are returned by run; each is good as long as nothing else happened to its subject.
        """
        made: dict[int, Foreseen] = {}
        for move in moves:
            await self.uow.breath.take()
            run = self.uow.runs.known(move.run_id)
            program = self.library.known(run.version) if run is not None else None
            if run is None or program is None or run.status not in LIVE:
                continue
            try:
                made[run.id] = self._foreseen(run, program, move.given)
            except (LookupError, ValueError, TypeError, AssertionError):
                continue  # it fails again when it is moved, and is dealt with there
        today = {key: ground.scope.today for key, ground in self._grounds.items()}
        await preload(self.uow, [(one.run, one.decision) for one in made.values()], today)
        return made

    async def move(self, run_id: int, given: Input, foreseen: Foreseen | None = None) -> None:
        """Move a run on by one input, if it lasts; as foreseen, unless something has changed since."""
        await self.uow.breath.take()
        run = self.uow.runs.known(run_id)
        if run is None or run.status not in LIVE:
            return
        mark = self.uow.mark()
        act: Act | None = None
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                raise ChainCut(f"{run.sop} is the last of {DEEPEST} scripts that start or stop one another")
            program = await self.library.pinned(self.uow, run.version)
            last = self._moved.get(run.member_id, 0)
            if not (foreseen and foreseen.run is run and foreseen.given == given and last <= foreseen.moves):
                foreseen = self._foreseen(run, program, given)
            self._moves += 1
            self._moved[run.member_id] = self._moves
            ground = await self.ground(run.community_id)
            act = Act(self, run, program, foreseen.decision.run, ground, cause_of(given))
            await self._apply(act, foreseen)
        except Exception as error:  # broad on purpose, the engine's one: a run that fails costs only itself
            if is_of_database(error):
                raise
            self.uow.cut(mark)
            await self.fail(run, error, act.label if act is not None else "")
        finally:
            self._depth -= 1

    def cohort_name(self, run: Run) -> str:
        """The name of the cohort a run is for."""
        assert run.cohort_id is not None
        return self._cohorts[run.cohort_id].name

    def trace(
        self,
        run: Run,
        label: str,
        what: What | str,
        detail: Mapping[str, Any] | None = None,
        line_id: int | None = None,
    ) -> None:
        """Note why something was done, or was not. Lines are told in the order of their ids."""
        self.uow.scripts.trace(
            Trace(
                self.uow.new_id() if line_id is None else line_id,
                run.community_id,
                run.sop,
                label,
                str(what),
                self.uow.now,
                detail or {},
                run.id,
                run.member_id,
            )
        )

    async def close(self) -> None:
        """Do what had to wait. What runs that were stopped from outside had planned is not said any more."""
        for work in self.afterwards:
            await work()
        self.afterwards.clear()
        if self._cut_short:
            await self.uow.outbox.cancel_of_runs(self._cut_short, before=self.uow.now)
            self._cut_short.clear()

    async def tell(self, code: str, version: str, label: str, **particulars: object) -> None:
        """Report a failure to the owners, once for each script version and place in it."""
        key, reported = (version, f"{code}:{label}"), self.parts.reported
        if key not in reported:
            reported.add(key)
            self.uow.undo_also(lambda: reported.discard(key))
            await self.parts.report(self.uow, code, label=label, **particulars)

    def _foreseen(self, run: Run, program: Program, given: Input) -> Foreseen:
        ground = self._grounds[run.community_id]
        world = self.worlds.of(ground, run.member_id, program.needs)
        decided = self._twins.decide(program, run.state, given, world)
        return Foreseen(run, given, decided.decision, decided.state, self._moves)

    async def _apply(self, act: Act, foreseen: Foreseen) -> None:
        """Write the new state, then the effects in order: what they start sees the run as it is now."""
        decision = foreseen.decision
        finish = next((effect for effect in decision.effects if isinstance(effect, Finish)), None)
        if decision.run.generation != act.run.generation:
            act.run = self.uow.runs.put(_moved(act.run, foreseen, finish, self.uow.now))
        for line in decision.trace:
            self.trace(act.run, line.label, line.what, line.detail)
            if line.what is What.SKIPPED_LATE:
                skips.note(self.uow, act.run, line)
        for effect in decision.effects:
            act.label = effect.label
            await APPLY[type(effect)](act, effect)
        if finish is not None:
            await self._finished(act.run, finish)

    async def _finished(self, run: Run, finish: Finish) -> None:
        self.uow.record(finished_fact(run, self.uow.now))
        if finish.reason in FROM_OUTSIDE:
            self._cut_short.add(run.id)
        if finish.outcome is Outcome.FAILED:
            await self.tell("run_failed", run.version, finish.reason, sop=run.sop, reason=finish.reason)

    async def fail(self, run: Run, error: Exception, label: str = "") -> None:
        """Mark a run as failed; what it had opened is closed."""
        reason = reason_of(error)
        log.warning("run %s of %s failed at %s", run.id, run.sop, label or "its beginning", exc_info=error)
        failed = self.uow.runs.put(ended(run, Outcome.FAILED, self.uow.now))
        self.trace(failed, label, What.FAILED, {"reason": reason})
        self.uow.record(finished_fact(failed, self.uow.now))
        await close_opened(self.uow, failed)
        await self.tell("run_failed", run.version, label, sop=run.sop, reason=reason)

    def _wanted(self, run: Run) -> Wanted | None:
        program = self.library.known(run.version)
        if run.member_id is None or program is None:
            return None
        needs = self.library.needs(program)
        if Need.CHECK_INS not in needs:
            return Wanted(run.member_id, needs)
        zone = self._grounds[run.community_id].scope.zone
        since = local_day(min(run.started_at, self.uow.now - program.look_back), zone)
        return Wanted(run.member_id, needs, since)


def _moved(run: Run, foreseen: Foreseen, finish: Finish | None, now: datetime) -> Run:
    after = foreseen.decision.run
    run = run.moved(
        foreseen.state, after.generation, after.due_at if run.status == RunStatus.ACTIVE else None
    )
    return run if finish is None else ended(run, finish.outcome, now)
