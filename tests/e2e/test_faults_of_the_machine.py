"""The machine under the bot: a full disk, a clock that is set back, hours that are missing or come twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from playground.emulator import Emulator, FloodLimits, Group, Person
from tests.databases import on_sqlite
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.outages import let_pass
from tests.e2e.own_scripts import start_with
from tests.e2e.shipped import ZONE

CAMP = """
title: 七天入门
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 1..7, at: "20:00"}
    do:
      - say: {to: private, else: mention, text: "第 {{ day }} 天，今天打卡了吗"}
      - award: {points: 5, reason: 坚持}
"""

MORNING = """
for: chat
start: [{on: schedule, at: "20:00"}]
again: always
steps: [{id: a, do: [{say: {to: chat, text: "晚上好"}}]}]
"""

EVENING = datetime(2026, 3, 2, 20, 30, tzinfo=ZONE)


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, camp=CAMP, evening=MORNING)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A member on Monday, half past eight in the evening, who was told something at eight."""
    person = telegram.person("小林")
    person.joins(community)
    person.presses_start()
    await telegram.advance_to(EVENING)
    return person


def told(person: Person) -> list[str]:
    return [message.text.split("，")[0] for message in person.inbox if "今天打卡了吗" in message.text]


def wished(group: Group) -> int:
    """How often the group was wished a good evening."""
    return sum(message.text == "晚上好" for message in group.from_bot)


async def points(sopbot: Sopbot, person: Person) -> int:
    async with sopbot.running.database.begin() as uow:
        user = await uow.users.by_telegram_id(person.id)
        assert user is not None
        return (await uow.members.of_user(user.id))[0].points


async def test_a_clock_set_back_an_hour_repeats_nothing_and_keeps_nobody_waiting(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    for _ in range(5):  # the limits of the group and of the bot have something to remember
        lin.says(community, "/me")
    await telegram.advance(seconds=30)
    said = len(community.from_bot)

    telegram.set_clock_back(hours=1)  # half past seven
    lin.says(community, "/me")
    lin.writes_to_bot("/me")
    await telegram.advance(seconds=20)
    assert len(community.from_bot) == said + 1
    assert "小林" in lin.private.last.text

    await telegram.advance(hours=2)  # past eight once more
    assert told(lin) == ["第 1 天"]
    assert wished(community) == 1
    assert await points(sopbot, lin) == 5
    await telegram.advance(days=1)
    assert told(lin) == ["第 1 天", "第 2 天"]
    assert wished(community) == 2


@contextmanager
def full_disk(sopbot: Sopbot) -> Iterator[None]:
    """The database file cannot grow by a single page, as on a disk without room."""
    engine = sopbot.running.database._engine.sync_engine
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
    raw.execute("PRAGMA max_page_count = 1")
    yield
    raw.execute("PRAGMA max_page_count = 1073741823")


@on_sqlite
async def test_a_full_disk_is_waited_for_and_nothing_is_lost(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, caplog: pytest.LogCaptureFixture
):
    people = [telegram.person(f"成员{number}") for number in range(20)]
    with full_disk(sopbot):
        for person in people:
            person.joins(community)
            person.says(community, "大家好，" + "很高兴认识大家。" * 40)
        checked_in = lin.says(community, "打卡")
        await let_pass(telegram, minutes=10)
        assert checked_in.reactions == {}
        assert "database or disk is full" in caplog.text
    await let_pass(telegram, minutes=1)
    await telegram.settle()

    assert list(checked_in.reactions) == ["👍"]
    assert await points(sopbot, lin) == 7
    assert [await points(sopbot, person) for person in people] == [5] * 20


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("first_day", "hour"),
    [
        pytest.param(datetime(2026, 3, 27, 12, tzinfo=BERLIN), "02:30", id="the hour that spring leaves out"),
        pytest.param(datetime(2026, 10, 23, 12, tzinfo=BERLIN), "02:30", id="the hour that autumn has twice"),
        pytest.param(datetime(2026, 3, 27, 12, tzinfo=BERLIN), "20:00", id="the evening after, in spring"),
        pytest.param(datetime(2026, 10, 23, 12, tzinfo=BERLIN), "20:00", id="the evening after, in autumn"),
    ],
)
async def test_daylight_saving_neither_doubles_nor_drops_anything(
    stopped: Sopbot, first_day: datetime, hour: str
):
    """From Friday to Monday over the Sunday on which the clocks change."""
    async with Emulator(start=first_day, limits=FloodLimits(enforced=False)) as telegram:
        stopped.telegram = telegram
        stopped.settings["timezone"] = "Europe/Berlin"
        await start_with(stopped, camp=CAMP.replace("20:00", hour), evening=MORNING.replace("20:00", hour))
        owner, lin = telegram.person("群主", id=OWNER), telegram.person("小林")
        owner.presses_start()
        group = owner.creates_group("早起写作营", supergroup=True)
        owner.adds_bot(group, admin=True)
        lin.joins(group)
        lin.presses_start()
        for _ in range(4):
            lin.says(group, "打卡")
            await telegram.advance_to(_noon_after(telegram.now))
        lin.says(group, "/me")
        await telegram.advance(seconds=10)
        digests = [message.text for message in owner.inbox if "📊" in message.text]
        local = [
            message.sent_at.astimezone(BERLIN).date() for message in lin.inbox if "打卡了吗" in message.text
        ]
        balance = await points(stopped, lin)
        await stopped.stop()

    assert "连续 4 天" in group.last.text
    assert len(local) == len(set(local)) == 4
    # Half past two was over when the run began: nothing was said of day 1, the points are given however late.
    assert balance == 4 * 2 + 5 * (5 if hour == "02:30" else 4)
    assert wished(group) == 4
    assert len(digests) == 4


def _noon_after(now: datetime) -> datetime:
    return (now.astimezone(BERLIN) + timedelta(days=1)).replace(hour=12)
