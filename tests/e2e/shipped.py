"""A community that lives by the shipped scripts, in the language under test, and how its stories are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playground.emulator import Emulator, Group, Message, Person
from storage.members import Member

if TYPE_CHECKING:
    from tests.e2e.conftest import Sopbot

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Shipped:
    """Monday, nine in the morning: an empty group with the bot, one assistant, nobody new yet."""

    locale: str
    sopbot: Sopbot
    telegram: Emulator
    group: Group
    owner: Person
    helper: Person
    """The assistant."""
    veteran: Person
    """Was there before the bot, and has opened its private chat."""

    def words(self, zh: str, en: str) -> str:
        return zh if self.locale == "zh" else en

    @property
    def check_in(self) -> str:
        """The label of the check-in button."""
        return self.words("打卡", "Check in")

    async def newcomer(self, name: str, *, starts: bool = True) -> Person:
        """Somebody joins, is welcomed, and presses the button under the welcome (or not)."""
        person = self.telegram.person(name)
        person.joins(self.group)
        await self.telegram.advance(minutes=2)
        if starts:
            await self.starts(person)
        return person

    async def starts(self, person: Person) -> None:
        """Presses the button under the newest welcome."""
        person.presses(self.group.last, self.words("开始我的第一天", "Start my first day"))
        await self.telegram.settle()

    async def until(self, day: int, clock: str) -> None:
        """Let time pass until then; the first day is the Monday."""
        local = datetime.fromisoformat(f"2026-03-01T{clock}").replace(tzinfo=ZONE)
        await self.telegram.advance_to(local + timedelta(days=day))

    async def checks_in(self, person: Person, *days: int) -> None:
        """Checks in by word in the group, at noon of each of these days."""
        for day in days:
            await self.until(day, "12:00")
            person.says(self.group, self.words("打卡", "check-in"))
            await self.telegram.settle()

    def told(self, person: Person, day: int, clock: str = "") -> list[Message]:
        """What the bot wrote to somebody in private on a day, at a time."""
        return [message for message in person.inbox if when(message, clock) == (day, clock)]

    def in_group(self, day: int, clock: str = "") -> list[Message]:
        """What the bot wrote to the group on a day, at a time."""
        return [message for message in self.group.from_bot if when(message, clock) == (day, clock)]

    @property
    def tasks(self) -> list[Message]:
        """The cards of to-dos that the assistant has got."""
        done = self.words("完成", "Done")
        return [message for message in self.helper.inbox if done in message.labels]

    async def member(self, person: Person) -> Member:
        async with self.sopbot.running.database.begin() as uow:
            user = await uow.users.by_telegram_id(person.id)
            assert user is not None
            return (await uow.members.of_user(user.id))[0]

    async def tags(self, person: Person) -> set[str]:
        member = await self.member(person)
        async with self.sopbot.running.database.begin() as uow:
            return {tag.tag for tag in await uow.tags.of(member.id)}


def when(message: Message, clock: str) -> tuple[int, str]:
    """The day (the Monday is 1) and, if a time is asked for, the time of day."""
    local = message.sent_at.astimezone(ZONE)
    return local.day - 1, f"{local:%H:%M}" if clock else ""


async def open_community(sopbot: Sopbot, telegram: Emulator, owner: Person, locale: str) -> Shipped:
    """Starts the program in the language, and sets the community up."""
    await sopbot.start(locale=locale)
    group = owner.creates_group("早起写作营", supergroup=True)
    helper, veteran = telegram.person("阿杰"), telegram.person("老郑")
    for person in (helper, veteran):
        person.joins(group)
        person.presses_start()
    owner.adds_bot(group, admin=True)
    owner.says(group, "/staff", mentions=[helper])
    veteran.says(group, "大家好")
    await telegram.advance(minutes=2)
    return Shipped(locale, sopbot, telegram, group, owner, helper, veteran)
