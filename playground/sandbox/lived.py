"""Communities with a history: rehearsed in a moment by invented people, and then gone on with in the emulator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from bot.timetable import timetable
from playground.sandbox.pouring import pour
from rehearsal.behaviour import read_behaviour
from rehearsal.company import Company
from rehearsal.given import gathered
from rehearsal.names import name_of
from rehearsal.origins import Origins
from rehearsal.people import Person
from rehearsal.setting import Setting
from rehearsal.stage import Stage
from storage import throwaway

if TYPE_CHECKING:
    from playground.sandbox.sandbox import Sandbox

A_DAY = timedelta(days=1)
BEFORE = timedelta(hours=15)
"""The group is opened the evening before the first day, which is a Monday."""

WINDOW = timedelta(seconds=20)
"""From so many people on as make a large community, the program hears of them every few seconds."""


@dataclass(frozen=True, slots=True)
class Life:
    """What has happened before the page is opened."""

    members: int
    days: int
    """Whole days; the page is opened on the evening of the one after them."""
    arrivals: int
    """So many days people take to come, beginning with the first."""
    title: dict[str, str]
    """Of the group, by language."""
    cohort: dict[str, str] | None = None
    """The name of the cohort that begins on the first day with everybody, by language; opened before they come."""


CAMP = Life(
    30,
    8,
    0,
    {"zh": "早起写作营 · 第12期", "en": "Early Writers · Camp 12"},
    {"zh": "第12期", "en": "Camp-12"},
)
PAID = Life(300, 20, 19, {"zh": "早起俱乐部", "en": "The Early Club"})

_STAFF = {"zh": ("助教群", "周老师", "阿杰", "小满"), "en": ("Staff", "Joanna", "Jack", "May")}
"""The staff's chat, the owner, the assistant, and an assistant who is an admin and stays anonymous."""

_EVENING = time(20, 10)


async def open_camp(sandbox: Sandbox) -> None:
    """A cohort of thirty in its second week."""
    await _open(sandbox, CAMP)


async def open_paid(sandbox: Sandbox) -> None:
    """A paid group of three hundred, three weeks old."""
    await _open(sandbox, PAID)


async def _open(sandbox: Sandbox, life: Life) -> None:
    chat, owner_name, *_ = _STAFF[sandbox.locale]
    setting = Setting(
        sandbox.scripts,
        locale=sandbox.locale,
        timezone=str(sandbox.zone),
        start=sandbox.first_day - BEFORE,
        title=life.title[sandbox.locale],
        owner_name=owner_name,
        database=sandbox.database_file,
        window=WINDOW if life.members >= 100 else timedelta(0),
    )
    throwaway.make(sandbox.database_file)
    async with Stage.open(setting, timetable) as stage:
        history = History(stage, life)
        await stage.opens_staff_chat(chat)
        await history.lived()
        people = await pour(stage, sandbox)
    sandbox.assistant, hidden = (people[one.id] for one in history.assistants)
    groups = {group.id: group for group in sandbox.telegram.groups}
    sandbox.group = groups[stage.group.telegram_id]
    sandbox.staff = None if stage.staff is None else groups[stage.staff.telegram_id]
    sandbox.telegram.recalls_member(sandbox.group, hidden, "administrator")
    sandbox.anonymous.add(hidden.id)
    await sandbox.begin(people[stage.owner.id])
    await sandbox.time.catch_up()


class History:
    """What happened before the page was opened."""

    def __init__(self, stage: Stage, life: Life) -> None:
        self._stage = stage
        self._life = life
        self._locale = stage.setting.locale
        given = gathered([stage.setting.scripts / self._locale], self._locale)
        self._company = Company(stage, read_behaviour("typical"), Origins(given), seed=7)
        self._dice = Random(7)
        self.assistants: list[Person] = []

    async def lived(self) -> None:
        """Day by day, to the evening after the last whole day."""
        stage, life = self._stage, self._life
        first = stage.instant(2, time(0))
        for name in _STAFF[self._locale][2:]:
            self.assistants.append(await stage.assistant(name))
        self._company.teammate(stage.owner)
        self._company.teammate(self.assistants[0])
        self._invite(first)
        if life.cohort is not None:
            await self._gathers_cohort(life.cohort[self._locale], first)
        await stage.live_until(first)
        for number in range(life.days):
            self._company.plan_day(first + number * A_DAY)
            await stage.live_until(first + (number + 1) * A_DAY)
        self._company.plan_day(first + life.days * A_DAY)
        await stage.live_until(stage.instant(2 + life.days, _EVENING))

    def _invite(self, first: datetime) -> None:
        """Most come early; a few each day."""
        stage, life = self._stage, self._life
        for number in range(life.members):
            person = stage.person(name_of(number, self._locale), username=f"m{number + 1:03}")
            self._company.member(person, knows_check_ins=True)
            stage.plan(self._arrival(first), partial(person.joins, stage.group))

    def _arrival(self, first: datetime) -> datetime:
        if not self._life.arrivals:
            return first - timedelta(minutes=self._dice.uniform(60, 300))
        day = int(self._dice.random() ** 2 * self._life.arrivals)
        return first + day * A_DAY + timedelta(hours=self._dice.uniform(8, 22))

    async def _gathers_cohort(self, name: str, first: datetime) -> None:
        """The owner opens the cohort, and late in the evening puts everybody into it who has come."""
        stage = self._stage
        stage.owner.says(f"/cohort new {name} {first.astimezone(stage.zone):%Y-%m-%d}", stage.staff)
        await stage.live_until(first - timedelta(minutes=30))
        for player in self._company.members:
            stage.owner.says(f"/cohort add {name} @{player.person.account.username}", stage.staff)
        await stage.settle()
