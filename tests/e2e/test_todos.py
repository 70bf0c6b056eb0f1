"""To-dos and gates: the card where staff is, its buttons, the list, handing over, and what comes too late."""

import pytest

from playground.emulator import Emulator, Group, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

BUTTONS = ["完成", "联系不上", "我来", "转交", "稍后", "备注"]
TAKEN = ["完成", "联系不上", "放回", "转交", "稍后", "备注"]

CARE = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: call
    at: start
    do:
      - task: {for: assistant, text: "给 {{ member }} 打个招呼：<b>最近怎么样？</b>", due: 24h,
               escalate: owner, wait: true, could_not: [{tag: silent}]}
      - tag: called
"""

GATE = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: core
    at: start
    do:
      - approve: {text: "让 {{ member }} 进核心群？", within: 24h, yes: [{tag: core}], no: [{tag: later}],
                  expired: [{tag: unseen}]}
"""

OWNERS_GATE = GATE.replace("within: 24h", "by: owner, within: 24h")


async def staffed(telegram: Emulator, sopbot: Sopbot, owner: Person) -> tuple[Group, Group, Person, Person]:
    """A community with a staff chat and two assistants in it."""
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    office = owner.creates_group("工作群", supergroup=True)
    owner.adds_bot(office)
    await telegram.advance(seconds=5)
    owner.says(office, "/bind staff")
    helpers = []
    for name in ("小周", "小李"):
        helper = telegram.person(name)
        helper.joins(office)
        await telegram.advance(seconds=5)
        owner.says(office, f"/staff {name}", mentions=[helper])
        helpers.append(helper)
    await telegram.advance(seconds=10)
    return group, office, helpers[0], helpers[1]


async def arrives(telegram: Emulator, group: Group, name: str = "小林") -> Person:
    person = telegram.person(name)
    person.joins(group)
    await telegram.advance(seconds=10)
    return person


def card(office: Group, words: str) -> Message:
    """The newest message of the staff chat with these words."""
    return next(message for message in reversed(office.from_bot) if words in message.text)


async def tags_of(telegram: Emulator, office: Group, zhou: Person, member: Person) -> str:
    zhou.says(office, f"/tag {member.id}")
    await telegram.advance(seconds=5)
    return office.last.text


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> tuple[Group, Group, Person, Person]:
    """With the script that asks for a call."""
    await start_with(stopped, care=CARE)
    return await staffed(telegram, stopped, owner)


async def test_a_to_do_is_closed_by_a_press(telegram: Emulator, office: tuple[Group, Group, Person, Person]):
    group, staff_chat, zhou, li = office
    lin = await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    assert shown.labels == BUTTONS
    assert "请在 明天" in shown.text
    assert not any("打个招呼" in message.text for message in group.from_bot)

    first = zhou.presses(shown, "完成")
    second = li.presses(shown, "完成")
    await telegram.advance(seconds=10)

    assert first.answer == "已记为完成，辛苦了！"
    assert second.answer == "小周 已经完成了这一条。"
    assert shown.labels == []
    assert "小周 已完成" in shown.text
    assert "called" in await tags_of(telegram, staff_chat, zhou, lin)


async def test_who_could_not_be_reached_goes_another_way(
    telegram: Emulator, office: tuple[Group, Group, Person, Person]
):
    group, staff_chat, zhou, _ = office
    lin = await arrives(telegram, group)
    zhou.presses(card(staff_chat, "打个招呼"), "联系不上")
    await telegram.advance(seconds=10)

    held = await tags_of(telegram, staff_chat, zhou, lin)
    assert "silent" in held
    assert "called" not in held


async def test_a_to_do_is_handed_over(telegram: Emulator, office: tuple[Group, Group, Person, Person]):
    group, staff_chat, zhou, li = office
    await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    zhou.presses(shown, "转交")
    await telegram.advance(seconds=5)
    assert "小李" in shown.labels
    assert "小周" not in shown.labels

    zhou.presses(shown, "‹ 返回")
    await telegram.advance(seconds=5)
    assert shown.labels == BUTTONS

    zhou.presses(shown, "转交")
    await telegram.advance(seconds=5)
    pressed = zhou.presses(shown, "小李")
    await telegram.advance(seconds=10)

    assert pressed.answer == "已转交给 小李。"
    assert "小李 在跟进" in shown.text
    told = card(staff_chat, "小周 把这件事转交给你")
    assert li.id in told.mentions

    li.presses(told, "完成")
    await telegram.advance(seconds=10)
    assert "小李 已完成" in shown.text
    assert "小李 已完成" in told.text


