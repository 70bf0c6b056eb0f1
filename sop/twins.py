"""Runs that stand at the same place are decided once.

At nine o'clock thousands of runs of a script wake at the same place. What a program that reads nothing of the
world does then depends on where its run stands and on nothing else. So the first is decided, and for the others
the decision is copied with their own id, start and sources in it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sop.decide import decide
from sop.effects import CloseGate, CloseQuestion, Decision, Effect
from sop.program import Program
from sop.state import Due, Input, RunState, Started, World, source_of
from sop.state_text import Own, parted, state_of, text_of


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, and the row's form of the state that it leads to."""

    decision: Decision
    state: str


class Twins:
    """Decisions made at one instant, by all that they depend on."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._made: dict[tuple[object, ...], _First] = {}

    def decide(self, program: Program, state: str, given: Input, world: World) -> Decided:
        """What `sop.decide.decide` says of the run whose row has this state."""
        parts = parted(state) if _may_share(program, given) else None
        if parts is None:
            return self._decided(program, state, given, world)
        own, shared = parts
        start = own.started_at if isinstance(given, Started) else None
        key = (program.version, shared, given, world.zone, world.quiet, start)
        first = self._made.get(key)
        if first is not None:
            return first.for_twin(own)
        decided = self._decided(program, state, given, world)
        after = parted(decided.state)
        if after is not None and not any(isinstance(one, _NAMING) for one in decided.decision.effects):
            self._made[key] = _First(decided.decision, own, after[1])
        return decided

    def _decided(self, program: Program, state: str, given: Input, world: World) -> Decided:
        decision = decide(program, state_of(state), given, self._now, world)
        return Decided(decision, text_of(decision.run))


_NAMING = (CloseQuestion, CloseGate)
"""Effects that name what the same run has opened before."""


def _may_share(program: Program, given: Input) -> bool:
    """Whether a decision depends on nothing but the instant, the zone, the quiet hours and where the run stands."""
    ends = program.stop_when or program.goal is not None
    return not program.needs and not ends and isinstance(given, Due | Started)


@dataclass(frozen=True, slots=True)
class _First:
    """A decision, the run's own part before it, and what of the state after it may be shared."""

    decision: Decision
    own: Own
    shared: str

    def for_twin(self, own: Own) -> Decided:
        """The decision for a run that stood where this one did."""
        run, cut = self.decision.run, len(source_of(self.own.id, ""))
        own = Own(own.id, own.started_at, own.generation + run.generation - self.own.generation)
        effects = tuple(_sourced(one, source_of(own.id, one.source[cut:])) for one in self.decision.effects)
        after = RunState(
            own.id, own.started_at, run.first_day, own.generation, run.places, run.answers, run.inputs,
            run.turns, run.goal_begun, run.goal_reached, run.outcome,
        )  # fmt: skip
        return Decided(Decision(after, effects, self.decision.trace), own.joined_to(self.shared))


def _sourced(effect: Effect, source: str) -> Effect:
    """The same effect of another run."""
    kind: Any = type(effect)
    return kind(source, *_other_fields(kind)(effect))  # type: ignore[no-any-return]


@cache
def _other_fields(kind: Any) -> Any:
    return attrgetter(*(field.name for field in fields(kind) if field.name != "source"))
