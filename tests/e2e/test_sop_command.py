"""`/sop`: assistants see and steer the scripts, for a member, a cohort or the group."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e import asking
from tests.e2e.asking import ask
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

GUIDE = """
title: 七日引导
start: [{on: command, command: guide}]
again: always
steps:
  - id: hello
    title: 问好
    at: start
    do:
      - say: {to: chat, text: "{{ members }} 你好", merge: 60s}
      - wait: 2h
      - say: {to: chat, text: "{{ member }} 两小时到了"}
  - id: bonus
    at: day 2 09:00
    do:
      - award: {points: 5, reason: 坚持}
"""

NEWS = """
title: 群通知
for: chat
start: [{on: command, command: news}]
steps:
  - id: tell
    at: start
    do:
      - say: {to: chat, text: "今天有课"}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """A script for members and one for the group; both start by hand only."""
    return await start_with(stopped, guide=GUIDE, news=NEWS)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A member."""
    return await asking.member(telegram, community)


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant, with the private chat open."""
    return await asking.assistant(telegram, community, owner)


async def press(telegram: Emulator, zhou: Person, label: str) -> str:
    """What the latest private message says after its button was pressed."""
    zhou.presses(zhou.private.last, label)
    await telegram.advance(seconds=5)
    return zhou.private.last.text


def said(group: Group, text: str) -> int:
    return sum(text in message.text for message in group.from_bot)


async def test_the_list_shows_every_script(telegram: Emulator, zhou: Person, lin: Person):
    listed = await ask(telegram, zhou, "/sop")

    assert "guide 七日引导" in listed
    assert "news 群通知 · 面向群" in listed


