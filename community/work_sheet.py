"""The staff's day in figures: what is due and whose, whom to talk with, who is behind, who did what yesterday."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from community import days_off, staff
from community.scope import Scope
from core.localtime import days_between, instant_of
from storage import candidates
from storage.coming import cohorts_under_way
from storage.todos import Todo, TodoKind, TodoState, Wanted

DAY = timedelta(days=1)
MOST = 200
"""Open to-dos that are counted by person; of more only how many there are."""

MOST_PEOPLE = 5
"""People that are named for each reason."""

LOOK_BACK = timedelta(days=14)
_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Load:
    """The open to-dos of one person of the staff; `user_id` None: nobody's yet."""

    user_id: int | None
    today: int
    overdue: int
    later: int


@dataclass(frozen=True, slots=True)
class Worked:
    """What one person of the staff closed on a day. `minutes`: the median from opening to closing."""

    user_id: int
    done: int
    unreachable: int
    decided: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CohortDay:
    """A cohort that is under way: its day today, and how many people are in it."""

    name: str
    day: int
    people: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything but the scripts' hours. `newcomers`, `behind`: some member ids; the counts say of how many."""

    day: date
    loads: Sequence[Load]
    open_todos: int
    asleep: int
    newcomers: Sequence[int]
    newcomers_in_all: int
    behind: Sequence[tuple[int, int]]
    """Member ids, and how many check-ins they missed in a row."""
    behind_in_all: int
    cohorts: Sequence[CohortDay]
    worked: Sequence[Worked]


async def make(scope: Scope, owner_ids: frozenset[int]) -> Sheet:
    """The sheet of today."""
    own = set(await staff.staff_member_ids(scope, owner_ids))
    newcomers, behind = await _newcomers(scope, own), await _behind(scope, own)
    wanted = Wanted(scope.community.id, owners_too=True)
    return Sheet(
        day=scope.today,
        loads=_loads(scope, await scope.uow.todos.page_of(wanted, 0, MOST)),
        open_todos=await scope.uow.todos.count_wanted(wanted),
        asleep=await scope.uow.todos.count_wanted(
            Wanted(scope.community.id, owners_too=True, asleep=True),
        ),
        newcomers=newcomers[:MOST_PEOPLE],
        newcomers_in_all=len(newcomers),
        behind=behind[:MOST_PEOPLE],
        behind_in_all=len(behind),
        cohorts=await _cohorts(scope),
        worked=await worked(scope, scope.today - DAY),
    )


async def worked(scope: Scope, day: date) -> list[Worked]:
    """Who closed what on a local day and how quickly, those who did most first."""
    start, end = span_of(scope, day)
    closed: defaultdict[int, list[Todo]] = defaultdict(list)
    for todo in await scope.uow.todos.closed_between(scope.community.id, start, end):
        if todo.closed_by is not None:
            closed[todo.closed_by].append(todo)
    found = [_worked(user_id, todos) for user_id, todos in closed.items()]
    return sorted(found, key=lambda one: (-one.done - one.unreachable - one.decided, one.user_id))


def span_of(scope: Scope, day: date) -> tuple[datetime, datetime]:
    """A local day as instants, the end excluded."""
    return instant_of(day, time(0), scope.zone), instant_of(day + DAY, time(0), scope.zone)


def _worked(user_id: int, todos: Sequence[Todo]) -> Worked:
    states = Counter(TodoState(todo.state) for todo in todos)
    took = [(todo.closed_at - todo.opened_at).total_seconds() for todo in todos if todo.closed_at is not None]
    return Worked(
        user_id=user_id,
        done=states[TodoState.DONE],
        unreachable=states[TodoState.UNREACHABLE],
        decided=states[TodoState.YES] + states[TodoState.NO],
        minutes=round(median(took) / 60),
    )


def _loads(scope: Scope, todos: Sequence[Todo]) -> list[Load]:
    """Nobody's first, then whoever has most."""
    _, midnight = span_of(scope, scope.today)
    holders: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for todo in todos:
        if todo.kind == TodoKind.TASK and todo.due_at is not None and todo.due_at <= scope.uow.now:
            holders[todo.assignee]["overdue"] += 1
        elif todo.due_at is not None and todo.due_at < midnight:
            holders[todo.assignee]["today"] += 1
        else:
            holders[todo.assignee]["later"] += 1
    loads = [Load(who, n["today"], n["overdue"], n["later"]) for who, n in holders.items()]
    return sorted(loads, key=lambda one: (one.user_id is not None, -one.today - one.overdue - one.later))


async def _newcomers(scope: Scope, own: set[int]) -> list[int]:
    """Who joined yesterday, so that it is their day 2, and has not been spoken with."""
    start, end = span_of(scope, scope.today - DAY)
    joined = await candidates.joined_between(scope.uow, scope.community.id, start, end, 0, _CANDIDATES)
    await scope.uow.members.load_ids(joined)
    return [key for key in joined if key not in own and scope.uow.members.known(key).spoken_at is None]


async def _behind(scope: Scope, own: set[int]) -> list[tuple[int, int]]:
    last = scope.today - DAY
    first = last - LOOK_BACK
    down = await days_off.down_days(scope, first)
    missed = await scope.uow.check_ins.missed_in_a_row(scope.community.id, first, last, down, _CANDIDATES)
    return [(key, count) for key, count in missed.items() if key not in own]


async def _cohorts(scope: Scope) -> list[CohortDay]:
    people = await cohorts_under_way(scope.uow, scope.community.id)
    return [
        CohortDay(one.name, days_between(one.starts_on, scope.today) + 1, people[one.id])
        for one in await scope.uow.cohorts.of_community(scope.community.id)
        if one.id in people
    ]
