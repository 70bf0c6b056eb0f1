"""The play: program, people and time together. What people mean to do waits here for its hour."""

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot.app import App
from playground.demo.chronicle import Chronicle
from playground.demo.screen import Screen
from playground.demo.words import Words
from playground.emulator import Account, Emulator, Group, Happening, Message, Person
from storage.members import Member

Act = Callable[[], object]
Habit = Callable[["Player", Message], None]
"""How somebody reacts to a message from the bot."""


class Player:
    """A person with habits: each is asked about every message from the bot that reaches them."""

    def __init__(self, play: "Play", person: Person, habits: tuple[Habit, ...]) -> None:
        self.play = play
        self.person = person
        self.habits = habits

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def has_started(self) -> bool:
        """Whether they ever opened the bot's private chat."""
        return bool(self.person.private.messages)

    def hears(self, message: Message) -> None:
        """A message from the bot in private, or one in a group that mentions them."""
        for habit in self.habits:
            habit(self, message)

    def later(self, act: Act, *, minutes: float) -> None:
        """Do something a while from now."""
        self.play.plan(self.play.telegram.now + timedelta(minutes=minutes), act)

    def got_at(self, day: int, clock: str) -> bool:
        """Whether the bot wrote to them in private at that time."""
        return any(self.play.when(message) == (day, clock) for message in self.person.inbox)


class Play:
    """One evening's performance."""

    def __init__(
        self, words: Words, telegram: Emulator, app: App, screen: Screen, chronicle: Chronicle
    ) -> None:
        self.words = words
        self.telegram = telegram
        self.app = app
        self.screen = screen
        self.zone = ZoneInfo(app.settings.timezone)
        self.group: Group
        """The members' group, as soon as the story has made it."""
        self.staff: Group | None = None
        """The assistants' group, likewise."""
        self.players: dict[int, Player] = {}
        self.unmet: list[str] = []
        self.met = 0
        self._chronicle = chronicle
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()
        self._first_day = self.local.date()
        telegram.subscribe(self._hear)

    # People

    def enter(self, name: str, *habits: Habit, username: str | None = None, id: int | None = None) -> Player:  # noqa: A002 - Telegram's name
        """Somebody new, with habits."""
        language = self.words("zh-hans", "en")
        person = self.telegram.person(name, username=username, language_code=language, id=id)
        self.players[person.id] = player = Player(self, person, habits)
        self._chronicle.names.add(name)
        return player

    def plan(self, at: datetime, act: Act) -> None:
        """Something that will be done at that time, in the order of time."""
        heapq.heappush(self._planned, (at, next(self._numbers), act))

    def _hear(self, happening: Happening) -> None:
        self._chronicle.hear(happening)
        message = happening.message
        if happening.kind != "said" or happening.method is None or message is None:
            return
        if not isinstance(message.chat, Group):
            self.players[message.chat.id].hears(message)
            return
        for player in self.players.values():
            wanted = message.chat is self.staff or player.person.id in message.mentions
            if wanted and message.chat.member(player.person).is_inside:
                player.hears(message)

    # Time

    @property
    def local(self) -> datetime:
        """The present time in the community."""
        return self.telegram.now.astimezone(self.zone)

    def instant(self, day: int, clock: str) -> datetime:
        """`instant(2, "09:00")`: nine o'clock on the second day."""
        hour, minute = map(int, clock.split(":"))
        return datetime.combine(self._first_day + timedelta(days=day - 1), time(hour, minute), self.zone)

    def when(self, message: Message) -> tuple[int, str]:
        """The day of the story and the local time at which something was said."""
        local = message.sent_at.astimezone(self.zone)
        return (local.date() - self._first_day).days + 1, f"{local:%H:%M}"

    async def until(self, day: int, clock: str) -> None:
        """Let everybody live until then, and show it."""
        await self._live(self.instant(day, clock))
        await self.screen.show(self._chronicle.take())

    async def morning(self, day: int) -> None:
        """A new day begins."""
        await self.until(day, "00:00")
        self.screen.day(self.telegram.now, day)

    async def says(self, player: Player, zh: str, en: str, *, where: Group | None = None) -> None:
        """Somebody writes to the group, and the program deals with it."""
        player.person.says(where or self.group, self.words(zh, en))
        await self.now()

    async def orders(self, player: Player, command: str) -> None:
        """Somebody of the staff gives a command in their chat."""
        await self.says(player, command, command, where=self.staff_chat)

    def opens_staff_chat(self, title: str) -> None:
        """From now on this group is shown as the staff's."""
        self._chronicle.staff_titles.add(title)

    @property
    def staff_chat(self) -> Group:
        """The assistants' group."""
        assert self.staff is not None
        return self.staff

    async def now(self) -> None:
        """Let the program deal with what was done, at its pace of a message a second, and show it."""
        await self._live(self.telegram.now + timedelta(seconds=5))
        await self.screen.show(self._chronicle.take())

    async def _live(self, end: datetime) -> None:
        """To the next thing that anybody does, the bot or a person, again and again."""
        telegram = self.telegram
        while True:
            await telegram.settle()
            while self._planned and self._planned[0][0] <= telegram.now:
                heapq.heappop(self._planned)[2]()
                await telegram.settle()
            following = telegram.world.report.next_instant
            instants = [end, *([following] if following else []), *(at for at, _, _ in self._planned[:1])]
            if telegram.now >= end and min(instants) >= end:
                return
            await telegram.advance_to(max(min(instants), telegram.now + timedelta(microseconds=1)))

    # What is told and expected

    async def tell(self, zh: str, en: str) -> None:
        """A sentence about what is to be seen now."""
        await self.screen.narrate(self.words(zh, en))

    def expect(self, zh: str, en: str, met: object) -> None:
        """What the story promises; shown, and counted in the end."""
        what = self.words(zh, en)
        self.screen.verdict(what, met=bool(met))
        if met:
            self.met += 1
        else:
            self.unmet.append(what)

    async def knows(self, account: Account) -> bool:
        """Whether the program counts somebody among the members."""
        async with self.app.database.begin() as uow:
            user = await uow.users.by_telegram_id(account.id)
            return user is not None and bool(await uow.members.of_user(user.id))

    async def member(self, account: Account) -> Member:
        """How the program's database knows somebody."""
        async with self.app.database.begin() as uow:
            user = await uow.users.by_telegram_id(account.id)
            assert user is not None, f"the program never saw {account.name}"
            return (await uow.members.of_user(user.id))[0]

    async def tags(self, account: Account) -> set[str]:
        """The tags that somebody holds."""
        member = await self.member(account)
        async with self.app.database.begin() as uow:
            return {tag.tag for tag in await uow.tags.of(member.id)}
