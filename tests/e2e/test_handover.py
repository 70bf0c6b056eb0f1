"""The end of a shift: what one holds and did, all of it to a colleague or to anyone, and that taken back."""

import pytest

from playground.emulator import Emulator, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CARE = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: hello
    at: start
    do:
      - task: {for: assistant, text: "给 {{ member }} 打个招呼", due: 24h}
"""


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    """小周 has three to-dos, has done one of them and noted something on another."""
    await start_with(stopped, care=CARE)
    office = await open_office(telegram, owner)
    for name in ("小林", "小陈", "小吴"):
        await office.arrives(name)
    cards = office.said("打个招呼")
    for card in cards:
        await office.presses(office.zhou, card, "我来")
    await office.passes(minutes=30)
    await office.presses(office.zhou, cards[0], "完成")
    office.zhou.replies(cards[1], "明天下午再找 TA")
    await office.passes(seconds=5)
    return office


async def asked(office: Office) -> Message:
    office.zhou.says(office.chat, "/handover")
    await office.passes(seconds=5)
    return office.chat.last


async def test_the_shift_is_shown_and_all_of_it_handed_to_a_colleague(office: Office):
    shown = await asked(office)
    assert shown.text.startswith("🤝 交班 · 小周")
    assert "手上还有 2 件" in shown.text
    assert "小周：完成 1 · 用时中位数 31 分钟" in shown.text
    assert "小陈：明天下午再找 TA" in shown.text
    assert shown.labels == ["全部放回", "全部交给…", "1 转交", "2 转交"]

    await office.presses(office.zhou, shown, "全部交给…")
    assert "小李" in shown.labels
    assert await office.presses(office.li, shown, "小李") == "这是别人的交班，你的用 /handover 看。"
    await office.presses(office.zhou, shown, "小李")
    assert "小周 下班了，把 2 件待办交给 小李" in shown.text
    assert office.li.id in shown.mentions
    assert "小李 在跟进" in office.card("小吴").text or "小李 在跟进" in office.said("打个招呼")[2].text

    office.li.says(office.chat, "/todo mine")
    await office.passes(seconds=5)
    assert "小李 手上还有 2 件待办" in office.chat.last.text


async def test_it_is_taken_back_but_for_what_was_done_meanwhile(office: Office):
    shown = await asked(office)
    await office.presses(office.zhou, shown, "全部交给…")
    await office.presses(office.zhou, shown, "小李")
    await office.presses(office.li, office.said("打个招呼")[1], "完成")
    await office.presses(office.zhou, shown, "↩️ 撤销")

    assert "已撤销" in shown.text
    office.zhou.says(office.chat, "/todo 我的")
    await office.passes(seconds=5)
    assert "小周 手上还有 1 件待办" in office.chat.last.text


async def test_one_by_one_and_the_rest_to_anyone(office: Office):
    shown = await asked(office)
    await office.presses(office.zhou, shown, "1 转交")
    await office.presses(office.zhou, office.chat.last, "小李")
    again = await asked(office)
    assert "手上还有 1 件" in again.text
    await office.presses(office.zhou, again, "全部放回")
    assert "1 件待办谁都可以接" in again.text
    office.zhou.says(office.chat, "/todo free")
    await office.passes(seconds=5)
    assert "1 件待办还没人接" in office.chat.last.text


async def test_from_the_private_chat_the_team_reads_the_summary(office: Office):
    office.zhou.presses_start()
    await office.passes(seconds=5)
    office.zhou.writes_to_bot("/handover")
    await office.passes(seconds=5)
    await office.presses(office.zhou, office.zhou.inbox[-1], "全部放回")

    assert "小周 下班了，2 件待办谁都可以接" in office.chat.last.text
    office.zhou.writes_to_bot("/handover")
    await office.passes(seconds=5)
    assert "手上没有待办" in office.zhou.inbox[-1].text
    await office.presses(office.zhou, office.zhou.inbox[-1], "把小结发给大家")
    assert "小周 下班了，手上没有待办" in office.chat.last.text
