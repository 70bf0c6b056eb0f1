"""The owner's day in numbers: who came and went, who kept up, who needs care, what the scripts did."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from community import check_ins
from community.scope import Scope
from community.staff import staff_member_ids
from core.localtime import instant_of
from storage.members import Change
from storage.outbox import OutboxState
from storage.questions import Question
from storage.sending import count_unknown_of_nobody
from storage.users import Reach

WEEK = timedelta(days=7)
UNANSWERED_AFTER = timedelta(hours=24)
LOOK_BACK = timedelta(days=14)
"""Missed check-ins further back are no news."""

MOST_CARE = 5
_CANDIDATES = 50
"""Of each concern so many are looked at, the longest first."""

_DID = frozenset({"said", "asked", "awarded", "tagged", "untagged", "task_opened", "gate_opened", "ran"})
_SKIPPED = frozenset({"skipped_late", "skipped"})
_FAILED = frozenset({"failed"})


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One local day of a community."""

    day: date
    new: int
    returned: int
    left: int
    active: int
    """Members who wrote, pressed or checked in."""
    check_ins: int
    expected: int
    """Members whose check-in a script waited for."""
    kept: int
    """Those of them who checked in."""
    points: int
    """Points earned, deductions not counted."""
    graduates: int

    @property
    def check_in_rate(self) -> float | None:
        """From 0 to 1; None on a day when nobody was expected to check in."""
        return self.kept / self.expected if self.expected else None


class Worry(StrEnum):
    """Why somebody needs care."""

    MISSED = "missed"
    TODO_OVERDUE = "todo_overdue"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason, and since when. `count`: check-ins missed in a row; `todo_id`: the overdue to-do."""

    worry: Worry
    since: datetime
    count: int | None = None
    todo_id: int | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """A member who needs care and why, the oldest reason first. `member_id` None: a to-do about nobody."""

    member_id: int | None
    concerns: tuple[Concern, ...]


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
class DigestFigures:
    """Everything the digest says. `before` is the same weekday of the week before."""

    day: DayFigures
    before: DayFigures
    care: tuple[Care, ...]
    scripts: tuple[ScriptFigures, ...]
    sent: int
    """Messages of the day that went out."""
    undelivered: int
    """Messages of the day that failed or came too late to be sent."""
    unknown: int
    """Messages of the day that may or may not have arrived, and are not repeated. Those that are no community's count
    in each, so that somebody hears of them."""
    reach: ReachFigures
    open_todos: int


async def figures(scope: Scope, day: date, owner_ids: Collection[int] = ()) -> DigestFigures:
    """The figures of a local day. Care, reach and open to-dos are as they stand now.

    Who was active and who is reached are counted among the members, without owners and assistants.
    """
    staff = await staff_member_ids(scope, owner_ids)
    start, end = _span(scope, day)
    uow, community_id = scope.uow, scope.community.id
    messages = await uow.outbox.counts_between(community_id, start, end)
    return DigestFigures(
        day=await _day(scope, day, staff),
        before=await _day(scope, day - WEEK, staff),
        care=await _care(scope, day),
        scripts=_scripts(await uow.scripts.count_traces(community_id, start, end)),
        sent=_in_states(messages, OutboxState.SENT, OutboxState.MERGED),
        undelivered=_in_states(messages, OutboxState.FAILED, OutboxState.EXPIRED),
        unknown=_in_states(messages, OutboxState.UNKNOWN) + await count_unknown_of_nobody(uow, start, end),
        reach=_reach(await uow.members.count_reach(community_id, staff)),
        open_todos=await uow.todos.count_open(community_id),
    )


async def _day(scope: Scope, day: date, staff: Collection[int]) -> DayFigures:
    uow, community_id = scope.uow, scope.community.id
    changes = await uow.members.count_changes(community_id, day)
    expected, kept = await uow.check_ins.count_expected(community_id, day)
    graduated = scope.policies.digest.graduated
    return DayFigures(
        day=day,
        new=changes.get(Change.JOINED, 0),
        returned=changes.get(Change.RETURNED, 0),
        left=changes.get(Change.LEFT, 0),
        active=await uow.activity.count_active(community_id, day, staff),
        check_ins=await uow.check_ins.count_on(community_id, day),
        expected=expected,
        kept=kept,
        points=await uow.points.sum_of_day(community_id, day),
        graduates=await uow.tags.count_added(community_id, graduated, *_span(scope, day)),
    )


async def _care(scope: Scope, day: date) -> tuple[Care, ...]:
    """Those with most reasons first, then those who have waited longest."""
    concerns = [*await _missed(scope, day), *await _overdue(scope), *await _unanswered(scope, day)]
    await scope.uow.members.load_ids(member_id for member_id, _ in concerns if member_id is not None)
    found: dict[object, Care] = {}
    for member_id, concern in concerns:
        if member_id is not None and not scope.uow.members.known(member_id).present:
            continue
        key = ("todo", concern.todo_id) if member_id is None else member_id
        known = found.get(key, Care(member_id, ()))
        reasons = sorted((*known.concerns, concern), key=lambda one: one.since)
        found[key] = Care(member_id, tuple(reasons))
    urgent = sorted(found.values(), key=lambda care: (-len(care.concerns), care.concerns[0].since))
    return tuple(urgent[:MOST_CARE])


async def _missed(scope: Scope, day: date) -> list[tuple[int | None, Concern]]:
    first = day - LOOK_BACK
    down = await check_ins.down_days(scope.uow, scope.zone, first)
    missed = await scope.uow.check_ins.missed_in_a_row(scope.community.id, first, day, down, _CANDIDATES)
    end = _span(scope, day)[1]
    return [
        (member_id, Concern(Worry.MISSED, end - timedelta(days=count), count=count))
        for member_id, count in missed.items()
    ]


async def _overdue(scope: Scope) -> list[tuple[int | None, Concern]]:
    found = await scope.uow.todos.tasks_overdue(scope.community.id, scope.uow.now, _CANDIDATES)
    return [
        (todo.member_id, Concern(Worry.TODO_OVERDUE, todo.due_at or todo.opened_at, todo_id=todo.id))
        for todo in found
    ]


async def _unanswered(scope: Scope, day: date) -> list[tuple[int | None, Concern]]:
    """Who left a question unanswered for long: it is open still, or its script gave up waiting on this day."""
    asked, key = scope.uow.questions, scope.community.id
    found = await asked.open_since_before(key, scope.uow.now - UNANSWERED_AFTER, _CANDIDATES)
    given_up = await asked.ran_out_between(key, *_span(scope, day), _CANDIDATES)
    found += [one for one in given_up if _waited(one) >= UNANSWERED_AFTER]
    return [(one.member_id, Concern(Worry.UNANSWERED, one.opened_at or one.asked_at)) for one in found]


def _waited(question: Question) -> timedelta:
    assert question.opened_at is not None, "only questions that were put can run out"
    assert question.closed_at is not None, "only closed questions have run out"
    return question.closed_at - question.opened_at


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


def _span(scope: Scope, day: date) -> tuple[datetime, datetime]:
    """The local day as instants, the end excluded."""
    return instant_of(day, time(0), scope.zone), instant_of(day + timedelta(days=1), time(0), scope.zone)
