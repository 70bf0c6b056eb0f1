"""After an hour, a day or three days away: each step by its late rule, no burst, and the owner is told."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from playground.emulator import Emulator, Group, Message, Person
from storage.members import Member
from tests.e2e.conftest import Sopbot
from tests.e2e.outages import let_pass, let_the_poll_end
from tests.e2e.own_scripts import start_with
from tests.e2e.shipped import ZONE, Shipped

CAMP = """
title: 七天入门
start: [{on: member_joined}]
when: {not: {tag: staff}}
stop_when: [left]
quiet: "22:30-08:00"
steps:
  - id: daily
    title: 早安任务
    each: {day: 2..7, at: "09:00"}
    do:
      - say: {to: private, else: mention, text: "第 {{ day }} 天的任务来了，你有 {{ points }} 分"}
      - wait:
          for: check_in
          until: "20:00"
          none: [{say: {to: private, else: mention, text: "第 {{ day }} 天还没打卡"}}]
  - id: wage
    each: {day: 2..7, at: "10:00"}
    do: [{award: {points: 5, reason: 坚持}}]
"""

TUESDAY_8 = datetime(2026, 3, 3, 8, 0, tzinfo=ZONE)


@dataclass
class Camp:
    """Monday's newcomers, all with an open private chat, and the owner."""

    sopbot: Sopbot
    telegram: Emulator
    group: Group
    owner: Person
    people: list[Person]

    async def away(self, **duration: float) -> None:
        """The program is stopped, time passes, and it is started again."""
        await self.sopbot.stop()
        self.telegram.jump_to(self.telegram.now + timedelta(**duration))
        await self.sopbot.start()
        await self.telegram.advance(seconds=10)

    def told(self) -> list[Message]:
        """What the owner was told of outages."""
        return [message for message in self.owner.inbox if "🔌" in message.text]

    async def member(self, person: Person) -> Member:
        async with self.sopbot.running.database.begin() as uow:
            user = await uow.users.by_telegram_id(person.id)
            assert user is not None
            return (await uow.members.of_user(user.id))[0]

    async def points(self) -> set[int]:
        return {(await self.member(person)).points for person in self.people}


@pytest.fixture
async def camp(stopped: Sopbot, telegram: Emulator, owner: Person) -> Camp:
    """Tuesday, eight in the morning: five who joined on Monday, none of whom has been told anything yet."""
    await start_with(stopped, camp=CAMP)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    people = [telegram.person(name) for name in ("小林", "阿明", "小周", "老郑", "阿杰")]
    for person in people:
        person.joins(group)
        person.presses_start()
    await telegram.advance_to(TUESDAY_8)
    return Camp(stopped, telegram, group, owner, people)


def tasks(person: Person, since: datetime) -> list[str]:
    """What the script has said to somebody from an instant on."""
    return [message.text for message in person.inbox if message.sent_at >= since and "天" in message.text]


@pytest.mark.parametrize(
    ("hours", "points", "skipped"),
    [
        pytest.param(1, 0, [], id="an hour"),
        pytest.param(24, 5, ["第 2 天 09:00", "第 2 天 20:00"], id="a day"),
        pytest.param(
            73,
            15,
            [f"第 {day} 天 {at}" for day in (2, 3, 4) for at in ("09:00", "20:00")],
            id="three days",
        ),
    ],
)
async def test_each_step_follows_its_late_rule_without_a_burst(
    camp: Camp, hours: int, points: int, skipped: list[str]
):
    said_before = len(camp.group.from_bot)
    back = camp.telegram.now + timedelta(hours=hours)
    await camp.away(hours=hours)

    # What is due now is said; nobody gets several messages, and the group gets none.
    assert {len(tasks(person, back)) for person in camp.people} == {0 if hours == 24 else 1}
    assert len(camp.group.from_bot) == said_before
    # Points are given however late.
    assert await camp.points() == {points}
    # The owner learns of it in one message.
    text = "\n".join(message.text for message in camp.told())
    assert len(camp.told()) == 1
    assert [line for line in skipped if line not in text] == []
    assert text.count("：5 人") == len(skipped)
    assert (f"积分 {points} 次" in text) == (points > 0)


async def test_a_restart_in_which_nothing_was_missed_is_not_worth_a_message(camp: Camp):
    await camp.away(minutes=10)

    assert camp.told() == []


