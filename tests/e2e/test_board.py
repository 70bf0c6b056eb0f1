"""The learners' board: who is behind, who was never spoken to; drafts, reminders, excuses, tags at a tap."""

import pytest

from playground.emulator import Emulator, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CAMP = """
title: 晨读营
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: morning
    title: 读十页
    each: {day: 1..9, at: "10:30"}
    do:
      - wait: {for: check_in, until: "22:00", none: []}
"""


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    """小林 checks in daily and was spoken with, 小陈 never does, 小吴 missed one day."""
    await start_with(stopped, camp=CAMP)
    office = await open_office(telegram, owner)
    lin, chen, wu = [await office.arrives(name, starts=name != "小吴") for name in ("小林", "小陈", "小吴")]
    hello = lin.says(office.group, "大家好")
    await office.passes(seconds=5)
    office.zhou.replies(hello, "欢迎")
    for day in range(3):
        await office.passes(hours=2)
        lin.says(office.group, "打卡")
        if day < 2:
            wu.says(office.group, "打卡")
        await office.passes(hours=22)
    office.learners = {"小林": lin, "小陈": chen, "小吴": wu}
    return office


async def opened(office: Office, typed: str = "/board") -> Message:
    office.zhou.says(office.chat, typed)
    await office.passes(seconds=5)
    return office.chat.last


async def of_chen(office: Office) -> Message:
    """The page of whoever needs attention most."""
    shown = await opened(office)
    await office.presses(office.zhou, shown, "1")
    return shown


async def test_who_needs_attention_comes_first(office: Office):
    shown = await opened(office)
    lines = [line for line in shown.text.splitlines() if line[:1].isdigit()]

    assert shown.text.startswith("👥 3 位学员")
    assert lines[0] == "1. 小陈 · 晨读营 第 4 天：读十页 · 打卡 0/3 · ⚠️ 落下 3 · 最近活跃 3月2日 · 还没人聊过"
    assert lines[1].startswith("2. 小吴 · 晨读营 第 4 天：读十页 · 打卡 2/3 · ⚠️ 落下 1 · 最近活跃 3月3日")
    assert lines[2].startswith("3. 小林")
    assert "落下" not in lines[2]
    assert "聊过" not in lines[2], "小周 answered 小林"
    assert shown.labels == ["1", "2", "3", "落下的 2", "没聊过的 2"]

    await office.presses(office.zhou, shown, "落下的 2")
    assert "小林" not in shown.text
    await office.presses(office.zhou, shown, "没聊过的 2")
    assert "小陈" in shown.text
    assert "小林" not in shown.text


async def test_it_is_about_whom_one_asks_for(office: Office):
    assert "3 位学员" in (await opened(office, "/board 晨读营")).text
    found = await opened(office, "/board points>1")
    assert "2 位学员" in found.text
    assert "小陈" not in found.text
    await office.presses(office.zhou, found, "落下的 1")
    assert "小吴" in found.text

    office.owner.says(office.chat, "/cohort new 一期 today")
    office.owner.says(office.chat, f"/cohort add 一期 {office.learners['小林'].id}")
    await office.passes(seconds=5)
    cohort = await opened(office, "/board cohort 一期")
    assert "1 位学员" in cohort.text
    assert "小林" in cohort.text
    assert "没有" in (await opened(office, "/board cohort 九期")).text


async def test_a_draft_is_changed_and_sent_as_the_bot(office: Office):
    page = await of_chen(office)
    assert page.labels == ["✏️ 起草", "🔔 提醒", "🌿 今天免打卡", "🏷 标签", "🔎 为什么", "📜 流程", "‹ 看板"]
    assert "可以私聊" in page.text
    await office.presses(office.zhou, page, "✏️ 起草")
    proposed = office.chat.last
    assert "小陈，好几天没见到你了" in proposed.text

    office.zhou.replies(proposed, "小陈，晨读的书还在读吗？<3")
    await office.passes(seconds=5)
    mine = office.chat.last
    assert "晨读的书还在读吗？<3" in mine.text
    assert await office.presses(office.zhou, mine, "由机器人发送") == "已发出。"

    chen = office.learners["小陈"]
    assert chen.inbox[-1].text == "小陈，晨读的书还在读吗？<3"
    assert "小周 已私聊发给 小陈" in mine.text
    assert mine.labels == []
    assert "没聊过的 1" in (await opened(office)).labels
    assert len([one for one in chen.inbox if "晨读的书" in one.text]) == 1


