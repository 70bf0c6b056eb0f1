"""The work sheet of each morning in the staff chat: what the day brings, who did what and how quickly."""

import pytest

from playground.emulator import Emulator, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CAMP = """
title: {zh: 晨读营, en: Morning reading}
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: hello
    at: start
    do:
      - task: {for: assistant, text: "给 {{ member }} 打个招呼", due: 22h}
  - id: morning
    title: {zh: 读十页, en: Ten pages}
    each: {day: 2..9, at: "10:30"}
    do:
      - say: {to: private, else: skip, text: 今天读十页}
      - wait: {for: check_in, until: "22:00", none: []}
"""


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    await start_with(stopped, camp=CAMP)
    return await open_office(telegram, owner)


async def test_each_morning_the_team_reads_what_the_day_brings(office: Office):
    lin, chen = [await office.arrives(name) for name in ("小林", "小陈")]
    first, second = office.said("打个招呼")
    await office.passes(minutes=20)
    await office.presses(office.zhou, first, "完成")
    await office.presses(office.li, second, "我来")
    await office.passes(hours=4)
    wu = await office.arrives("小吴")
    await office.passes(hours=19.8)

    (sheet,) = office.said("今日工作表")
    assert "3月3日 周二" in sheet.text
    assert "还有 2 件待办" in sheet.text
    assert "没人接的：今天到期 1" in sheet.text
    assert "小李：⚠️ 超时 1" in sheet.text
    assert {chen.id, wu.id} <= set(sheet.mentions)
    assert lin.id not in sheet.mentions, "小周 has spoken with 小林"
    assert "10:30 晨读营 · 读十页，3 人" in sheet.text
    assert "小周：完成 1 · 用时中位数 20 分钟" in sheet.text

    await office.passes(days=3)
    assert len(office.said("今日工作表")) == 4, "one a day"
    assert "落下的" in office.card("今日工作表").text
    assert "小林（3 次没打卡）" in office.card("今日工作表").text


async def test_it_comes_once_however_often_the_bot_is_started(office: Office, stopped: Sopbot):
    await office.passes(hours=23)
    await stopped.restart()
    await office.passes(hours=2)
    await stopped.restart()
    await office.passes(hours=5)

    assert len(office.said("今日工作表")) == 1


async def test_it_is_shown_when_asked_for_and_leads_to_the_list(office: Office):
    await office.arrives()
    office.zhou.says(office.chat, "/worksheet")
    await office.passes(seconds=5)
    sheet = office.card("今日工作表")
    await office.presses(office.zhou, sheet, "待办列表")

    assert "还有 1 件待办" in office.chat.last.text
    assert "今日工作表" in sheet.text, "the sheet stays"


async def test_the_owner_chooses_the_hour(office: Office):
    office.zhou.says(office.chat, "/worksheet 07:30")
    await office.passes(seconds=5)
    assert "只有群主" in office.chat.last.text

    office.owner.says(office.chat, "/worksheet 7点")
    await office.passes(seconds=5)
    assert "不是时间" in office.chat.last.text

    office.owner.writes_to_bot("/worksheet 7:30")
    await office.passes(seconds=5)
    assert "07:30" in office.owner.inbox[-1].text
    await office.passes(hours=22)
    assert office.said("今日工作表") == []
    await office.passes(hours=1)
    assert len(office.said("今日工作表")) == 1


async def test_another_hour_is_taken_back(office: Office):
    office.owner.says(office.chat, "/worksheet 7:30")
    await office.passes(seconds=5)
    await office.presses(office.owner, office.chat.last, "↩️ 撤销")
    assert "已撤销" in office.chat.last.text

    await office.passes(hours=22, minutes=40)
    assert office.said("今日工作表") == []
    await office.passes(hours=3)
    assert len(office.said("今日工作表")) == 1


async def test_in_english_and_without_a_staff_chat_it_comes_to_the_assistants(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    folder = stopped.folder / "none" / "en"
    folder.mkdir(parents=True)
    await stopped.start(sop_dir=folder.parent, locale="en")
    group = owner.creates_group("Early birds", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    jo = telegram.person("Jo")
    owner.says(group, "/staff Jo", mentions=[jo])
    jo.presses_start()
    await telegram.advance(days=1, minutes=1)

    (sheet,) = [message for message in jo.inbox if "Work sheet" in message.text]
    assert "3 March, Tuesday" in sheet.text
    assert "No open to-dos" in sheet.text
    assert sheet.labels == ["To-dos", "Board"]
    assert not any("Work sheet" in message.text for message in owner.inbox)
