"""What decisions touch: read beforehand for many at once, and closed when a run fails."""

from collections.abc import Iterable, Mapping
from datetime import date

from community import questions, todos
from sop.effects import (
    Ask,
    Award,
    Certify,
    CloseGate,
    CloseQuestion,
    Decision,
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


async def preload(
    uow: UnitOfWork, decisions: Iterable[tuple[Run, Decision]], today: Mapping[int, date]
) -> None:
    """Read in a few reads what the effects of these decisions will ask for one by one.

    `today` is the local day of each community.
    """
    decided = list(decisions)
    sources: list[str] = []
    rewarded: dict[date, list[int]] = {}
    tagged: list[int] = []
    asked: list[int] = []
    questioned: list[str] = []
    ordered: list[str] = []
    shown: list[int] = []
    for run, decision in decided:
        for effect in decision.effects:
            if isinstance(effect, Award) and run.member_id is not None:
                sources.append(effect.source)
                rewarded.setdefault(today[run.community_id], []).append(run.member_id)
            elif isinstance(effect, Tag | Untag) and run.member_id is not None:
                tagged.append(run.member_id)
            elif isinstance(effect, Ask) and run.member_id is not None:
                asked.append(uow.members.known(run.member_id).user_id)
                questioned.append(effect.source)
            elif isinstance(effect, OpenTask | OpenGate):
                ordered.append(effect.source)
                shown += [] if run.member_id is None else [run.member_id]
            elif isinstance(effect, CloseQuestion):
                questioned.append(effect.key)
            elif isinstance(effect, CloseGate):
                ordered.append(effect.key)
    await uow.points.load_sources(sources)
    for day, members in rewarded.items():
        await uow.points.load_earned(members, day)
        tagged += members
    await uow.tags.load(tagged)
    await uow.questions.load(asked)
    await uow.questions.load_keys(questioned)
    await uow.todos.load_keys(ordered)
    await _preload_certified(uow, decided)
    await persons.preload(uow, shown)


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
