"""A rehearsal from the first join to the last midnight, and what it found out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rehearsal.behaviour import Behaviour
from rehearsal.company import Company
from rehearsal.funnel import Course, failures, told, unreached
from rehearsal.given import Given
from rehearsal.opening import Opening, Overture
from rehearsal.origins import Origins
from rehearsal.program import Timetable
from rehearsal.report import Cast, Closed, Load, Peak, Report
from rehearsal.setting import Setting
from rehearsal.stage import Stage
from rehearsal.texts import text_faults
from rehearsal.timeline import Timeline
from storage import throwaway

WINDOWS = ((3_000, timedelta(minutes=30)), (1_000, timedelta(minutes=10)), (300, timedelta(minutes=1)))
"""From so many members on what people do is gathered for so long (`rehearsal.windows`); the most members first."""

SOME = 5
"""Names that are given of many."""

IN_MEMORY_KB = 300_000
"""So large the database may be expected to become for it to be in memory, where commits are for nothing."""

KEPT = 2_000
"""Members times days up to which everything said is kept, so that answers to presses can be measured, too."""

MONDAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Wish:
    """What is to be rehearsed, and with whom."""

    given: Given
    behaviour: Behaviour
    members: int = 30
    days: int = 7
    seed: int = 1
    first_day: date = MONDAY
    timezone: str = "Asia/Shanghai"


async def rehearse(wish: Wish, timetable: Timetable) -> Report:
    """Live through it; `timetable` gives the program's timers."""
    zone = ZoneInfo(wish.timezone)
    opening = Opening(wish.given, wish.first_day, wish.days, zone)
    with TemporaryDirectory(prefix="sopbot-rehearsal-") as folder:
        scripts = Path(folder) / "scripts"
        wish.given.write_to(scripts)
        large = Path(folder) / "rehearsal.db" if _expected_kb(wish) > IN_MEMORY_KB else None
        if large is not None:
            throwaway.make(large)
        setting = Setting(
            scripts,
            locale=wish.given.locale,
            timezone=wish.timezone,
            start=opening.starts_at,
            title="早起写作营" if wish.given.locale == "zh" else "The Early Pages",
            owner_name="群主" if wish.given.locale == "zh" else "Olive",
            window=next((window for members, window in WINDOWS if wish.members >= members), timedelta(0)),
            keeps=wish.members * wish.days <= KEPT,
            database=large,
        )
        async with Stage.open(setting, timetable) as stage:
            return await _Rehearsal(wish, opening, stage).played()


def _expected_kb(wish: Wish) -> float:
    """How large the database may become: it was 32 kB a member after a week, 64 after thirty days, 81 after ninety."""
    return wish.members * (22 + 1.4 * wish.days)


class _Rehearsal:
    def __init__(self, wish: Wish, opening: Opening, stage: Stage) -> None:
        self._wish = wish
        self._opening = opening
        self._stage = stage
        self._origins = Origins(wish.given)
        self._company = Company(stage, wish.behaviour, self._origins, wish.seed)
        self._overture = Overture(stage, self._company, opening, wish.seed)

    async def played(self) -> Report:
        stage, opening, overture = self._stage, self._opening, self._overture
        await overture.team()
        timeline = Timeline(stage, self._origins, self._wish.first_day)
        overture.invites(self._wish.members)
        if opening.needs_cohort:
            await stage.live_until(stage.now + timedelta(minutes=90))
            await overture.opens_cohort()
        day = stage.local.date()
        while (midnight := opening.local(day, time(0))) < opening.ends_at:
            self._company.plan_day(midnight)
            await self._live_through(day, midnight)
            day += timedelta(days=1)
        return await self._summed_up(timeline)

    async def _live_through(self, day: date, midnight: datetime) -> None:
        """One local day, with what the owner does at midday of the first two."""
        stage, opening, first = self._stage, self._opening, self._wish.first_day
        if day in (first, first + timedelta(days=1)):
            await stage.live_until(opening.local(day, time(11, 30)))
            if day == first:
                await self._overture.starts_by_hand(opening.by_hand)
            else:
                await self._overture.starts_what_waits()
        await stage.live_until(midnight + timedelta(days=1))

    async def _summed_up(self, timeline: Timeline) -> Report:
        wish, stage = self._wish, self._stage
        timeline.measure_toasts(stage.toasts)
        async with stage.database.begin() as uow:
            course = await Course.read(uow, wish.given, stage.services.library)
        late = self._overture.started_late
        scripts = [
            told(one, course, self._opening.set_going(one, late), wish.given.locale)
            for one in wish.given.scripts
        ]
        title = wish.behaviour.title
        return Report(
            Cast(wish.members, wish.days, wish.first_day, {"zh": title.zh, "en": title.en}, wish.seed,
                 wish.given.locale),
            scripts,
            timeline.in_order(),
            dict(timeline.own.most_common()),
            not self._opening.leads_to_private,
            self._load(timeline),
            self._closed(),
            timeline.with_words(unreached(wish.given, course)),
            text_faults(wish.given, timeline.long),
            failures(wish.given, course, stage.failures.found),
        )  # fmt: skip

    def _load(self, timeline: Timeline) -> Load:
        speed, waiting = timeline.speed, self._stage.delivery.waiting
        count = max(waiting.values(), default=0)
        at = next((minute for minute, most in sorted(waiting.items()) if most == count), None)
        queue = Peak(count, None if at is None else at.astimezone(self._stage.zone))
        return Load(
            dict(speed.sent), speed.minute, speed.second, queue, _lasted(waiting, at), speed.person,
            dict(sorted(speed.hours.items())),
        )  # fmt: skip

    def _closed(self) -> Closed:
        people = [player.person for player in self._company.members]
        shut = [person for person in people if person.private != "open"]
        blocked = sum(person.private == "blocked" for person in shut)
        return Closed(len(shut) - blocked, blocked, [person.name for person in shut[:SOME]])


def _lasted(waiting: dict[datetime, int], at: datetime | None) -> timedelta:
    """From the minute of the longest queue until nothing waited."""
    minute, end = timedelta(minutes=1), at
    while end is not None and waiting.get(end, 0) > 0:
        end += minute
    return timedelta(0) if end is None or at is None else end - at
