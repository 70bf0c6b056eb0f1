"""/me: a line in the group for whom it concerns, a card with a picture in private, in both languages."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

COURSE = """
title: {zh: 七天入门, en: Seven days}
start: [{on: member_joined}]
steps:
  - {id: hello, at: start, do: [{tag: newcomer}]}
  - id: day
    title: {zh: 每日一读, en: Read a page}
    each: {day: 1..7, at: "20:00"}
    do: [{say: {to: private, text: 读书了, else: skip}}]
"""


async def newcomer(telegram: Emulator, group: Group, name: str = "小林") -> Person:
    person = telegram.person(name, username="lin")
    person.joins(group)
    person.presses_start()
    await telegram.advance(seconds=10)
    return person


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, course=COURSE)


async def test_in_private_a_picture_tells_everything_and_what_is_next(
    telegram: Emulator, community: Group, owner: Person
):
    lin = await newcomer(telegram, community)
    for _ in range(3):
        lin.says(community, "打卡")
        await telegram.advance(days=1)
    owner.says(community, "/award @lin 30 分享读书笔记")
    owner.says(community, "/tag @lin regular")
    owner.says(community, "/tag @lin 内部备注")
    await telegram.advance(minutes=1)
    lin.writes_to_bot("/me")
    await telegram.advance(seconds=30)

    card = lin.private.last
    assert card.file is not None
    lines = card.caption.splitlines()
    assert lines[:4] == [
        "小林 · 早起写作营",
        "⭐ 2 级 入门，再得 64 分升为「同行者」",
        "💎 36 积分，第 1 名",
        "🔥 连续 3 天 · 累计打卡 3 次，最长连续 3 天",
    ]
    assert "🏅 👣 第一步" in lines
    assert "🏷 常客" in lines
    assert lines[6:8] == ["📖 七天入门：第 4 天", "    接下来：每日一读，今天 20:00"]
    assert "🎯 🔥 七日不断：再连续 4 天" in lines
    assert "+30 分享读书笔记 · 今天" in lines
    assert "内部备注" not in card.caption


async def test_in_the_group_one_line_is_shown_to_who_asks(
    telegram: Emulator, community: Group, owner: Person
):
    lin = await newcomer(telegram, community)
    ming = telegram.person("阿明")
    ming.joins(community)
    owner.says(community, "/award @lin 30 分享")
    await telegram.advance(seconds=10)
    lin.says(community, "/me")
    await telegram.advance(seconds=10)

    assert community.last.text == "小林：30 积分 · 2 级 入门 · 第 1 名"
    assert community.last.only_for is lin


async def test_staff_have_no_level(telegram: Emulator, community: Group, owner: Person):
    owner.writes_to_bot("/me")
    await telegram.advance(seconds=30)

    assert owner.private.last.caption.splitlines()[1] == "💎 0 积分"


async def test_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    await stopped.start(locale="en")
    group = owner.creates_group("Morning writers", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin = await newcomer(telegram, group, "Lin")
    lin.says(group, "checkin")
    await telegram.advance(seconds=10)
    lin.writes_to_bot("/me")
    await telegram.advance(seconds=30)

    lines = lin.private.last.caption.splitlines()
    assert lines[:3] == [
        "Lin in Morning writers",
        "⭐ Level 1: Sprout, 28 points to Starter",
        "💎 2 points, place 1",
    ]
    assert "🏅 👣 First step" in lines
    assert "🎯 🔥 Seven in a row: 6 more days in a row" in lines
