"""The owner sets the community up by buttons, types where there is no list, and takes changes back."""

from datetime import UTC, datetime

import pytest

from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

GREETING = """
title: 迎新
start: [{on: member_joined}]
when: {not: {tag: staff}}
inputs:
  rules: {title: 群规, default: 友善说话}
  link: {title: 报名链接}
steps:
  - id: hello
    at: start
    do:
      - say: {to: chat, text: "{{ name }}：{{ rules }}，{{ link }}"}
"""

EVENING = """
start: [{on: schedule, at: "23:00"}]
for: chat
steps:
  - {id: night, at: start, do: [{say: {to: chat, text: 晚安}}]}
"""


async def opened(telegram: Emulator, sopbot: Sopbot, owner: Person, **scripts: str) -> Group:
    await start_with(sopbot, **scripts)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    return group


async def menu(telegram: Emulator, owner: Person) -> Message:
    """The first page of the settings."""
    owner.writes_to_bot("/setup")
    await telegram.advance(seconds=5)
    return [message for message in owner.inbox if message.text.startswith("⚙️")][-1]


async def presses(telegram: Emulator, owner: Person, page: Message, *labels: str) -> None:
    for label in labels:
        owner.presses(page, label)
        await telegram.advance(seconds=5)


async def test_the_first_page_shows_everything_and_the_rights_follow(
    telegram: Emulator, community: Group, owner: Person
):
    page = await menu(telegram, owner)
    assert "🌐 语言：中文" in page.text
    assert "🕗 时区：上海（现在 09:00）" in page.text
    assert "📊 日报：每天 08:00" in page.text
    assert "✅ 我是管理员" in owner.private.last.text
    said = len(owner.inbox)
    await presses(telegram, owner, page, "🔎 检查我的权限")
    assert len(owner.inbox) == said + 1


async def test_the_city_is_typed_and_the_digest_follows_its_clock(
    telegram: Emulator, community: Group, owner: Person
):
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🕗 时区", "✏️ 自己填")
    assert "发一个城市名" in page.text
    owner.writes_to_bot("不存在的地方")
    await telegram.advance(seconds=5)
    assert "没找到这座城市" in owner.private.last.text
    owner.writes_to_bot("柏林")
    await telegram.advance(seconds=5)
    offer = owner.private.last
    await presses(telegram, owner, offer, "柏林")
    assert "🕗 时区：柏林（现在 02:" in offer.text

    await telegram.advance_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    before = [message for message in owner.inbox if message.text.startswith("📊")]
    await telegram.advance_to(datetime(2026, 3, 3, 7, 1, tzinfo=UTC))
    after = [message for message in owner.inbox if message.text.startswith("📊")]
    assert len(after) == len(before) + 1


async def test_the_digests_hour_by_button_typed_and_taken_back(
    telegram: Emulator, community: Group, owner: Person
):
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "📊 日报", "21:00")
    assert "📊 日报：每天 21:00" in page.text
    await presses(telegram, owner, page, "↩️ 撤销")
    assert "📊 日报：每天 08:00" in page.text

    await presses(telegram, owner, page, "📊 日报", "✏️ 自己填")
    owner.writes_to_bot("很早")
    await telegram.advance(seconds=5)
    assert "时间这样写" in owner.private.last.text
    owner.writes_to_bot("7:30")
    await telegram.advance(seconds=5)
    assert "📊 日报：每天 07:30" in owner.private.last.text