async def test_a_script_is_started_watched_and_stopped(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    assert await ask(telegram, zhou, "/sop start guide @lin") == "▶️ 小林 的「七日引导」开始了。"
    await telegram.advance(minutes=2)
    assert said(community, "小林 你好") == 1

    status = await ask(telegram, zhou, "/sop status @lin")
    assert "七日引导 · 小林 · 第 1 天" in status
    assert "今天 11:00 继续" in status
    assert "明天 09:00 开始" in status
    assert "小林" in await ask(telegram, zhou, "/sop status guide")

    assert "小林 的「七日引导」已经在进行" in await ask(telegram, zhou, "/sop start guide @lin")

    assert await ask(telegram, zhou, "/sop stop guide @lin") == "⏹ 小林 的「七日引导」已停止。"
    await telegram.advance(hours=3)
    assert said(community, "两小时到了") == 0
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @lin")
    assert "没有进行中" in await ask(telegram, zhou, "/sop stop guide @lin")


async def test_a_run_stands_still_and_goes_on_where_it_stopped(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/sop start guide @lin")
    assert "先停在这里" in await ask(telegram, zhou, "/sop pause guide @lin")
    await telegram.advance(hours=5)
    assert said(community, "两小时到了") == 0

    assert "继续" in await ask(telegram, zhou, "/sop resume guide @lin")
    await telegram.advance(hours=2)
    assert said(community, "两小时到了") == 1


async def test_a_paused_script_starts_nothing_new(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    assert "已暂停" in await ask(telegram, zhou, "/sop pause guide")
    assert "已暂停" in await ask(telegram, zhou, "/sop start guide @lin")
    assert "恢复了" in await ask(telegram, zhou, "/sop resume guide")
    assert "开始了" in await ask(telegram, zhou, "/sop start guide @lin")


async def test_a_wait_is_skipped_and_a_step_is_run_now(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/sop start guide @lin")
    assert "hello/2" in await ask(telegram, zhou, "/sop skip guide @lin")
    assert "跳过了 hello/2" in await ask(telegram, zhou, "/sop skip guide @lin hello/2")
    assert said(community, "两小时到了") == 1

    assert "执行" in await ask(telegram, zhou, "/sop step guide bonus @lin")
    traced = await ask(telegram, zhou, "/sop trace @lin guide")
    assert "积分 5" in traced
    lines = traced.splitlines()
    assert lines[0].endswith("七日引导: 小周 手动开始")
    assert any("七日引导 hello/2: 等到 今天 11:00" in line for line in lines)
    assert any(line.endswith("小周 手动跳过") for line in lines)


async def test_a_reply_names_the_member(telegram: Emulator, community: Group, zhou: Person, lin: Person):
    zhou.replies(lin.says(community, "我准备好了"), "/sop start guide")
    await telegram.advance(seconds=5)

    assert "小林 的「七日引导」开始了" in "".join(message.text for message in community.from_bot)


async def test_a_script_for_the_group_starts_here(telegram: Emulator, community: Group, zhou: Person):
    zhou.says(community, "/sop start news here")
    await telegram.advance(minutes=1)

    assert said(community, "今天有课") == 1
    assert "群里" in await ask(telegram, zhou, "/sop start news here")


async def test_a_script_starts_for_a_whole_cohort(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/cohort new 第3期 今天")
    await ask(telegram, zhou, "/cohort add 第3期 @lin")
    assert "完成 1 人" in await ask(telegram, zhou, "/sop start guide cohort 第3期")
    await telegram.advance(minutes=2)

    assert said(community, "小林 你好") == 1


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/sop start gide @lin", "是不是 guide"),
        ("/sop start guide", "@用户名"),
        ("/sop start guide @nobody", "@nobody"),
        ("/sop start guide 积分>", "积分"),
        ("/sop start news @lin", "here"),
        ("/sop start guide cohort 第9期", "第9期"),
        ("/sop step guide bonsu @lin", "没有进行中"),
        ("/sop fly", "/sop start 流程 @成员"),
        ("/sop trace guide", "回复"),
    ],
)
async def test_bad_input_gets_a_clear_answer(
    telegram: Emulator, zhou: Person, lin: Person, typed: str, answer: str
):
    assert answer in await ask(telegram, zhou, typed)


async def test_an_unknown_step_says_which_was_meant(telegram: Emulator, zhou: Person, lin: Person):
    await ask(telegram, zhou, "/sop start guide @lin")

    assert "是不是 bonus" in await ask(telegram, zhou, "/sop step guide bonsu @lin")


async def test_reload_tells_what_changed_and_what_is_wrong(
    sopbot: Sopbot, telegram: Emulator, zhou: Person, lin: Person
):
    folder = sopbot.folder / "own_scripts" / "zh"
    (folder / "extra.yaml").write_text(f"sop: extra\n{NEWS}", "utf-8")
    (folder / "news.yaml").write_text("sop: news\nfor: chat\nsteps: 3\n", "utf-8")
    answer = await ask(telegram, zhou, "/sop reload")

    assert "新增：extra" in answer
    assert "zh/news.yaml:" in answer
    assert "news 群通知" in await ask(telegram, zhou, "/sop list")


async def test_a_members_own_command_is_answered_even_when_it_starts_nothing(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    lin.says(community, "/guide")
    await telegram.advance(minutes=2)
    lin.says(community, "/guide")
    await telegram.advance(seconds=5)
    assert "「七日引导」已经在进行啦" in community.last.text
    assert community.last.only_for is lin

    await ask(telegram, zhou, "/sop pause guide")
    await ask(telegram, zhou, "/sop stop guide @lin")
    lin.presses_start()
    await telegram.advance(seconds=5)
    lin.writes_to_bot("/guide")
    await telegram.advance(seconds=5)
    assert "「七日引导」这会儿在休整" in lin.private.last.text


async def test_by_buttons_a_script_is_paused_frozen_and_taken_back(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/sop start guide @lin")
    await ask(telegram, zhou, "/sop")
    assert await press(telegram, zhou, "七日引导") == ("📜 七日引导\nguide · 开启\n进行中 1\n· 问好：1")
    await press(telegram, zhou, "❄️ 冻结")
    assert "✅ 1 个" in zhou.private.last.text
    assert "已冻结" in await ask(telegram, zhou, "/sop list")
    await telegram.advance(hours=5)
    assert said(community, "两小时到了") == 0

    await ask(telegram, zhou, "/sop")
    await press(telegram, zhou, "七日引导")
    await press(telegram, zhou, "▶️ 开启")
    await telegram.advance(hours=2)
    assert said(community, "两小时到了") == 1


async def test_by_buttons_one_run_is_paused_stepped_traced_stopped_and_begun_again(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/sop start guide @lin")
    await ask(telegram, zhou, "/sop")
    await press(telegram, zhou, "七日引导")
    await press(telegram, zhou, "👥 谁在进行")
    assert "七日引导 · 小林 · 第 1 天" in await press(telegram, zhou, "小林")
    assert "先停在这里" in await press(telegram, zhou, "⏸ 暂停")
    assert "继续" in await press(telegram, zhou, "▶️ 继续")
    assert "跳过了 hello/2" in await press(telegram, zhou, "⏭ 跳过：问好")
    assert said(community, "两小时到了") == 1
    await press(telegram, zhou, "▶️ 立即执行一步……")
    assert "执行" in await press(telegram, zhou, "bonus")
    page = zhou.private.last
    await press(telegram, zhou, "🔎 为什么")
    assert "积分 5" in zhou.private.last.text

    zhou.presses(page, "⏹ 停止")
    await telegram.advance(seconds=5)
    zhou.presses(page, "⏹ 确定停止")
    await telegram.advance(seconds=5)
    assert "已停止" in page.text
    zhou.presses(page, "🔁 从头再来一次")
    await telegram.advance(seconds=5)
    assert "七日引导 · 小林 · 第 1 天" in page.text


async def test_a_start_is_taken_back(telegram: Emulator, community: Group, zhou: Person, lin: Person):
    await ask(telegram, zhou, "/sop start guide @lin")
    await press(telegram, zhou, "↩️ 撤销")
    assert "已撤销" in zhou.private.last.text
    assert "已经发出的话收不回来" in zhou.private.last.text
    assert "没有进行中" in await ask(telegram, zhou, "/sop status @lin")


async def test_a_cohort_and_the_group_are_started_for_by_button(
    telegram: Emulator, community: Group, zhou: Person, lin: Person
):
    await ask(telegram, zhou, "/cohort new 第3期 今天")
    await ask(telegram, zhou, "/cohort add 第3期 @lin")
    await ask(telegram, zhou, "/sop")
    await press(telegram, zhou, "七日引导")
    await press(telegram, zhou, "▶️ 开始……")
    assert "完成 1 人" in await press(telegram, zhou, "第3期")
    await ask(telegram, zhou, "/sop")
    await press(telegram, zhou, "群通知")
    await press(telegram, zhou, "▶️ 开始……")
    assert "「群通知」开始了" in await press(telegram, zhou, "早起写作营")
    await telegram.advance(minutes=1)
    assert said(community, "今天有课") == 1


async def test_in_private_the_community_is_chosen_once(
    sopbot: Sopbot, telegram: Emulator, community: Group, owner: Person, lin: Person
):
    other = owner.creates_group("读书会", supergroup=True)
    owner.adds_bot(other, admin=True)
    await telegram.advance(seconds=5)
    owner.presses(other.last, "一个独立的新社群")
    await telegram.advance(seconds=5)
    owner.writes_to_bot("/sop")
    await telegram.advance(seconds=5)
    assert "早起写作营" in owner.private.last.labels
    assert "guide 七日引导" in await press(telegram, owner, "早起写作营")
    assert "「七日引导」开始了" in await ask(telegram, owner, "/sop start guide @lin"), "it isn't asked again"
