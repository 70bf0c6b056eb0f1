"""The digest as the owner lives with it: decides below it, reads past ones, and on Mondays the week."""

from datetime import UTC, datetime

import pytest

from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

MORNING = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
"""Tuesday, eight o'clock in Shanghai."""

DAILY = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
title: 二十一天早起
stop_when: [{tag: staff}]
steps:
  - {id: hello, at: start, title: 欢迎, do: [{tag: newcomer}]}
  - id: daily
    title: 每天打卡
    each: {day: 1..21, at: "10:00"}
    do:
      - wait: {for: check_in, until: "20:00", none: []}
"""

GATE = """
start: [{on: check_in}]
when: {not: {tag: staff}}
steps:
  - id: core
    at: start
    do:
      - approve: {text: "让 {{ member }} 进核心群？", within: 72h, yes: [{tag: core}],
                  no: [{tag: later}], expired: []}
"""


async def opened(telegram: Emulator, sopbot: Sopbot, owner: Person, **scripts: str) -> tuple[Group, Person]:
    """A community with an assistant."""
    await start_with(sopbot, **scripts)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    zhou = telegram.person("小周")
    zhou.joins(group)
    zhou.presses_start()
    await telegram.advance(seconds=5)
    owner.says(group, "/staff 小周", mentions=[zhou])
    await telegram.advance(seconds=5)
    return group, zhou


def last_digest(owner: Person) -> Message:
    return [message for message in owner.inbox if message.text.startswith("📊")][-1]


async def test_the_owner_hands_somebody_to_an_assistant_and_takes_it_back(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group, zhou = await opened(telegram, stopped, owner, daily=DAILY)
    chen = telegram.person("小陈", username="chen")
    chen.joins(group)
    await telegram.advance_to(MORNING.replace(day=4))

    digest = last_digest(owner)
    assert digest.text.index("等你拿主意") < digest.text.index("新成员")
    assert "1. 小陈：连续 2 次没打卡" in digest.text
    assert digest.labels == ["1 🤝 交给助教", "1 ✍️ 私聊", "1 🕊 免打卡"]

    owner.presses(digest, "1 ✍️ 私聊")
    await telegram.advance(seconds=5)
    assert "小陈" in owner.private.last.text
    assert owner.private.last.id != digest.id

    owner.presses(digest, "1 🤝 交给助教")
    await telegram.advance(seconds=5)
    assert digest.labels == ["1 · 小周", "‹ 返回"]
    press = owner.presses(digest, "1 · 小周")
    await telegram.advance(seconds=5)
    assert press.answer == "🤝 小周 去跟进"
    assert "🤝 小周 去跟进" in digest.text
    assert "小陈" in zhou.private.last.text
    assert "小周 在跟进" in zhou.private.last.text
    assert digest.labels == ["1 ↩️ 撤销"]

    owner.presses(digest, "1 ↩️ 撤销")
    await telegram.advance(seconds=5)
    assert "去跟进" not in digest.text
    assert digest.labels == ["1 🤝 交给助教", "1 ✍️ 私聊", "1 🕊 免打卡"]
    assert "小周 在跟进" not in zhou.private.last.text


async def test_the_owner_excuses_somebody(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, daily=DAILY)
    telegram.person("小陈").joins(group)
    await telegram.advance_to(MORNING.replace(day=4))
    digest = last_digest(owner)
    press = owner.presses(digest, "1 🕊 免打卡")
    await telegram.advance(seconds=5)
    assert press.answer == "🕊 已免打卡"
    assert "🕊 已免打卡" in digest.text

    again = owner.presses(digest, "1 ↩️ 撤销")
    await telegram.advance(seconds=5)
    assert not again.alert
    owner.presses(digest, "1 🕊 免打卡")
    await telegram.advance_to(MORNING.replace(day=5))
    assert "没打卡" not in last_digest(owner).text


async def test_the_owner_approves_what_a_script_asks(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, gate=GATE)
    lin = telegram.person("小林")
    lin.joins(group)
    await telegram.advance(seconds=5)
    lin.says(group, "打卡")
    await telegram.advance_to(MORNING)

    digest = last_digest(owner)
    assert "让 小林 进核心群？" in digest.text
    assert digest.labels == ["1 ✅ 同意", "1 ✖️ 不同意"]
    press = owner.presses(digest, "1 ✅ 同意")
    again = owner.presses(digest, "1 ✅ 同意")
    await telegram.advance(seconds=5)
    assert press.answer == "✅ 已同意"
    assert again.alert
    assert digest.labels == []


async def test_a_past_digest_says_what_it_said_then(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, daily=DAILY)
    telegram.person("小陈").joins(group)
    await telegram.advance_to(MORNING.replace(day=4))
    then = last_digest(owner).text
    await telegram.advance_to(MORNING.replace(day=6, hour=3))

    owner.writes_to_bot("/digest 2026-03-03")
    await telegram.advance(seconds=5)
    assert owner.private.last.text == then
    owner.writes_to_bot("/digest 昨天")
    await telegram.advance(seconds=5)
    assert "3月5日 周四" in owner.private.last.text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("2027-01-01", "还没到"),
        ("2025-01-01", "更早的日子我不知道"),
        ("week", "更早的日子我不知道"),
        ("soon", "/digest 2026-11-20"),
    ],
)
async def test_days_that_have_no_digest(
    telegram: Emulator, community: Group, owner: Person, said: str, answer: str
):
    owner.writes_to_bot(f"/digest {said}")
    await telegram.advance(seconds=5)
    assert answer in owner.private.last.text


async def test_on_monday_comes_the_week(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, daily=DAILY)
    lin = telegram.person("小林")
    lin.joins(group)
    for day in range(3, 16):
        await telegram.advance_to(MORNING.replace(day=day, hour=4))
        lin.says(group, "打卡")
        lin.says(group, "写了三百字")
    await telegram.advance_to(MORNING.replace(day=16))

    digest = last_digest(owner).text
    assert "早起写作营 · 周报（3月9日–3月15日）" in digest
    assert "✅ 打卡 7/7，100%" in digest
    assert "🔥 活跃度 A 2 = c 2 次/时 × T 1 时 × N 1 人" in digest
    assert "每小时互动次数 × 人均活跃小时 × 人数" in digest
    assert "3月2日那周加入 1 人，1 人还活跃" in digest
    assert sum(message.text.startswith("📊") for message in owner.inbox) == 14


async def test_thanks_go_to_who_earned_them(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, daily=DAILY)
    lin = telegram.person("小林")
    lin.joins(group)
    for day in range(3, 10):
        await telegram.advance_to(MORNING.replace(day=day, hour=4))
        lin.says(group, "打卡")
    await telegram.advance_to(MORNING.replace(day=10))
    assert "👏 值得感谢\n🔥 小林：连续打卡 7 天" in last_digest(owner).text


async def test_the_digest_has_a_picture(stopped: Sopbot, telegram: Emulator, owner: Person):
    group, _ = await opened(telegram, stopped, owner, daily=DAILY)
    telegram.person("小林").joins(group)
    await telegram.advance_to(MORNING)
    assert last_digest(owner).file is not None
