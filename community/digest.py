"""The owner's day in numbers: what to decide, who came and went, who kept up, what the scripts did.

Figures are kept as they were told (`storage.digests`), so that a past digest can be read again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pydantic import TypeAdapter

from community import care, daily_figures, decisions, thanks, weeks
from community.care import Care
from community.daily_figures import DayFigures, span_of
from community.decisions import Decision
from community.scope import Scope
from community.staff import staff_member_ids
from community.thanks import Thanks
from community.weeks import Weekly
from storage.digests import Digest, Edition
from storage.outbox import OutboxState
from storage.sending import count_unknown_of_nobody
from storage.users import Reach

WEEK = timedelta(days=7)

_DID = frozenset({"said", "asked", "awarded", "tagged", "untagged", "task_opened", "gate_opened", "ran"})
_SKIPPED = frozenset({"skipped_late", "skipped"})
_FAILED = frozenset({"failed"})


@dataclass(frozen=True, slots=True)
class ScriptFigures:
    """What a script did in a day: actions done, actions skipped (too late, or by hand), runs that failed."""

    sop: str
    did: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class ReachFigures:
    """Whom private messages reach, of the members present now."""

    members: int
    reachable: int
    never_started: int
    blocked: int
    """Blocked the bot, or deleted their account."""
    opted_out: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far the people have come who are in a script: at each step, by id, those who are there or beyond."""

    sop: str
    people: int
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DigestFigures:
    """Everything the digest says. `before` is the same weekday of the week before."""

    day: DayFigures
    before: DayFigures
    care: tuple[Care, ...]
    scripts: tuple[ScriptFigures, ...]
    sent: int
    """Messages of the day, or the week, that went out."""
    undelivered: int
    """Messages of the day that failed or came too late to be sent."""
    unknown: int
    """Messages of the day that may or may not have arrived, and are not repeated. Those that are no community's count
    in each, so that somebody hears of them."""
    reach: ReachFigures
    open_todos: int
    decisions: tuple[Decision, ...] = ()
    thanks: tuple[Thanks, ...] = ()
    series: tuple[DayFigures, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    weekly: Weekly | None = None
    reach_before: ReachFigures | None = None
    """A week ago, in the weekly edition."""
    as_it_stood: bool = True
    """False for a past day of which no digest was kept: then care, decisions, reach and to-dos are left out."""


_JSON = TypeAdapter(DigestFigures)


async def figures(
    scope: Scope, day: date, owner_ids: Collection[int] = (), edition: Edition = Edition.DAY
) -> DigestFigures:
    """The figures of a local day, or of the week that ends with it. Care, reach and open to-dos are as they stand now.

    Who was active and who is reached are counted among the members, without owners and assistants.
    """
    staff = await staff_member_ids(scope, owner_ids)
    week = edition is Edition.WEEK
    first = day - WEEK + timedelta(days=1) if week else day
    start, end = span_of(scope, first)[0], span_of(scope, day)[1]
    uow, community_id = scope.uow, scope.community.id
    messages = await uow.outbox.counts_between(community_id, start, end)
    series = await daily_figures.series(scope, day, staff)
    needed = await care.needed(scope, day, staff)
    scripts = _scripts(await uow.scripts.count_traces(community_id, start, end))
    return DigestFigures(
        day=series[-1],
        before=await _before(scope, series, day - WEEK, staff),
        care=needed,
        scripts=scripts,
        sent=_in_states(messages, OutboxState.SENT, OutboxState.MERGED),
        undelivered=_in_states(messages, OutboxState.FAILED, OutboxState.EXPIRED),
        unknown=_in_states(messages, OutboxState.UNKNOWN) + await count_unknown_of_nobody(uow, start, end),
        reach=_reach(await uow.members.count_reach(community_id, staff)),
        open_todos=await uow.todos.count_open(community_id),
        decisions=await decisions.waiting(scope, needed, {one.sop: one.failed for one in scripts}),
        thanks=await thanks.deserved(scope, first, day, staff),
        series=tuple(series),
        weekly=await weeks.weekly(scope, series, day, staff) if week else None,
        reach_before=await _reach_then(scope, day - WEEK) if week else None,
    )


def keep(scope: Scope, day: date, edition: Edition, found: DigestFigures) -> Digest:
    """Keep what a digest says, for whoever reads it again and for what is decided below it."""
    row = Digest(scope.uow.new_id(), scope.community.id, day, edition, scope.uow.now, written(found))
    return scope.uow.digests.put(row)


def written(found: DigestFigures) -> str:
    """As a digest's row holds them."""
    return _JSON.dump_json(found).decode()


def read(kept: Digest) -> DigestFigures:
    """What a digest said."""
    return _JSON.validate_json(kept.figures)


def without_standing(found: DigestFigures) -> DigestFigures:
    """Only what is true of that day whenever it is asked, not what stands so now."""
    nobody = ReachFigures(0, 0, 0, 0, 0)
    return replace(found, care=(), decisions=(), funnels=(), reach=nobody, open_todos=0, as_it_stood=False)


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
