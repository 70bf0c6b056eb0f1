"""The group changes under a run: the bot is thrown out and comes back, loses its rights, the group moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from playground.emulator import Emulator, Group, Message, Person
from storage.outgoing import OutboxState, outbox
from tests.e2e.conftest import Sopbot
from tests.e2e.outages import let_pass, let_the_poll_end
from tests.e2e.own_scripts import start_with
from tests.e2e.shipped import ZONE

CAMP = """
title: 七天入门
start: [{on: member_joined}]
when: {not: {tag: staff}}
stop_when: [left]
steps:
  - id: hello
    at: start
    do: [{say: {to: chat, text: "欢迎 {{ members }}", merge: 60s}}]
  - id: daily
    each: {day: 2..7, at: "09:00"}
    do:
      - say: {to: chat, text: "{{ members }} 第 {{ day }} 天", merge: 60s}
      - say: {to: private, else: skip, text: "第 {{ day }} 天，加油"}
      - award: {points: 5, reason: 坚持}
"""


MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time; Monday is day 1."""
    return datetime(2026, 3, 1 + day, hour, minute, tzinfo=ZONE)


@dataclass
class Camp:
    """Monday noon: two newcomers have been welcomed."""

    sopbot: Sopbot
    telegram: Emulator
    group: Group
    owner: Person
    lin: Person
    ming: Person

    def in_group(self, text: str) -> list[Message]:
        return [message for message in self.group.from_bot if text in message.text]

    def private(self, text: str) -> int:
        """How many of the two were told that in private."""
        return sum(text in message.text for person in (self.lin, self.ming) for message in person.inbox)

    async def points(self) -> list[int]:
        async with self.sopbot.running.database.begin() as uow:
            users = [await uow.users.by_telegram_id(person.id) for person in (self.lin, self.ming)]
            return [(await uow.members.of_user(user.id))[0].points for user in users if user is not None]

    async def unsent(self) -> int:
        """Rows that still wait, or of which nobody knows what became of them."""
        open_states = (OutboxState.PLANNED, OutboxState.SENDING, OutboxState.UNKNOWN)
        async with self.sopbot.running.database.begin() as uow:
            return len(await uow.query(outbox.select().where(outbox.c.state.in_(open_states))))


async def open_camp(stopped: Sopbot, telegram: Emulator, owner: Person, *, supergroup: bool) -> Camp:
    await start_with(stopped, camp=CAMP)
    group = owner.creates_group("早起写作营", supergroup=supergroup)
    owner.adds_bot(group, admin=True)
    lin, ming = telegram.person("小林"), telegram.person("阿明")
    for person in (lin, ming):
        person.joins(group)
        person.presses_start()
    await telegram.advance_to(at(1, 12))
    return Camp(stopped, telegram, group, owner, lin, ming)


@pytest.fixture
async def camp(stopped: Sopbot, telegram: Emulator, owner: Person) -> Camp:
    return await open_camp(stopped, telegram, owner, supergroup=True)


async def test_thrown_out_it_falls_silent_and_back_it_goes_on_where_the_days_are(camp: Camp):
    await camp.telegram.advance_to(at(2, 8, 59))
    camp.owner.removes_bot(camp.group)
    await camp.telegram.advance_to(at(4, 12))
    assert camp.private("第 2 天") == 0
    assert await camp.points() == [0, 0]

    camp.owner.adds_bot(camp.group, admin=True)
    await camp.telegram.advance_to(at(4, 18))
    # Its absence is like an outage: what is late is not said, and what was earned is given.
    assert camp.private("天，加油") == 0
    assert camp.in_group(" 天") == []
    assert await camp.points() == [15, 15]

    await camp.telegram.advance_to(at(5, 9, 5))
    assert camp.private("第 5 天，加油") == 2
    assert len(camp.in_group("第 5 天")) == 1
    assert await camp.points() == [20, 20]


async def test_thrown_out_in_the_middle_of_a_greeting_nothing_hangs(camp: Camp):
    new = camp.telegram.person("新人")
    new.joins(camp.group)
    await camp.telegram.advance(seconds=20)
    camp.owner.removes_bot(camp.group)
    await camp.telegram.advance(hours=2)
    camp.owner.adds_bot(camp.group, admin=True)
    await camp.telegram.advance(hours=2)

    assert camp.in_group("新人") == []
    assert await camp.unsent() == 0


async def test_with_its_rights_taken_away_half_way_private_talk_goes_on(camp: Camp):
    await camp.telegram.advance_to(at(2, 8, 59))
    camp.owner.silences_bot(camp.group)
    await camp.telegram.advance_to(at(2, 12))
    assert camp.in_group("第 2 天") == []
    assert camp.private("第 2 天，加油") == 2
    assert await camp.points() == [5, 5]
    assert len([message for message in camp.owner.inbox if "被禁言了" in message.text]) == 1

    camp.owner.promotes_bot(camp.group)
    await camp.telegram.advance_to(at(3, 12))
    assert len(camp.in_group("第 3 天")) == 1
    assert await camp.points() == [10, 10]


async def test_as_a_mere_member_it_hears_less_and_still_does_its_work(camp: Camp):
    await camp.telegram.advance_to(at(2, 8, 59))
    camp.owner.demotes_bot(camp.group)
    camp.lin.says(camp.group, "/checkin")
    await camp.telegram.advance_to(at(2, 12))

    assert len(camp.in_group("第 2 天")) == 1
    assert await camp.points() == [7, 5]
    assert any("不是管理员" in message.text for message in camp.owner.inbox)


@pytest.mark.parametrize("told_first", ["before it speaks", "after it has spoken"])
async def test_a_group_that_becomes_a_supergroup_half_way_hears_everything_once(
    stopped: Sopbot, telegram: Emulator, owner: Person, told_first: str
):
    """Also when the bot speaks to the old id before it has read that there is a new one."""
    camp = await open_camp(stopped, telegram, owner, supergroup=False)
    await camp.telegram.advance_to(at(2, 9) + timedelta(seconds=30))  # the words are gathered until 09:01
    if told_first == "after it has spoken":
        camp.telegram.faults.next("getUpdates", times=1000, status=502)
        await let_the_poll_end(camp.telegram, camp.lin, camp.group)
        camp.group.becomes_supergroup()
        await let_pass(camp.telegram, seconds=40)
        assert [refusal.description for refusal in camp.telegram.refusals] == [MIGRATED]
        camp.telegram.faults.clear()
        await let_pass(camp.telegram, seconds=31)
    else:
        camp.group.becomes_supergroup()
    await camp.telegram.advance_to(at(2, 9, 30))
    assert len(camp.in_group("第 2 天")) == 1
    await camp.telegram.advance_to(at(3, 9, 30))
    camp.lin.says(camp.group, "打卡")
    await camp.telegram.advance(minutes=1)

    assert len(camp.in_group("第 3 天")) == 1
    assert camp.private("第 3 天，加油") == 2
    assert await camp.points() == [12, 10]
    assert await camp.unsent() == 0
