"""The figures of a digest, reckoned part by part: in a large community each takes a while, so each may have a
transaction of its own.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from community import care, daily_figures, decisions, thanks, weeks
from community.care import Care
from community.daily_figures import DayFigures, span_of
from community.decisions import Decision
from community.digest import DigestFigures, ReachFigures, ScriptFigures, read
from community.scope import Scope
from community.staff import staff_member_ids
from community.thanks import Thanks
from community.weeks import Newcomers, Week, Weekly
from storage import figures as figures_of_all
from storage.digests import Edition
from storage.outgoing import OutboxState
from storage.sending import count_unknown_of_nobody
from storage.users import Reach

WEEK = timedelta(days=7)

_DID = frozenset({"said", "asked", "awarded", "tagged", "untagged", "task_opened", "gate_opened", "ran"})
_SKIPPED = frozenset({"skipped_late", "skipped"})
_FAILED = frozenset({"failed"})


@dataclass(slots=True)
class Gathering:
    """The parts of a digest's figures that are known so far, by name."""

    day: date
    edition: Edition
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> date:
        """The first day that it is about."""
        return self.day - WEEK + timedelta(days=1) if self.edition is Edition.WEEK else self.day


async def gather_next(scope: Scope, so_far: Gathering, staff: Collection[int]) -> bool:
    """Reckon one more part, each of which takes a while in a large community; False if all are known."""
    name = next((name for name in _PARTS if name not in so_far.known), None)
    if name is None:
        return False
    so_far.known[name] = await _PARTS[name](scope, so_far, staff)
    return True


async def figures(
    scope: Scope, day: date, owner_ids: Collection[int] = (), edition: Edition = Edition.DAY
) -> DigestFigures:
    """The figures of a local day, or of the week that ends with it. Care, reach and open to-dos are as they stand now.

    Who was active and who is reached are counted among the members, without owners and assistants.
    """
    staff, so_far = await staff_member_ids(scope, owner_ids), Gathering(day, edition)
    while await gather_next(scope, so_far, staff):
        pass
    return assembled(so_far)


def assembled(gathered: Gathering) -> DigestFigures:
    """What the parts make up."""
    known = gathered.known
    messages, week = known["messages"], known["week"]
    deeds = [*known["deeds"], *known["recognition"]]
    if gathered.edition is Edition.WEEK or not deeds:
        deeds += known["points"]
    return DigestFigures(
        day=known["series"][-1],
        before=known["before"],
        care=known["care"],
        scripts=known["scripts"],
        sent=_in_states(messages, OutboxState.SENT, OutboxState.MERGED),
        undelivered=_in_states(messages, OutboxState.FAILED, OutboxState.EXPIRED),
        unknown=_in_states(messages, OutboxState.UNKNOWN) + known["unknown"],
        reach=known["reach"],
        open_todos=known["open_todos"],
        decisions=known["decisions"],
        thanks=(*deeds, *known["work"]),
        series=tuple(known["series"]),
        weekly=None
        if week is None
        else Weekly(week, known["week_before"], known["newcomers"], known["moves"]),
        reach_before=known["reach_before"],
    )


async def _series(scope: Scope, so_far: Gathering, staff: Collection[int]) -> list[DayFigures]:
    return await daily_figures.series(scope, so_far.day, staff)


async def _same_day_before(scope: Scope, so_far: Gathering, staff: Collection[int]) -> DayFigures:
    return await _before(scope, so_far.known["series"], so_far.day - WEEK, staff)


async def _care(scope: Scope, so_far: Gathering, staff: Collection[int]) -> tuple[Care, ...]:
    return await care.needed(scope, so_far.day, staff)


async def _script_figures(scope: Scope, so_far: Gathering, _: Collection[int]) -> tuple[ScriptFigures, ...]:
    """Of a week from its days' digests, which have counted already."""
    counted: Counter[tuple[str, str]] = Counter()
    day = so_far.first
    while day <= so_far.day:
        kept = await scope.uow.digests.of(scope.community.id, day, Edition.DAY)
        if kept is not None and so_far.edition is Edition.WEEK:
            for one in read(kept).scripts:
                counted.update({(one.sop, "ran"): one.did, (one.sop, "skipped"): one.skipped})
                counted[one.sop, "failed"] += one.failed
        else:
            counted.update(await scope.uow.scripts.count_traces(scope.community.id, *span_of(scope, day)))
        day += timedelta(days=1)
    return _scripts(counted)


async def _messages(scope: Scope, so_far: Gathering, _: Collection[int]) -> Mapping[tuple[str, str], int]:
    return await scope.uow.outbox.counts_between(scope.community.id, *_span(scope, so_far))


async def _unknown(scope: Scope, so_far: Gathering, _: Collection[int]) -> int:
    return await count_unknown_of_nobody(scope.uow, *_span(scope, so_far))


async def _reached(scope: Scope, _: Gathering, staff: Collection[int]) -> ReachFigures:
    return _reach(await scope.uow.members.count_reach(scope.community.id, staff))


async def _open_todos(scope: Scope, _: Gathering, __: Collection[int]) -> int:
    return await scope.uow.todos.count_open(scope.community.id)


