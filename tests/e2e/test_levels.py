"""Levels and badges: told once, together, never in quiet hours; what they unlock; the title beside a name."""

import pytest
from sqlalchemy import select

from community import house_rules
from community.scope import Scope
from config.policies import read_policies
from playground.emulator import Emulator, Group, Message, Person
from storage.badges import badges
from tests.e2e.conftest import OWNER, Sopbot
from tests.e2e.own_scripts import start_with

OPEN = """
start: [{on: level_reached, level: 3}]
steps:
  - id: invite
    at: start
    do: [{say: {to: chat, text: "{{ member }} 可以报名小组了"}}]
"""

GATE = """
start: [{on: command, command: group}]
steps:
  - id: answer
    do:
      - choose:
          - if: {unlocked: small_groups}
            do: [{say: {to: chat, text: "欢迎进组"}}]
          - else: [{say: {to: chat, text: "到 3 级再来"}}]
"""

PRAISE = """
start: [{on: badge_earned, badge: first_step}]
when: {badge: first_step, level: {below: 3}}
steps:
  - id: praise
    at: start
    do: [{say: {to: chat, text: "{{ member }} 迈出第一步"}}]
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """Only scripts that ask for levels and badges run."""
    return await start_with(stopped, open=OPEN, gate=GATE, praise=PRAISE)


async def joined(telegram: Emulator, group: Group, name: str, username: str) -> Person:
    person = telegram.person(name, username=username)
    person.joins(group)
    await telegram.advance(seconds=10)
    return person


async def awarded(telegram: Emulator, owner: Person, group: Group, username: str, points: int) -> None:
    owner.says(group, f"/award @{username} {points} 分享")
    await telegram.advance(seconds=10)


def told(group: Group, words: str) -> list[Message]:
    return [message for message in group.from_bot if words in message.text]


async def choose(sopbot: Sopbot, **changes: object) -> None:
    """What `/setup` offers, chosen."""
    async with sopbot.running.database.begin() as uow:
        community = (await uow.communities.all())[0]
        owner = await uow.users.by_telegram_id(OWNER)
        assert owner is not None
        house_rules.change(Scope(uow, community, read_policies()), owner, **changes)


async def test_who_reaches_a_level_at_about_the_same_time_is_told_together_and_once(
    telegram: Emulator, community: Group, owner: Person
):
    for name, username in (("小林", "lin"), ("阿明", "ming")):
        await joined(telegram, community, name, username)
        await awarded(telegram, owner, community, username, 30)
    assert told(community, "升到") == []

    await telegram.advance(minutes=11)
    assert [message.text for message in told(community, "升到")] == ["🎉 小林、阿明 升到 2 级：入门"]

    owner.says(community, "/deduct @lin 20 换礼物")
    await telegram.advance(seconds=10)
    await awarded(telegram, owner, community, "lin", 20)
    await telegram.advance(minutes=11)
    assert len(told(community, "升到")) == 1


async def test_the_highest_of_several_levels_is_told_with_what_it_opens_and_wakes_scripts(
    telegram: Emulator, community: Group, owner: Person
):
    lin = await joined(telegram, community, "小林", "lin")
    lin.says(community, "/group")
    await telegram.advance(seconds=10)
    assert community.last.text == "到 3 级再来"

    await awarded(telegram, owner, community, "lin", 120)
    await telegram.advance(minutes=11)

    assert [message.text for message in told(community, "升到")] == [
        "🎉 小林 升到 3 级：同行者\n解锁：参加小组"
    ]
    assert len(told(community, "小林 可以报名小组了")) == 1
    lin.says(community, "/group")
    await telegram.advance(seconds=10)
    assert community.last.text == "欢迎进组"


async def test_quiet_hours_are_kept(telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person):
    await choose(sopbot, quiet="22:30-08:00")
    await joined(telegram, community, "小林", "lin")
    await telegram.advance(hours=13, minutes=25)  # 22:25
    await awarded(telegram, owner, community, "lin", 30)

    await telegram.advance(hours=9)
    assert told(community, "升到") == []
    await telegram.advance(minutes=40)
    assert len(told(community, "升到")) == 1


async def test_a_community_that_wants_no_announcements_hears_none(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    await choose(sopbot, announce_levels=3, announce_badges=False)
    lin = await joined(telegram, community, "小林", "lin")
    await awarded(telegram, owner, community, "lin", 30)
    for _ in range(7):
        lin.says(community, "打卡")
        await telegram.advance(days=1)

    assert told(community, "升到") == []
    assert told(community, "徽章") == []


async def test_a_streak_earns_a_badge_that_the_group_hears_of(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    lin = await joined(telegram, community, "小林", "lin")
    for _ in range(7):
        lin.says(community, "打卡")
        await telegram.advance(days=1)

    assert [message.text for message in told(community, "徽章")] == ["🔥 小林 获得徽章「七日不断」"]
    assert len(told(community, "小林 迈出第一步")) == 1
    async with sopbot.running.database.begin() as uow:
        held = [tuple(row) for row in await uow.query(select(badges.c.badge, badges.c.source))]
    assert held == [("first_step", "check_in"), ("streak_7", "check_in")]


async def test_a_tag_brings_a_badge_and_staff_get_none(telegram: Emulator, community: Group, owner: Person):
    await joined(telegram, community, "小林", "lin")
    owner.says(community, "/tag @lin helper")
    owner.says(community, "/tag @owner helper")
    await telegram.advance(minutes=11)

    assert [message.text for message in told(community, "徽章")] == ["🤝 小林 获得徽章「好帮手」"]


async def test_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    await stopped.start(locale="en")
    group = owner.creates_group("Morning writers", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    await joined(telegram, group, "Lin", "lin")
    owner.says(group, "/award @lin 100 shared notes")
    owner.says(group, "/tag @lin helper")
    await telegram.advance(minutes=11)

    assert [message.text for message in told(group, "reached")] == [
        "🎉 Lin reached level 3: Companion\nNow open: joining a small group"
    ]
    assert [message.text for message in told(group, "badge")] == ["🤝 Lin earned the badge “Helper”"]


async def test_the_title_stands_beside_the_name_where_the_bot_may(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    await choose(sopbot, level_tags=True)
    lin = await joined(telegram, community, "小林", "lin")
    await awarded(telegram, owner, community, "lin", 30)
    assert "「管理标签」" in owner.private.last.text
    assert community.member(lin).tag == ""

    owner.promotes_bot(community, can_manage_tags=True)
    await telegram.advance(seconds=10)
    await awarded(telegram, owner, community, "lin", 70)
    assert community.member(lin).tag == "同行者"


async def test_thanks_of_different_people_earn_a_badge(telegram: Emulator, community: Group):
    lin = await joined(telegram, community, "小林", "lin")
    others = [await joined(telegram, community, f"朋友{number}", f"friend{number}") for number in range(5)]
    await telegram.advance(days=2)
    for friend in others:
        friend.says(community, "/thanks @lin 帮了大忙")
        await telegram.advance(seconds=10)
    others[0].says(community, "/thanks @lin")
    await telegram.advance(minutes=11)

    assert [message.text for message in told(community, "徽章")] == ["💛 小林 获得徽章「热心人」"]
    assert lin.name == "小林"