async def test_the_list_is_worked_through(telegram: Emulator, office: tuple[Group, Group, Person, Person]):
    group, staff_chat, zhou, _ = office
    for name in ("小林", "小陈", "小吴"):
        await arrives(telegram, group, name)
    zhou.says(staff_chat, "/todo")
    await telegram.advance(seconds=5)
    listed = card(staff_chat, "还有 3 件待办")
    assert "给 小林 打个招呼：最近怎么样？" in listed.text

    zhou.presses(listed, "2 完成")
    await telegram.advance(seconds=10)
    assert "还有 2 件待办" in listed.text
    assert "小陈" not in listed.text
    zhou.presses(listed, "1 完成")
    await telegram.advance(seconds=5)
    zhou.presses(listed, "1 联系不上")
    await telegram.advance(seconds=10)
    assert "都处理完了" in listed.text
    assert listed.labels == []


async def test_the_owner_is_told_of_what_is_overdue(
    telegram: Emulator, office: tuple[Group, Group, Person, Person], owner: Person
):
    group, staff_chat, _, _ = office
    await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    await telegram.advance(hours=25)
    told = next(message for message in owner.inbox if "打个招呼" in message.text)
    owner.presses(told, "完成")
    await telegram.advance(seconds=10)

    assert "群主 已完成" in shown.text
    assert "群主 已完成" in told.text


async def test_no_card_stays_pressable_once_another_card_of_the_to_do_was_pressed(
    telegram: Emulator, office: tuple[Group, Group, Person, Person], owner: Person
):
    group, staff_chat, zhou, li = office
    li.presses_start()
    await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    zhou.presses(shown, "转交")
    await telegram.advance(seconds=5)
    zhou.presses(shown, "小李")
    await telegram.advance(hours=25)
    handed, overdue = [next(m for m in who.inbox if "打个招呼" in m.text) for who in (li, owner)]
    assert handed.labels == overdue.labels == TAKEN

    zhou.presses(shown, "完成")
    await telegram.advance(seconds=10)

    assert [message.labels for message in (shown, handed, overdue)] == [[], [], []]
    assert all("小周 已完成" in message.text for message in (handed, overdue))


async def test_many_overdue_at_once_are_one_message_to_the_owner(
    telegram: Emulator, office: tuple[Group, Group, Person, Person], owner: Person
):
    for name in ("小林", "小陈", "小吴", "小何"):
        telegram.person(name).joins(office[0])
    await telegram.advance(hours=25)

    (told,) = [message for message in owner.inbox if "⏰" in message.text]
    assert "有 4 件待办超时了" in told.text
    assert "/todo" in told.text


async def test_members_can_neither_list_nor_press(
    telegram: Emulator, office: tuple[Group, Group, Person, Person]
):
    group, staff_chat, zhou, _ = office
    lin = await arrives(telegram, group)
    lin.joins(staff_chat)
    shown = card(staff_chat, "打个招呼")
    pressed = lin.presses(shown, "完成")
    lin.says(group, "/todo")
    await telegram.advance(seconds=10)

    assert pressed.alert
    assert "只有群主和助教" in (pressed.answer or "")
    assert "只有群主和助教" in group.last.text
    assert shown.labels == BUTTONS

    zhou.joins(group)
    zhou.says(group, "/todo")
    await telegram.advance(seconds=10)
    assert "打个招呼" not in group.last.text


async def test_a_gate_is_decided_once(stopped: Sopbot, telegram: Emulator, owner: Person):
    await start_with(stopped, gate=GATE)
    group, staff_chat, zhou, li = await staffed(telegram, stopped, owner)
    lin = await arrives(telegram, group)
    shown = card(staff_chat, "进核心群")
    assert shown.labels == ["同意", "不同意"]

    first = zhou.presses(shown, "同意")
    second = li.presses(shown, "不同意")
    await telegram.advance(seconds=10)

    assert first.answer == "已同意。"
    assert second.answer == "小周 已经同意过了。"
    assert shown.labels == []
    held = await tags_of(telegram, staff_chat, zhou, lin)
    assert "core" in held
    assert "later" not in held