async def test_quiet_hours_hold_what_scripts_say_that_state_none(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await opened(telegram, stopped, owner, evening=EVENING)
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🌙 安静时段", "22:30-08:00")
    assert "🌙 安静时段：22:30-08:00" in page.text
    await telegram.advance_to(datetime(2026, 3, 2, 23, 55, tzinfo=UTC))
    assert not any("晚安" in message.text for message in group.from_bot)
    await telegram.advance_to(datetime(2026, 3, 3, 0, 1, tzinfo=UTC))
    assert any("晚安" in message.text for message in group.from_bot)


async def test_own_words_count_as_check_ins(telegram: Emulator, community: Group, owner: Person):
    lin = telegram.person("小林")
    lin.joins(community)
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🔑 打卡词", "➕ 添加")
    owner.writes_to_bot("早安")
    await telegram.advance(seconds=5)
    answer = owner.private.last
    assert "✖️ 早安" in answer.labels
    said = lin.says(community, "早安 今天读了二十页")
    await telegram.advance(seconds=5)
    assert said.reactions or any("打卡" in message.text for message in community.from_bot)
    await presses(telegram, owner, answer, "✖️ 早安")
    assert "✖️ 早安" not in answer.labels


async def test_rest_days_by_weekday_and_date(telegram: Emulator, community: Group, owner: Person):
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🛌 休息日", "周日", "➕ 添加")
    owner.writes_to_bot("2026-01-01")
    await telegram.advance(seconds=5)
    assert "已经过了" in owner.private.last.text
    owner.writes_to_bot("2026-05-01")
    await telegram.advance(seconds=5)
    answer = owner.private.last
    assert "✅ 周日" in answer.labels
    assert "✖️ 5月1日" in answer.labels
    await presses(telegram, owner, answer, "‹ 返回")
    assert "🛌 休息日：周日、5月1日" in answer.text


async def test_a_script_starts_with_what_was_filled_in_for_it(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await opened(telegram, stopped, owner, greeting=GREETING)
    telegram.person("小林").joins(group)
    await telegram.advance(seconds=30)
    assert not any("友善说话" in message.text for message in group.from_bot)

    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🧩 流程", "✅ 迎新")
    assert "报名链接：还没填，流程不会开始" in page.text
    await presses(telegram, owner, page, "✏️ 报名链接")
    owner.writes_to_bot("报名填表一")
    await telegram.advance(seconds=5)
    assert "报名链接：报名填表一" in owner.private.last.text
    telegram.person("小陈").joins(group)
    await telegram.advance(minutes=2)
    assert any("小陈：友善说话，报名填表一" in message.text for message in group.from_bot)

    answer = owner.private.last
    await presses(telegram, owner, answer, "⏸ 暂停")
    assert "暂停：不再新开始" in answer.text
    await presses(telegram, owner, answer, "↩️ 撤销")
    assert "🧩 流程：1 个里开着 1 个" in answer.text


async def test_the_team_is_named_and_unnamed(telegram: Emulator, community: Group, owner: Person):
    zhou = telegram.person("小周", username="zhou_helps")
    zhou.joins(community)
    await telegram.advance(seconds=5)
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🤝 助教", "➕ 添加")
    owner.writes_to_bot("@zhou_helps")
    await telegram.advance(seconds=5)
    answer = owner.private.last
    assert answer.labels[0] == "✖️ 小周"
    await presses(telegram, owner, answer, "✖️ 小周")
    assert "✖️ 小周" not in answer.labels


async def test_noise(telegram: Emulator, community: Group, owner: Person):
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🔇 群里少打扰", "10 分钟", "✅ 同时只留一条欢迎")
    assert "✅ 10 分钟" in page.labels
    assert "同时只留一条欢迎" in page.labels


async def test_a_prompt_is_over_after_a_while_and_can_be_cancelled(
    telegram: Emulator, community: Group, owner: Person
):
    page = await menu(telegram, owner)
    await presses(telegram, owner, page, "🔑 打卡词", "➕ 添加", "✖️ 取消")
    owner.writes_to_bot("早安")
    await telegram.advance(seconds=5)
    await presses(telegram, owner, page, "➕ 添加")
    await telegram.advance(minutes=11)
    owner.writes_to_bot("午安")
    await telegram.advance(seconds=5)
    page = await menu(telegram, owner)
    assert "安" not in page.text.split("🔑")[1].split("\n")[0]


async def test_the_settings_are_the_owners(telegram: Emulator, community: Group, owner: Person):
    lin = telegram.person("小林")
    lin.joins(community)
    lin.presses_start()
    lin.writes_to_bot("/setup")
    await telegram.advance(seconds=5)
    assert "只有群主" in lin.private.last.text


@pytest.mark.parametrize("language", ["English", "中文"])
async def test_the_language_changes_what_is_said(
    telegram: Emulator, community: Group, owner: Person, language: str
):
    page = await menu(telegram, owner)
    label = "✅ 中文" if language == "中文" else language
    await presses(telegram, owner, page, "🌐 语言", label)
    wanted = "🌐 Language: English" if language == "English" else "🌐 语言：中文"
    assert wanted in page.text
    telegram.person("小林").joins(community)
    await telegram.advance(minutes=2)
    assert ("Welcome" in community.last.text) is (language == "English")


async def test_from_the_group_to_the_settings(telegram: Emulator, community: Group, owner: Person):
    owner.says(community, "/setup")
    await telegram.advance(seconds=10)
    owner.presses(community.last, "⚙️ 设置")
    await telegram.advance(seconds=5)
    assert owner.private.last.text.startswith("⚙️ 设置 · 早起写作营")


async def test_the_rights_say_what_does_not_work_without_them(
    telegram: Emulator, community: Group, owner: Person
):
    page = await menu(telegram, owner)
    owner.promotes_bot(community, can_delete_messages=False, can_manage_tags=False)
    await telegram.advance(seconds=5)
    await presses(telegram, owner, page, "🔎 检查我的权限")
    assert "大家发的命令会留着" in owner.private.last.text
    await presses(telegram, owner, page, "🔇 群里少打扰", "名字旁显示等级", "‹ 返回", "🔎 检查我的权限")
    assert "名字旁的等级显示不出来" in owner.private.last.text
    owner.promotes_bot(community, can_delete_messages=True, can_manage_tags=True)
    await telegram.advance(seconds=5)
    await presses(telegram, owner, page, "🔎 检查我的权限")
    assert "命令会和我的回复一起消失" in owner.private.last.text
    assert "显示不出来" not in owner.private.last.text