async def _decisions(scope: Scope, so_far: Gathering, _: Collection[int]) -> tuple[Decision, ...]:
    failed = {one.sop: one.failed for one in so_far.known["scripts"]}
    return await decisions.waiting(scope, so_far.known["care"], failed)


async def _deeds(scope: Scope, so_far: Gathering, _: Collection[int]) -> list[Thanks]:
    return await thanks.for_deeds(scope, so_far.first, so_far.day)


async def _recognition(scope: Scope, so_far: Gathering, staff: Collection[int]) -> list[Thanks]:
    return await thanks.for_recognition(scope, so_far.first, so_far.day, staff)


async def _points(scope: Scope, so_far: Gathering, staff: Collection[int]) -> list[Thanks]:
    return await thanks.for_points(scope, so_far.first, so_far.day, staff)


async def _work(scope: Scope, so_far: Gathering, _: Collection[int]) -> list[Thanks]:
    return await thanks.for_work(scope, so_far.first, so_far.day)


async def _week(scope: Scope, so_far: Gathering, staff: Collection[int]) -> Week | None:
    if so_far.edition is not Edition.WEEK:
        return None
    return await weeks.week(scope, so_far.known["series"], so_far.day, staff)


async def _week_before(scope: Scope, so_far: Gathering, staff: Collection[int]) -> Week | None:
    """As its own digest has told it, if it did."""
    if so_far.edition is not Edition.WEEK:
        return None
    kept = await scope.uow.digests.of(scope.community.id, so_far.day - WEEK, Edition.WEEK)
    told = None if kept is None else read(kept).weekly
    if told is not None:
        return told.week
    return await weeks.week(scope, so_far.known["series"], so_far.day - WEEK, staff)


async def _newcomers(scope: Scope, so_far: Gathering, staff: Collection[int]) -> tuple[Newcomers, ...]:
    return await weeks.newcomers(scope, so_far.day, staff) if so_far.edition is Edition.WEEK else ()


async def _moves(scope: Scope, so_far: Gathering, _: Collection[int]) -> dict[str, int]:
    if so_far.edition is not Edition.WEEK:
        return {}
    return await figures_of_all.stage_moves(scope.uow, scope.community.id, so_far.first, so_far.day)


async def _reach_before(scope: Scope, so_far: Gathering, _: Collection[int]) -> ReachFigures | None:
    return await _reach_then(scope, so_far.day - WEEK) if so_far.edition is Edition.WEEK else None


_PARTS: dict[str, Callable[[Scope, Gathering, Collection[int]], Awaitable[Any]]] = {
    "series": _series,
    "before": _same_day_before,
    "care": _care,
    "scripts": _script_figures,
    "messages": _messages,
    "unknown": _unknown,
    "reach": _reached,
    "open_todos": _open_todos,
    "decisions": _decisions,
    "deeds": _deeds,
    "recognition": _recognition,
    "points": _points,
    "work": _work,
    "week": _week,
    "week_before": _week_before,
    "newcomers": _newcomers,
    "moves": _moves,
    "reach_before": _reach_before,
}
"""In an order in which each finds what it goes by."""


def _span(scope: Scope, so_far: Gathering) -> tuple[datetime, datetime]:
    return span_of(scope, so_far.first)[0], span_of(scope, so_far.day)[1]


async def _before(scope: Scope, series: list[DayFigures], day: date, staff: Collection[int]) -> DayFigures:
    known = next((one for one in series if one.day == day), None)
    return known or await daily_figures.of_day(scope, day, staff)


async def _reach_then(scope: Scope, day: date) -> ReachFigures | None:
    kept = await scope.uow.digests.of(scope.community.id, day, Edition.WEEK)
    kept = kept or await scope.uow.digests.of(scope.community.id, day, Edition.DAY)
    return None if kept is None else read(kept).reach


def _scripts(traces: Mapping[tuple[str, str], int]) -> tuple[ScriptFigures, ...]:
    """Scripts that did, skipped or failed anything, in order of name."""
    figures = [
        ScriptFigures(sop, _of(traces, sop, _DID), _of(traces, sop, _SKIPPED), _of(traces, sop, _FAILED))
        for sop in sorted({sop for sop, _ in traces})
    ]
    return tuple(one for one in figures if one.did or one.skipped or one.failed)


def _of(traces: Mapping[tuple[str, str], int], sop: str, kinds: frozenset[str]) -> int:
    return sum(count for (name, what), count in traces.items() if name == sop and what in kinds)


def _in_states(counts: Mapping[tuple[str, str], int], *states: OutboxState) -> int:
    return sum(count for (_, state), count in counts.items() if state in states)


def _reach(counts: Mapping[tuple[str, bool], int]) -> ReachFigures:
    open_, started_not = counts.get((Reach.OPEN, False), 0), counts.get((Reach.NEVER_STARTED, False), 0)
    blocked = counts.get((Reach.BLOCKED, False), 0) + counts.get((Reach.GONE, False), 0)
    opted_out = sum(count for (_, out), count in counts.items() if out)
    return ReachFigures(sum(counts.values()), open_, started_not, blocked, opted_out)
