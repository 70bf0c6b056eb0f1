"""Who needs care: who misses check-ins, who waits for the team, who doesn't answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from community import days_off
from community.daily_figures import span_of
from community.scope import Scope
from storage.questions import Question

UNANSWERED_AFTER = timedelta(hours=24)
LOOK_BACK = timedelta(days=14)
"""Missed check-ins further back are no news."""

MOST_CARE = 5
_CANDIDATES = 50
"""Of each concern so many are looked at, the longest first."""


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

    @property
    def todo_id(self) -> int | None:
        """The to-do that is overdue, if one is."""
        return next((one.todo_id for one in self.concerns if one.todo_id is not None), None)

    @property
    def missed(self) -> bool:
        """Whether check-ins were missed."""
        return any(one.worry is Worry.MISSED for one in self.concerns)


async def needed(scope: Scope, day: date, staff: Collection[int] = ()) -> tuple[Care, ...]:
    """Members who are no `staff`. Those with most reasons first, then those who have waited longest."""
    concerns = [*await _missed(scope, day), *await _overdue(scope), *await _unanswered(scope, day)]
    await scope.uow.members.load_ids(member_id for member_id, _ in concerns if member_id is not None)
    found: dict[object, Care] = {}
    for member_id, concern in concerns:
        if member_id is not None and not _is_ours(scope, member_id, staff):
            continue
        key = ("todo", concern.todo_id) if member_id is None else member_id
        known = found.get(key, Care(member_id, ()))
        reasons = sorted((*known.concerns, concern), key=lambda one: one.since)
        found[key] = Care(member_id, tuple(reasons))
    urgent = sorted(found.values(), key=lambda care: (-len(care.concerns), care.concerns[0].since))
    return tuple(urgent[:MOST_CARE])


def _is_ours(scope: Scope, member_id: int, staff: Collection[int]) -> bool:
    return member_id not in staff and scope.uow.members.known(member_id).present


async def _missed(scope: Scope, day: date) -> list[tuple[int | None, Concern]]:
    first = day - LOOK_BACK
    down = await days_off.down_days(scope, first)
    missed = await scope.uow.check_ins.missed_in_a_row(scope.community.id, first, day, down, _CANDIDATES)
    end = span_of(scope, day)[1]
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
    given_up = await asked.ran_out_between(key, *span_of(scope, day), _CANDIDATES)
    found += [one for one in given_up if _waited(one) >= UNANSWERED_AFTER]
    return [(one.member_id, Concern(Worry.UNANSWERED, one.opened_at or one.asked_at)) for one in found]


def _waited(question: Question) -> timedelta:
    assert question.opened_at is not None, "only questions that were put can run out"
    assert question.closed_at is not None, "only closed questions have run out"
    return question.closed_at - question.opened_at