async def test_a_gate_expires_and_says_so(stopped: Sopbot, telegram: Emulator, owner: Person):
    await start_with(stopped, gate=GATE)
    group, staff_chat, zhou, _ = await staffed(telegram, stopped, owner)
    lin = await arrives(telegram, group)
    shown = card(staff_chat, "进核心群")
    await telegram.advance(hours=25)

    assert shown.labels == []
    assert "已过期" in shown.text
    assert "unseen" in await tags_of(telegram, staff_chat, zhou, lin)


async def test_an_owners_gate_is_not_for_assistants(stopped: Sopbot, telegram: Emulator, owner: Person):
    await start_with(stopped, gate=OWNERS_GATE)
    group, staff_chat, zhou, _ = await staffed(telegram, stopped, owner)
    await arrives(telegram, group)
    shown = card(staff_chat, "进核心群")
    denied = zhou.presses(shown, "同意")
    await telegram.advance(seconds=5)
    assert denied.alert
    assert shown.labels == ["同意", "不同意"]

    owner.presses(shown, "同意")
    await telegram.advance(seconds=10)
    assert "群主 已同意" in shown.text


async def test_without_a_staff_chat_every_assistant_sees_how_it_ended(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, care=CARE)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    helpers = []
    for name in ("小周", "小李"):
        helper = telegram.person(name)
        owner.says(group, f"/staff {name}", mentions=[helper])
        helper.presses_start()
        helpers.append(helper)
    await telegram.advance(seconds=10)
    zhou, li = helpers
    await arrives(telegram, group)
    theirs = [next(m for m in reversed(helper.inbox) if "打个招呼" in m.text) for helper in helpers]
    zhou.presses(theirs[0], "完成")
    await telegram.advance(seconds=10)

    assert [message.labels for message in theirs] == [[], []]
    assert "小周 已完成" in theirs[1].text
    assert li.private.last.text == theirs[1].text


PLAIN = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: hello
    at: start
    do:
      - task: {for: assistant, text: "给 {{ member }} 打个招呼", words: "{{ name }}，还习惯吗？", due: 24h,
               escalate: owner}
