"""When the staff's day is prepared: the hour of the daily work sheet, and that of the bot's own to-dos.

Each is a schedule of the community, so it comes once a day, across restarts and copies.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from community import house_rules
from community.scope import Scope
from core.localtime import next_wall, parse_wall
from storage.audit import AuditEntry
from storage.schedules import Schedule
from storage.users import User


class Hour(StrEnum):
    """The kinds of schedules."""

    WORK_SHEET = "work_sheet"
    OWN_TODOS = "own_todos"


def expect(scope: Scope) -> None:
    """Let the first of each come in a community that has none."""
    for hour in Hour:
        row = Schedule(scope.uow.new_id(), scope.community.id, _key(scope, hour), hour, next_due(scope, hour))
        scope.uow.schedules.put(row)


async def is_expected(scope: Scope) -> bool:
    """Whether a community's schedules are there; those from before this version have none."""
    return bool(await scope.uow.schedules.by_keys([_key(scope, Hour.WORK_SHEET)]))


def next_due(scope: Scope, hour: Hour) -> datetime:
    """The first time after now."""
    return _next_after(scope, hour, scope.uow.now)


async def change_sheet(scope: Scope, at: str, by: User) -> AuditEntry:
    """The work sheet comes at another local time (`HH:MM`). Refused: `house_rule_bad`."""
    changed, entry = house_rules.change_undoably(scope, by, work_sheet_at=at)
    await retime(changed)
    return entry


async def retime(scope: Scope) -> None:
    """The hour, or the time zone, has changed. What came today already does not come again."""
    rows = await scope.uow.schedules.by_keys(_key(scope, hour) for hour in Hour)
    for row in rows.values():
        hour = Hour(row.kind)
        due = next_due(scope, hour)
        told = row.data.get("day") == scope.today.isoformat()
        if told and scope.day(due) == scope.today:
            due = _next_after(scope, hour, due)
        scope.uow.schedules.put(replace(row, next_at=due))


def passed_over(scope: Scope, row: Schedule) -> Schedule:
    """As if what was due had come: nothing more of it comes that day."""
    told = {} if row.next_at is None else {"day": scope.day(row.next_at).isoformat()}
    return replace(row, next_at=next_due(scope, Hour(row.kind)), data=told)


def _next_after(scope: Scope, hour: Hour, after: datetime) -> datetime:
    wall = scope.house.work_sheet_at if hour is Hour.WORK_SHEET else scope.policies.todos.daily_at
    return next_wall(after, parse_wall(wall), scope.zone)


def _key(scope: Scope, hour: Hour) -> str:
    return f"{hour}:{scope.community.id}"
