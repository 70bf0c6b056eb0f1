"""What decisions touch: read beforehand for many at once, and closed when a run fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from community import questions, todos
from sop.effects import (
    Ask,
    Award,
    Certify,
    CloseGate,
    CloseQuestion,
    Decision,
    Effect,
    OpenGate,
    OpenTask,
    Tag,
    Untag,
)
from sop.engine import persons
from sop.state import Wait, source_of
from sop.state_text import state_of
from storage.runs import Run
from storage.unit_of_work import UnitOfWork


@dataclass(slots=True)
class _Needed:
    """What the effects of some decisions ask for: keys of what they make, and ids of whom they concern."""

    sources: list[str] = field(default_factory=list)
    rewarded: dict[date, list[int]] = field(default_factory=dict)
    """Members, by their local day."""
    tagged: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    questioned: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)

    def of_member(self, member_id: int, effect: Effect, today: date) -> None:
        """What an effect asks for about the person it concerns."""
        if isinstance(effect, Award):
            self.sources.append(effect.source)
            self.rewarded.setdefault(today, []).append(member_id)
            self.tagged.append(member_id)
        elif isinstance(effect, Tag | Untag):
            self.tagged.append(member_id)
        elif isinstance(effect, Ask):
            self.asked.append(member_id)
            self.questioned.append(effect.source)
        elif isinstance(effect, OpenTask | OpenGate):
            self.shown.append(member_id)

    def of_anybody(self, effect: Effect) -> None:
        """What an effect asks for whomever it concerns."""
        if isinstance(effect, OpenTask | OpenGate):
            self.ordered.append(effect.source)
        elif isinstance(effect, CloseQuestion):
            self.questioned.append(effect.key)
        elif isinstance(effect, CloseGate):
            self.ordered.append(effect.key)


async def preload(
    uow: UnitOfWork, decisions: Iterable[tuple[Run, Decision]], today: Mapping[int, date]
) -> None:
    """Read in a few reads what the effects of these decisions will ask for one by one.

    `today` is the local day of each community.
    """
    decided = list(decisions)
    needed = _Needed()
    for run, decision in decided:
        for effect in decision.effects:
            needed.of_anybody(effect)
            if run.member_id is not None:
                needed.of_member(run.member_id, effect, today[run.community_id])
    await uow.points.load_sources(needed.sources)
    for day, members in needed.rewarded.items():
        await uow.points.load_earned(members, day)
    await uow.tags.load(needed.tagged)
    await uow.questions.load(uow.members.known(key).user_id for key in needed.asked)
    await uow.questions.load_keys(needed.questioned)
    await uow.todos.load_keys(needed.ordered)
    await _preload_certified(uow, decided)
    await persons.preload(uow, needed.shown)


async def _preload_certified(uow: UnitOfWork, decided: Iterable[tuple[Run, Decision]]) -> None:
    certified = {
        effect.source: run.member_id
        for run, decision in decided
        for effect in decision.effects
        if isinstance(effect, Certify) and run.member_id is not None
    }
    await uow.certificates.load_keys(certified)
    await uow.certificates.load_cohorts(certified.values())


async def close_opened(uow: UnitOfWork, run: Run) -> None:
    """A failed run's questions and gates wait for nobody any more."""
    for place in state_of(run.state).places:
        key = source_of(run.id, place.label)
        if place.wait in (Wait.DELIVERY, Wait.ANSWER):
            await questions.close(uow, key)
        elif place.wait is Wait.GATE:
            await todos.cancel(uow, key)
