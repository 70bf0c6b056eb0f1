"""The stage: a community with its bot, invented people and time that moves when it is told to.

async with Stage.open(Setting(scripts), timetable) as stage:
    lin = stage.person("小林")
    lin.joins(stage.group)
    await stage.live_until(stage.now + timedelta(days=1))
    lin.presses(stage.shown[-1], "打卡")
    await stage.settle()
"""

import heapq
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from core.clock import InventedClock
from handlers.context import Services
from handlers.context import Toast as ToastSaid
from handlers.incoming import Account, Incoming, Pressed
from rehearsal.audience import Audience
from rehearsal.people import Person
from rehearsal.post import Load, Post
from rehearsal.program import Failures, Program, Timetable, services_of, settings_of
from rehearsal.setting import OWNER_ID, Setting
from rehearsal.shown import Impossible, Moved, Place, Shown, Toast, Written
from rehearsal.windows import Windows, named_times
from storage.database import Database, open_database

Act = Callable[[], object]


class Stage:
    """Made by `open`. What people do waits for `settle` or for time to go on."""

    def __init__(
        self, setting: Setting, clock: InventedClock, database: Database, services: Services
    ) -> None:
        self.setting = setting
        self.clock = clock
        self.zone = ZoneInfo(setting.timezone)
        self.database = database
        self.services = services
        texts = (entry.text for entry in services.library.in_force(setting.locale).values())
        self._windows = Windows(setting.window, named_times(texts), self.zone)
        self.people: dict[int, Person] = {}
        self._audience = Audience(keeps=setting.keeps)
        self.written: list[Written] = []
        self.moves: list[Moved] = []
        self.toasts: list[Toast] = []
        self.impossible: list[tuple[datetime, str]] = []
        """What people meant to do and could not."""
        self.staff: Place | None = None
        self._heard: list[Incoming] = []
        self._pressing: dict[str, Person] = {}
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()
        self._program: Program
        self._post: Post
        self._first_day = self.local.date()

    @classmethod
    @asynccontextmanager
    async def open(cls, setting: Setting, timetable: Timetable) -> AsyncIterator["Stage"]:
        """A group whose owner has just added the bot as an admin; `timetable` is the program's."""
        clock = InventedClock(setting.start)
        settings = settings_of(setting)
        database = await open_database(settings.database_url, clock)
        try:
            stage = cls(setting, clock, database, services_of(settings, clock))
            await stage._begin(timetable)
            yield stage
            await stage._beats()
        finally:
            await database.close()

    async def _begin(self, timetable: Timetable) -> None:
        services = self.services
        self._post = Post(
            self.database,
            self.clock,
            services.engine.settle,
            services.report,
            self._audience.carry_out,
            self.setting.window,
        )
        self._program = Program(self.database, services, timetable(services), self._post.heed)
        await self._beats()
        async with self.database.begin() as uow:
            await services.engine.open(uow)
        language = "zh-hans" if self.setting.locale == "zh" else "en"
        self.owner = self.person(self.setting.owner_name, username="owner", language=language, id=OWNER_ID)
        self.group = self.place(self.setting.title)
        self.owner.starts()
        self.owner.brings_bot(self.group)
        await self.settle()

    async def _beats(self) -> None:
        """The program was there: whoever opens its database later finds no outage."""
        async with self.database.begin() as uow:
            await uow.uptime.beat(uow.now)

    # Who and where

    def person(
        self,
        name: str,
        *,
        username: str | None = None,
        language: str | None = None,
        id: int | None = None,  # noqa: A002 - the name Telegram uses
    ) -> Person:
        """Somebody new on Telegram."""
        language = language or ("zh-hans" if self.setting.locale == "zh" else "en")
        person_id = id or 5_000_000_001 + next(self._numbers)
        account = Account(id=person_id, first_name=name, username=username, language_code=language)
        person = self.people[person_id] = Person(self, account)
        self._audience.places[person_id] = person.home
        return person

    def place(self, title: str, *, staff: bool = False) -> Place:
        """A new supergroup."""
        place = Place(-1_002_000_000_001 - next(self._numbers), title, staff=staff)
        self._audience.places[place.telegram_id] = place
        return place

    async def opens_staff_chat(self, title: str = "工作群") -> Place:
        """The owner opens a chat for those who run the community, with the bot in it."""
        chat = self.staff = self.place(title, staff=True)
        self.owner.brings_bot(chat)
        await self.settle()
        self.owner.says("/bind staff", chat)
        await self.settle()
        return chat

    async def assistant(self, name: str, *, username: str | None = None) -> Person:
        """Somebody whom the owner makes an assistant, and who has opened the private chat."""
        helper = self.person(name, username=username)
        helper.is_there(self.group)
        if self.staff is not None:
            helper.is_there(self.staff)
        helper.starts()
        self.owner.says(f"/staff {name}", self.staff or self.group, mentions=[helper])
        await self.settle()
        return helper

    # Time

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def local(self) -> datetime:
        """The present time in the community."""
        return self.now.astimezone(self.zone)

    def day_of(self, at: datetime) -> int:
        """The day of the rehearsal; the first is 1."""
        return (at.astimezone(self.zone).date() - self._first_day).days + 1

    def instant(self, day: int, at: time) -> datetime:
        """A local time on a day of the rehearsal."""
        on: date = self._first_day + timedelta(days=day - 1)
        return datetime.combine(on, at, self.zone)

    def plan(self, at: datetime, act: Act) -> None:
        """Something that is done then; in order of time."""
        heapq.heappush(self._planned, (at, next(self._numbers), act))

    async def settle(self) -> None:
        """The program deals with what was done, as far as it may at this instant."""
        while True:
            await self._deal()
            await self._post.deliver(self.now, self._program.committed)
            if (
                not self._heard
                and not self._due(self._program.next_instant)
                and not self._due(self._post.next_instant)
            ):
                return

    async def live_until(self, end: datetime) -> None:
        """Let time go on from event to event, or in a large rehearsal from window to window."""
        while True:
            await self._deal()
            over = self._over(end, self._program.next_instant, self._next_act)
            await self._post.deliver(over, self._program.committed)
            if self._busy:
                continue
            if self.now >= end:
                return
            over = self._over(end, self._program.next_instant, self._next_act, self._post.next_instant)
            self._act(over)
            self.clock.set(over)

    def _over(self, end: datetime, *events: datetime | None) -> datetime:
        """When the window of the next event is over."""
        following = min([end, *(at for at in events if at is not None)])
        return min(end, self._windows.end(max(self.now, following)))

    @property
    def _busy(self) -> bool:
        """There is something to do at this instant."""
        return (
            bool(self._heard) or self._due(self._program.next_instant) or self._due(self._post.next_instant)
        )

    async def _deal(self) -> None:
        while self._heard or self._due(self._program.next_instant):
            heard, self._heard = self._heard, []
            if heard:
                toasts, private = await self._program.receive(heard)
                for pressed, toast in toasts:
                    self._tell(pressed, toast)
                for message in private:
                    self._post.say(message)
            await self._program.tick()

    def _act(self, until: datetime) -> None:
        """People do what they meant to do until then, each at their own time."""
        while self._planned and self._planned[0][0] <= until:
            at, _, act = heapq.heappop(self._planned)
            if at > self.now:
                self.clock.set(at)
            try:
                act()
            except Impossible as reason:
                self.impossible.append((self.now, str(reason)))

    @property
    def _next_act(self) -> datetime | None:
        return self._planned[0][0] if self._planned else None

    def _due(self, at: datetime | None) -> bool:
        return at is not None and at <= self.now

    # What is told to whom

    @property
    def failures(self) -> Failures:
        """What the program would have told its owners of."""
        assert isinstance(self.services.report, Failures)
        return self.services.report

    @property
    def shown(self) -> list[Shown]:
        """What the bot said, in order, if it is kept."""
        return self._audience.shown

    @property
    def reactions(self) -> Mapping[tuple[int, int], str]:
        """The bot's emoji by the place's Telegram id and the message's id, if they are kept."""
        return self._audience.reactions

    @property
    def delivery(self) -> Load:
        """How hard delivery had to work."""
        return self._post.load

    def subscribe(self, listener: Callable[[Shown], None]) -> None:
        """`listener` is called for everything that the bot says from now on, edits included."""
        self._audience.listeners.append(listener)

    def hear(self, told: Incoming) -> None:
        """Something that Telegram would tell the program."""
        self._heard.append(told)

    def wrote(self, written: Written) -> None:
        """Somebody wrote something."""
        if self.setting.keeps:
            self.written.append(written)

    def moved(self, moved: Moved) -> None:
        """Somebody came or went."""
        if self.setting.keeps:
            self.moves.append(moved)

    def next_press(self, person: Person) -> str:
        """The id of a press."""
        number = str(4_000_000_000_000_001 + next(self._numbers))
        self._pressing[number] = person
        return number

    def _tell(self, pressed: Incoming, toast: ToastSaid) -> None:
        assert isinstance(pressed, Pressed)
        person = self._pressing.pop(pressed.id)
        if self.setting.keeps and toast.text:
            self.toasts.append(Toast(self.now, person, toast.text, toast.alert))