async def test_who_cannot_be_reached_is_spoken_to_in_the_group_only_after_a_second_press(office: Office):
    shown = await opened(office)
    await office.presses(office.zhou, shown, "2")
    await office.presses(office.zhou, shown, "✏️ 起草")
    draft = office.chat.last
    said_before = len(office.group.from_bot)
    await office.presses(office.zhou, draft, "由机器人发送")
    assert "要在 早起写作营 里 @ TA 说吗" in draft.text
    assert len(office.group.from_bot) == said_before

    await office.presses(office.zhou, draft, "‹ 返回")
    assert draft.labels == ["由机器人发送"]
    await office.presses(office.zhou, draft, "由机器人发送")
    await office.presses(office.zhou, draft, "在群里说")
    assert "落下一两天很正常" in office.group.last.text
    assert office.learners["小吴"].id in office.group.last.mentions


async def test_a_reminder_comes_once_a_day_with_the_button_that_checks_in(office: Office):
    page = await of_chen(office)
    assert await office.presses(office.zhou, page, "🔔 提醒") == "已发出。"
    chen = office.learners["小陈"]
    told = chen.inbox[-1]
    assert told.text == "小陈，今天还没打卡，点一下就好 🌱"
    assert "别再催" in await office.presses(office.zhou, page, "🔔 提醒")

    chen.presses(told, "打卡")
    await office.passes(days=1)
    chen.says(office.group, "打卡")
    await office.passes(seconds=5)
    assert "已经打过卡" in await office.presses(office.zhou, page, "🔔 提醒")


async def test_a_day_is_excused_and_the_excuse_taken_back(office: Office):
    page = await of_chen(office)
    await office.presses(office.zhou, page, "🌿 今天免打卡")
    answer = office.chat.last
    assert "小陈" in answer.text
    assert answer.labels == ["↩️ 撤销"]
    await office.presses(office.zhou, answer, "↩️ 撤销")
    assert "已撤销" in answer.text


async def test_tags_are_put_on_and_taken_off_with_a_press(office: Office):
    office.zhou.says(office.chat, f"/tag {office.learners['小林'].id} 夜猫子")
    await office.passes(seconds=5)
    page = await of_chen(office)
    await office.presses(office.zhou, page, "🏷 标签")
    assert page.labels == ["夜猫子", "‹ 返回"], "reserved tags are not offered"
    assert await office.presses(office.zhou, page, "夜猫子") == "已打上 夜猫子。"
    assert page.labels == ["✅ 夜猫子", "‹ 返回"]
    assert await office.presses(office.zhou, page, "✅ 夜猫子") == "已去掉 夜猫子。"
    await office.presses(office.zhou, page, "‹ 返回")
    await office.presses(office.zhou, page, "‹ 看板")
    assert page.text.startswith("👥 3 位学员")


async def test_from_the_private_chat_and_not_for_members(office: Office):
    office.owner.writes_to_bot("/board")
    office.learners["小林"].writes_to_bot("/board")
    await office.passes(seconds=5)

    assert "3 位学员" in office.owner.inbox[-1].text
    assert "只有群主和助教" in office.learners["小林"].inbox[-1].text


async def test_in_english_nobody_is_behind(stopped: Sopbot, telegram: Emulator, owner: Person):
    folder = stopped.folder / "none" / "en"
    folder.mkdir(parents=True)
    await stopped.start(sop_dir=folder.parent, locale="en")
    office = await open_office(telegram, owner, "en")
    shown = await opened(office)

    assert shown.text.startswith("👥 0 learners")
    assert "Nobody is in a script right now." in shown.text


async def test_a_command_in_reply_to_somebodys_page_is_about_them(office: Office):
    page = await of_chen(office)
    chen = office.learners["小陈"]
    office.zhou.replies(page, "/award 5 肯坚持")
    await office.passes(seconds=5)
    assert "+5" in office.chat.last.text
    assert chen.id in office.chat.last.mentions

    await office.presses(office.zhou, page, "🔎 为什么")
    assert "小陈：做了什么" in office.chat.last.text
    await office.presses(office.zhou, page, "📜 流程")
    runs = office.chat.last
    assert "晨读营 · 小陈" in runs.text
    await office.presses(office.zhou, runs, "晨读营")
    assert "⏹ 停止" in runs.labels

    await office.presses(office.zhou, page, "‹ 看板")
    office.zhou.replies(page, "/award 5 肯坚持")
    await office.passes(seconds=5)
    assert "+5" not in office.chat.last.text, "the board is about nobody in particular"