"""


@pytest.fixture
async def desk(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    """With a script that goes on whatever becomes of its to-do."""
    await start_with(stopped, plain=PLAIN)
    return await open_office(telegram, owner)


async def test_what_was_closed_by_mistake_is_opened_again(desk: Office):
    await desk.arrives()
    shown = desk.card("打个招呼")
    await desk.presses(desk.zhou, shown, "联系不上")
    assert shown.labels == ["↩️ 撤销"]
    assert "只有操作者本人或群主" in await desk.presses(desk.li, shown, "↩️ 撤销")

    await desk.presses(desk.zhou, shown, "↩️ 撤销")
    assert shown.labels == BUTTONS
    await desk.presses(desk.zhou, shown, "完成")
    await desk.presses(desk.owner, shown, "↩️ 撤销")
    assert shown.labels == BUTTONS


async def test_a_to_do_that_a_script_waits_for_cannot_be_opened_again(
    telegram: Emulator, office: tuple[Group, Group, Person, Person]
):
    group, staff_chat, zhou, _ = office
    await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    zhou.presses(shown, "完成")
    await telegram.advance(seconds=5)

    assert "↩️ 撤销" not in shown.labels


async def test_a_script_gives_the_words_to_use(desk: Office):
    await desk.arrives()

    assert "可以这样说（点一下复制）：\n小林，还习惯吗？" in desk.card("打个招呼").text


async def test_somebody_takes_it_on_and_puts_it_back(desk: Office):
    await desk.arrives()
    shown = desk.card("打个招呼")
    assert await desk.presses(desk.zhou, shown, "我来") == "归你了，辛苦！"
    assert "小周 在跟进" in shown.text
    assert shown.labels == TAKEN

    await desk.presses(desk.zhou, shown, "放回")
    assert "在跟进" not in shown.text
    assert shown.labels == BUTTONS


async def test_later_brings_it_back_at_the_hour_to_whoever_is_on_it(desk: Office):
    desk.li.presses_start()
    await desk.arrives()
    shown = desk.card("打个招呼")
    await desk.presses(desk.li, shown, "我来")
    await desk.presses(desk.li, shown, "稍后")
    assert shown.labels == ["一小时后", "今晚 20:00", "明天 9:00", "‹ 返回"]
    assert "今天 20:00" in await desk.presses(desk.li, shown, "今晚 20:00")
    assert "💤 今天 20:00 再提醒" in shown.text

    desk.zhou.says(desk.chat, "/todo")
    await desk.passes(seconds=5)
    listed = desk.chat.last
    assert "目前没有待办" in listed.text
    assert "另有 1 件稍后处理" in listed.text
    await desk.presses(desk.zhou, listed, "稍后处理的")
    assert "💤 今天 20:00 再提醒" in listed.text

    await desk.passes(hours=11)
    assert "打个招呼" in desk.li.inbox[-1].text
    assert desk.li.inbox[-1].labels == TAKEN

    await desk.presses(desk.li, shown, "稍后")
    await desk.presses(desk.li, shown, "一小时后")
    await desk.presses(desk.li, shown, "取消稍后")
    assert shown.labels == TAKEN


async def test_notes_are_written_as_replies_and_stay_on_the_card(desk: Office):
    await desk.arrives()
    shown = desk.card("打个招呼")
    desk.zhou.replies(shown, "打过一次电话 <没接>")
    await desk.passes(seconds=5)
    assert "📝 打过一次电话 <没接>（小周，今天 09:00）" in shown.text

    await desk.presses(desk.li, shown, "备注")
    question = desk.chat.last
    assert "写下关于 小林 的备注" in question.text
    said = desk.li.replies(question, "晚上再试")
    await desk.passes(seconds=5)
    assert "📝 晚上再试（小李" in shown.text
    assert list(said.reactions) == ["👍"]

    desk.li.replies(question, "字" * 501)
    await desk.passes(seconds=5)
    assert "500 字以内" in desk.chat.last.text


async def test_notes_from_the_private_chat(desk: Office):
    await desk.arrives()
    await desk.passes(hours=25)
    told = next(message for message in desk.owner.inbox if "打个招呼" in message.text)
    desk.owner.writes_to_bot("我来联系", reply_to=told)
    await desk.passes(seconds=5)

    assert "已记到卡片上" in desk.owner.inbox[-1].text
    assert "📝 我来联系（群主" in desk.card("打个招呼").text


async def test_the_list_by_person_and_in_pages(desk: Office):
    for number in range(10):
        desk.telegram.person(f"新人{number}").joins(desk.group)
    await desk.passes(seconds=30)
    await desk.presses(desk.li, desk.said("打个招呼")[0], "我来")
    desk.zhou.says(desk.chat, "/todo")
    await desk.passes(seconds=5)
    listed = desk.chat.last
    assert "还有 10 件待办 · 1/2" in listed.text
    await desk.presses(desk.zhou, listed, "›")
    assert "还有 10 件待办 · 2/2" in listed.text
    await desk.presses(desk.zhou, listed, "2 完成")
    assert "还有 9 件待办 · 2/2" in listed.text, "the page stays"
    await desk.presses(desk.zhou, listed, "没人接的")
    assert "8 件待办还没人接" in listed.text

    desk.owner.writes_to_bot(f"/todo {desk.li.id}")
    await desk.passes(seconds=5)
    theirs = desk.owner.inbox[-1]
    assert "小李 手上还有 1 件待办" in theirs.text
    await desk.presses(desk.owner, theirs, "1 更多")
    assert desk.owner.inbox[-1].labels == TAKEN

    desk.zhou.says(desk.chat, "/todo 随便")
    await desk.passes(seconds=5)
    assert "/todo" in desk.chat.last.text


async def test_a_command_below_a_card_is_about_the_person_on_it(
    telegram: Emulator, office: tuple[Group, Group, Person, Person], owner: Person
):
    group, staff_chat, zhou, li = office
    li.presses_start()
    lin = await arrives(telegram, group)
    shown = card(staff_chat, "打个招呼")
    zhou.replies(shown, "/award 5 介绍得好")
    await telegram.advance(seconds=5)
    assert "+5" in staff_chat.last.text
    assert lin.id in staff_chat.last.mentions

    zhou.presses(shown, "转交")
    await telegram.advance(seconds=5)
    zhou.presses(shown, "小李")
    await telegram.advance(seconds=5)
    li.replies(next(m for m in li.inbox if "打个招呼" in m.text), "/tag vip")
    await telegram.advance(seconds=5)
    assert "vip" in li.private.last.text
    assert lin.id in li.private.last.mentions
