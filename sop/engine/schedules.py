"""Scripts that start at a local hour, cohorts whose day came: rows that fire once, whoever claims them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from core.facts import Fact, FactKind
from core.localtime import format_wall, instant_of, parse_wall
from sop.engine import starts, work
from sop.engine.starts import Cue, Subject
from sop.engine.turn import Turn
from sop.engine.work import WorkKind
from sop.language.days import WEEKDAYS
from sop.language.triggers import OnSchedule
from sop.program import Program
from sop.state import Cause
from storage.cohorts import Cohort
from storage.communities import Community
from storage.schedules import Schedule

SCRIPT, COHORT = "sop", "cohort"
KINDS = (SCRIPT, COHORT)
A_TRANSACTION = 20


def next_fire(at: time, days: tuple[int, ...], zone: ZoneInfo, now: datetime) -> datetime:
    """The first instant after `now` at which it is `at` on one of these weekdays (0 is Monday; empty: any).

    Cron reckons in wall time without a zone; daylight saving is settled by `core.localtime`, so that each
    local day has the hour exactly once.
    """
    weekdays = ",".join(WEEKDAYS[day] for day in days) or "*"
    cron = CronTrigger(day_of_week=weekdays, hour=at.hour, minute=at.minute, timezone=UTC)
    wall = now.astimezone(zone).replace(tzinfo=UTC) - timedelta(days=1)
    while True:
        wall = cron.get_next_fire_time(None, wall)
        instant = instant_of(wall.date(), at, zone)
        if instant > now:
            return instant
        wall += timedelta(minutes=1)


async def sync(turn: Turn) -> None:
    """Bring the rows in line with the scripts in force; what is planned already keeps its time."""
    for community in await turn.uow.communities.all():
        wanted = dict(_wanted(turn, community))
        known = {row.key: row for row in await turn.uow.schedules.of_community(community.id)}
        zone = ZoneInfo(community.timezone)
        for key, (program, trigger) in wanted.items():
            row = known.get(key)
            if row is None or row.next_at is None:
                at = next_fire(trigger.at, trigger.days or (), zone, turn.uow.now)
                data = {"sop": program.sop, "at": format_wall(trigger.at), "days": list(trigger.days or ())}
                row_id = row.id if row is not None else turn.uow.new_id()
                turn.uow.schedules.put(Schedule(row_id, community.id, key, SCRIPT, at, data))
        for key, row in known.items():
            if row.kind == SCRIPT and key not in wanted and row.next_at is not None:
                turn.uow.schedules.put(replace(row, next_at=None))


async def retime(turn: Turn, community_id: int) -> None:
    """The community's clocks or language have changed: what is to come is planned anew by them."""
    zone = ZoneInfo((await turn.uow.communities.get(community_id)).timezone)
    for row in await turn.uow.schedules.of_community(community_id):
        if row.kind == SCRIPT and row.next_at is not None:
            turn.uow.schedules.put(replace(row, next_at=None))
        elif row.kind == COHORT and row.next_at is not None:
            cohort = await turn.uow.cohorts.get(row.data["cohort_id"])
            turn.uow.schedules.put(replace(row, next_at=instant_of(cohort.starts_on, time(0), zone)))
    await sync(turn)


async def expect(turn: Turn, cohort: Cohort) -> None:
    """Let the day of a cohort come: 00:00 local time of its start date."""
    ground = await turn.ground(cohort.community_id)
    key = _key_of(cohort.id)
    known = (await turn.uow.schedules.by_keys([key])).get(key)
    at = instant_of(cohort.starts_on, time(0), ground.scope.zone)
    row_id = known.id if known is not None else turn.uow.new_id()
    data = {"cohort_id": cohort.id}
    turn.uow.schedules.put(Schedule(row_id, cohort.community_id, key, COHORT, at, data))


async def expect_no_more(turn: Turn, cohort_id: int) -> None:
    """The day of this cohort does not come."""
    for row in (await turn.uow.schedules.by_keys([_key_of(cohort_id)])).values():
        turn.uow.schedules.put(replace(row, next_at=None))


def _key_of(cohort_id: int) -> str:
    return f"cohort:{cohort_id}"


async def tick(turn: Turn) -> int:
    """Fire what is due; returns how many rows were claimed."""
    due = await turn.uow.schedules.claim_due(turn.uow.now, A_TRANSACTION, KINDS)
    for row in due:
        assert row.next_at is not None, "only rows with a time are due"
        if row.kind == COHORT:
            _cohort_day(turn, row, row.next_at)
            turn.uow.schedules.put(replace(row, next_at=None))
        else:
            await _fire(turn, row, row.next_at)
    return len(due)


async def _fire(turn: Turn, row: Schedule, nominal: datetime) -> None:
    """Start the script for whom it is for, and plan the next time.

    Of several times that were missed the last one counts: it alone may still be in time.
    """
    ground = await turn.ground(row.community_id)
    at, days = parse_wall(row.data["at"]), tuple(row.data["days"])
    following = next_fire(at, days, ground.scope.zone, nominal)
    while following <= turn.uow.now:
        nominal, following = following, next_fire(at, days, ground.scope.zone, following)
    turn.uow.schedules.put(replace(row, next_at=following))
    program = turn.library.program(ground.locale, row.data["sop"])
    if program is None:
        return
    if program.subject == "member":
        work.plan(turn, row.community_id, program.sop, WorkKind.START, nominal)
        return
    subjects = await _subjects(turn, program, row.community_id)
    await starts.start(turn, program, subjects, Cue(nominal, Cause.CLOCK))


async def _subjects(turn: Turn, program: Program, community_id: int) -> list[Subject]:
    """Every chat of members, or every cohort that has begun."""
    ground = await turn.ground(community_id)
    if program.subject == "chat":
        return [Subject("chat", community_id, chat_id=chat.id) for chat in ground.speaking]
    cohorts = await turn.uow.cohorts.of_community(community_id)
    begun = [cohort for cohort in cohorts if cohort.starts_on <= ground.scope.today]
    return [Subject("cohort", community_id, cohort_id=cohort.id) for cohort in begun]


def _cohort_day(turn: Turn, row: Schedule, nominal: datetime) -> None:
    cohort_id = row.data["cohort_id"]
    turn.uow.record(Fact(FactKind.COHORT_STARTED, row.community_id, nominal, cohort_id=cohort_id))


def _wanted(turn: Turn, community: Community) -> Iterator[tuple[str, tuple[Program, OnSchedule]]]:
    for sop, entry in turn.library.in_force(community.locale).items():
        for trigger in entry.program.start:
            if isinstance(trigger, OnSchedule):
                days = "".join(map(str, trigger.days or ()))
                yield f"sop:{community.id}:{sop}:{format_wall(trigger.at)}:{days}", (entry.program, trigger)