async def test_the_owner_has_one_thing_sent_after_all_and_leaves_the_rest(camp: Camp):
    await camp.away(hours=24)
    lin, ming, *others = camp.people
    ming.leaves(camp.group)
    await camp.telegram.settle()
    back, message = camp.telegram.now, camp.told()[0]
    assert message.labels == ["补发第 1 项（5）", "补发第 2 项（5）", "全部补发", "不用补发"]

    sent = camp.owner.presses(message, "补发第 1 项（5）")
    await camp.telegram.advance(minutes=1)

    # In today's words: the points are those that they have by now.
    assert [first_lines(person, back) for person in (lin, *others)] == [["第 2 天的任务来了，你有 5 分"]] * 4
    assert first_lines(ming, back) == []
    assert sent.answer == "好，5 条正在按平时的节奏补发。"
    assert "「早安任务」的消息：5 人 ✔ 正在补发" in message.text
    assert message.labels == ["补发第 2 项（5）", "全部补发", "不用补发"]

    left = camp.owner.presses(message, "不用补发")
    await camp.telegram.advance(minutes=1)

    assert left.answer == "好，那就不补发了。"
    assert "「早安任务」的消息：5 人 ✔ 已补发 4" in message.text
    assert message.labels == []
    assert await acts(camp) == ["send_skipped", "leave_skipped"]


async def test_however_often_it_is_pressed_everything_is_sent_once(camp: Camp):
    await camp.away(hours=24)
    back, message = camp.telegram.now, camp.told()[0]
    as_it_was = copy(message)

    for _ in range(3):
        camp.owner.presses(message, "全部补发")
    await camp.telegram.advance(minutes=1)
    stale = camp.owner.presses(as_it_was, "补发第 2 项（5）")
    await camp.telegram.advance(minutes=1)

    assert [first_lines(person, back) for person in camp.people] == [
        ["第 2 天的任务来了，你有 5 分", "第 2 天还没打卡"]
    ] * 5
    assert stale.answer == "这些已经补发过了。"
    assert message.labels == []


async def test_who_is_no_owner_any_more_sends_nothing(camp: Camp):
    await camp.away(hours=24)
    back, message = camp.telegram.now, camp.told()[0]
    await camp.sopbot.stop()
    await camp.sopbot.start(owner_ids=frozenset({camp.people[0].id}))
    pressed = camp.owner.presses(message, "全部补发")
    await camp.telegram.advance(minutes=1)

    assert pressed.answer == "这个只有群主能操作。"
    assert [first_lines(person, back) for person in camp.people] == [[]] * 5


async def test_days_later_nobody_is_puzzled_by_what_was_skipped(camp: Camp):
    await camp.away(hours=24)
    message = camp.told()[0]
    await camp.telegram.advance(days=4)
    pressed = camp.owner.presses(message, "全部补发")
    await camp.telegram.settle()

    assert pressed.answer == "已经过去 3 天多了，现在补发只会让人摸不着头脑。"


async def test_what_is_sent_after_all_keeps_to_the_quiet_hours(camp: Camp):
    await camp.away(hours=15)  # until eleven in the evening
    back, message = camp.telegram.now, camp.told()[0]
    camp.owner.presses(message, "补发第 1 项（5）")
    await camp.telegram.advance(hours=8)
    assert [first_lines(person, back) for person in camp.people] == [[]] * 5

    await camp.telegram.advance(hours=1, minutes=1)
    assert [len(first_lines(person, back)) for person in camp.people] == [1] * 5


async def test_whose_script_was_stopped_is_left_in_peace(camp: Camp):
    await camp.away(hours=24)
    lin, ming, *_ = camp.people
    back, message = camp.telegram.now, camp.told()[0]
    camp.owner.says(camp.group, "/sop stop camp", reply_to=ming.says(camp.group, "大家早"))
    await camp.telegram.settle()
    camp.owner.presses(message, "补发第 1 项（5）")
    await camp.telegram.advance(minutes=1)

    assert (len(first_lines(lin, back)), first_lines(ming, back)) == (1, [])


async def test_what_was_planned_in_time_and_could_not_be_sent_is_told_too(camp: Camp):
    """The program goes down at nine, when everything is planned and Telegram has taken nothing yet."""
    camp.telegram.faults.next("sendMessage", times=5, retry_after=3600)
    await camp.telegram.advance_to(TUESDAY_8.replace(hour=9))
    await camp.away(hours=5)
    camp.telegram.faults.clear()
    await camp.telegram.advance(minutes=10)
    assert [first_lines(person, TUESDAY_8) for person in camp.people] == [[]] * 5
    (message,) = camp.told()
    assert "第 2 天 09:00「早安任务」的消息：5 人" in message.text

    camp.owner.presses(message, "全部补发")
    await camp.telegram.advance(minutes=1)
    assert [first_lines(person, TUESDAY_8) for person in camp.people] == [
        ["第 2 天的任务来了，你有 5 分"]
    ] * 5


async def test_a_streak_survives_days_on_which_the_bot_was_away(camp: Camp):
    lin = camp.people[0]
    lin.says(camp.group, "打卡")
    await camp.telegram.settle()
    await camp.away(hours=72)  # Tuesday, eight in the morning, to Friday
    lin.says(camp.group, "打卡")
    lin.says(camp.group, "/me")
    await camp.telegram.settle()

    assert "连续 2 天" in camp.group.last.text


