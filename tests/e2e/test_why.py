"""`/why`: an assistant reads in plain words what was done, what was not, and what comes next."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e import asking
from tests.e2e.asking import ask
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.test_sop_command import GUIDE

CAMP = """
title: 早起营
start: [{on: member_joined}]
steps:
  - id: welcome
    title: 欢迎
    at: start
    do:
      - say: {to: private, text: "{{ member }}，欢迎来到早起营", else: chat_button}
  - id: first_day
    title: 第一次打卡
    at: day 2 09:00
    do:
      - wait: {for: check_in, until: "20:00", none: [{say: {to: chat, merge: 60s, text: "{{ members }} 今天还没打卡"}}]}
      - award: {points: 3, reason: 第一次}
"""


PAID = """
title: 付费班
start: [{on: command, command: paid}]
when: {all: [{tag: paid}, {any: [{points: {at_least: 30}}, {badge: streak_7}]}]}
steps:
  - id: hello
    at: start
    do: [{say: {to: private, text: 你好, else: skip}}]
"""

CARE = """
title: 关怀
start: [{on: command, command: care}]
again: always
stop_when: [{tag: fine}]
steps:
  - id: ask
    title: 问一问
    at: start
    do:
      - choose:
          - {if: {points: {at_least: 30}}, do: [{say: {to: private, text: 你很棒, else: skip}}]}
          - else: [{tag: watched}]
      - wait: {for: {tag: answered}, within: 1h, none: []}
  - id: wait
    title: 等着
    at: start
    do: [{wait: 2d}]
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """A script for newcomers, and some that start by hand."""
    return await start_with(stopped, camp=CAMP, guide=GUIDE, paid=PAID, care=CARE)


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant, with the private chat open."""
    return await asking.assistant(telegram, community, owner)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A newcomer, who has not opened the private chat."""
    return await asking.member(telegram, community)


async def test_what_was_not_done_is_told_and_why(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    told = await ask(telegram, zhou, "/why @lin")

    assert "小林：做了什么、没做什么，为什么" in told
    assert "「早起营」 · 第 1 天 · 第一次打卡：明天 09:00 开始" in told
    assert "还没打开和我的私聊" in told
    assert "早起营「小林，欢迎来到早起营」：等对方打开私聊" in told
    assert "✋ 今天 09:00「早起营」欢迎：" in told
    assert "hello/1" not in told
    assert "welcome/" not in told


async def test_a_missed_check_in_and_a_start_that_did_not_happen(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    await telegram.advance(days=1, hours=13)
    await ask(telegram, zhou, "/sop start guide @lin")
    lin.says(community, "/guide")
    await telegram.advance(seconds=5)

    told = await ask(telegram, zhou, "/why @lin")
    assert "✋ 今天 20:00「早起营」第一次打卡：没等到 TA 打卡，就没再等" in told
    assert "「七日引导」：没有开始：已经在进行" in told
    assert "「七日引导」：小周 手动操作：开始" in told
    only = await ask(telegram, zhou, "/why @lin guide")
    assert "早起营」欢迎" not in only


async def test_a_condition_that_was_not_fulfilled_is_named_with_what_was_found(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    lin.says(community, "/paid")
    lin.says(community, "/care")
    await telegram.advance(hours=3)
    await ask(telegram, zhou, "/tag @lin fine")

    told = await ask(telegram, zhou, "/why @lin")
    needed = "标签「paid」（当时没有），并且积分至少 30（当时 0）或徽章「七日不断」（当时没有）"
    assert f"「付费班」：没有开始，条件是：{needed}" in told
    assert "「关怀」问一问：走了分支 「否则」：分支 1 的条件是：积分至少 30（当时 0）" in told
    assert "「关怀」问一问：没等到，就继续往下走了，条件是：标签「answered」（当时没有）" in told
    assert "「关怀」：提前结束：标签「fine」（当时有）" in told
    traced = await ask(telegram, zhou, "/sop trace @lin")
    assert f"付费班: 没有开始，条件是：{needed}" in traced
    assert "关怀 ask/1: 走分支 「否则」：分支 1 的条件是：积分至少 30（当时 0）" in traced


async def test_by_hand_it_is_refused_with_what_is_missing(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    told = await ask(telegram, zhou, "/sop start paid @lin")

    assert "「付费班」不适用于 小林，条件是：标签「paid」（当时没有），并且积分至少 30（当时 0）" in told


async def test_among_members_nobody_reads_what_somebody_has_or_has_not(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    lin.says(community, "/paid")
    lin.says(community, "/care")
    await telegram.advance(seconds=5)
    answers = []
    for command in ("/why @lin", "/sop trace @lin", "/sop start paid @lin"):
        zhou.says(community, command)
        await telegram.advance(seconds=5)
        answers.append(community.last.text)

    assert "「付费班」：没有开始：不适用于 TA" in answers[0]
    assert "付费班: 没有开始：不适用于 TA" in answers[1]
    assert "when 条件不成立" in answers[2]
    assert not any(word in told for told in answers for word in ("paid（", "「paid」", "积分至少", "当时"))


async def test_older_things_are_a_button_away(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    for _ in range(6):
        await ask(telegram, zhou, "/sop start guide @lin")
        await ask(telegram, zhou, "/sop stop guide @lin")
    await ask(telegram, zhou, "/why @lin")
    latest = zhou.private.last.text
    zhou.presses(zhou.private.last, "更早 ›")
    await telegram.advance(seconds=5)
    assert "更早" in zhou.private.last.text
    assert zhou.private.last.text != latest
    zhou.presses(zhou.private.last, "‹ 最近")
    await telegram.advance(seconds=5)
    assert zhou.private.last.text == latest


async def test_a_reply_asks_why_a_message_was_sent(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    await telegram.advance(days=1, hours=11, minutes=10)
    reminder = next(message for message in community.from_bot if "今天还没打卡" in message.text)
    zhou.replies(reminder, "/why")
    await telegram.advance(seconds=5)

    told = community.last
    assert told.only_for is zhou
    assert "它来自「早起营」的「第一次打卡」，给 小周 等（同样的话合成一条）。" in told.text
    assert "✋ 今天 20:00「早起营」第一次打卡：没等到 TA 打卡，就没再等" in told.text
    assert "「早起营」：开始了" in told.text
    answer = await ask(telegram, zhou, "/sop")
    zhou.replies(zhou.private.last, "/why")
    await telegram.advance(seconds=5)
    assert "在回答刚才有人发的消息" in zhou.private.last.text, answer


async def test_only_staff_may_ask_and_nonsense_is_answered(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
) -> None:
    lin.presses_start()
    assert "助教" in await ask(telegram, lin, "/why @zhou")
    assert "写上人" in await ask(telegram, zhou, "/why")
    assert "@nobody" in await ask(telegram, zhou, "/why @nobody")