async def test_a_check_in_made_in_time_counts_though_it_is_heard_of_a_day_later(camp: Camp):
    lin = camp.people[0]
    await camp.sopbot.stop()
    camp.telegram.jump_to(TUESDAY_8.replace(hour=19, minute=58))
    lin.says(camp.group, "打卡")
    camp.telegram.jump_to(TUESDAY_8.replace(day=4, hour=18))
    await camp.sopbot.start()
    await camp.telegram.settle()
    lin.says(camp.group, "打卡")
    lin.says(camp.group, "/me")
    await camp.telegram.settle()

    assert "连续 2 天 · 打卡 2 次" in camp.group.last.text
    await camp.telegram.advance(seconds=10)  # to-dos about newcomers come to the owner, too
    skipped = camp.told()[0].text
    assert "第 2 天 20:00「早安任务」的提醒：4 人" in skipped  # all but the one who had checked in


def first_lines(person: Person, since: datetime) -> list[str]:
    """What a script said, without the way out below its first private message."""
    return [text.splitlines()[0] for text in tasks(person, since)]


async def acts(camp: Camp) -> list[str]:
    """What the owner did about skips, by the audit log, in order."""
    async with camp.sopbot.running.database.begin() as uow:
        (community,) = await uow.communities.all()
        entries = await uow.audit.latest(community.id, 20)
    return [entry.act for entry in reversed(entries) if "skipped" in entry.act]


async def test_hours_without_telegram_are_an_outage_like_any_other(camp: Camp):
    lin = camp.people[0]
    lin.says(camp.group, "打卡")
    await camp.telegram.settle()
    camp.telegram.faults.next("getUpdates", times=100_000, status=502)
    await let_the_poll_end(camp.telegram, lin, camp.group)
    await let_pass(camp.telegram, hours=27, step=timedelta(minutes=2))  # until Wednesday at eleven
    back = camp.telegram.now
    lin.says(camp.group, "打卡")
    camp.telegram.faults.clear()
    await let_pass(camp.telegram, minutes=1)
    await camp.telegram.settle()

    assert {tuple(tasks(person, back)) for person in camp.people} == {()}
    assert await camp.points() == {10, 14}
    (told,) = camp.told()
    assert "掉线了 26 小时（昨天 08:02 到今天 11:00）" in told.text
    assert "第 3 天 09:00「早安任务」的消息：5 人" in told.text


async def test_a_restart_in_the_middle_of_an_outage_does_not_shorten_it(camp: Camp):
    """The day on which nobody was heard broke nobody's streak, though the program itself was there."""
    lin = camp.people[0]
    lin.says(camp.group, "打卡")
    await camp.telegram.advance_to(TUESDAY_8.replace(day=4))
    camp.telegram.faults.next("getUpdates", times=100_000, status=502)
    await let_the_poll_end(camp.telegram, lin, camp.group)
    await let_pass(camp.telegram, hours=14, step=timedelta(minutes=2))
    await camp.sopbot.stop()
    camp.telegram.faults.clear()
    camp.telegram.jump_to(camp.telegram.now + timedelta(hours=10))
    await camp.sopbot.start()
    await camp.telegram.settle()
    lin.says(camp.group, "打卡")
    lin.says(camp.group, "/me")
    await camp.telegram.settle()

    assert "连续 2 天" in camp.group.last.text
    assert ["24 小时" in told.text for told in camp.told()] == [True]


async def test_the_shipped_scripts_come_back_quietly_after_three_days(shipped: Shipped):
    people = [await shipped.newcomer(name) for name in ("小林", "阿明", "小周", "老郑")]
    await shipped.until(1, "22:00")
    await shipped.sopbot.stop()
    back = datetime(2026, 3, 6, 9, 5, tzinfo=ZONE)
    shipped.telegram.jump_to(back)
    await shipped.sopbot.start()
    await shipped.telegram.advance(minutes=5)

    day5 = shipped.words("第 5 天", "Day 5")
    for person in people:
        (said,) = [message.text for message in person.inbox if message.sent_at >= back]
        assert day5 in said
    assert [message for message in shipped.group.from_bot if message.sent_at >= back] == []
    (told,) = [message for message in shipped.owner.inbox if "🔌" in message.text]
    assert shipped.words("掉线了 3 天", "away for 3 days") in told.text
    assert shipped.words("待办 4 个", "4 to-dos") in told.text
    assert (
        shipped.words(
            "第 3 天 09:00「定一个小目标」的消息：4 人", "“Set a small goal”: the message, 4 people"
        )
        in told.text
    )
    assert told.labels[-2:] == [
        shipped.words("全部补发", "Send it all"),
        shipped.words("不用补发", "Leave it"),
    ]
