"""Tags: by hand with a reason and an end, for many after a press, by rule, by an answer; why and since when."""

import pytest

from playground.emulator import Emulator, Message, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CITY = """
start: [{on: command, command: city}]
steps:
  - id: a
    do:
      - ask: {to: chat, question: 你在哪个城市？, save: city, kind: choice, choices: [上海, 北京, 别处], within: 1d,
              tag: {上海: city_sh, 北京: city_bj}, none: []}
"""
FAREWELL = """
start: [{on: tag_added, tag: drifting}]
steps:
  - id: a
    do: [{say: {to: chat, text: "好久不见 {{ member }}"}}]
"""


@pytest.fixture
async def office(stopped: Sopbot, telegram: Emulator, owner: Person) -> Office:
    await start_with(stopped, city=CITY, farewell=FAREWELL)
    return await open_office(telegram, owner)


@pytest.fixture(params=["zh", "en"])
async def in_either_language(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Office:
    await start_with(stopped, locale=request.param)
    return await open_office(telegram, owner, request.param)


async def member(office: Office, name: str, username: str) -> Person:
    person = office.telegram.person(name, username=username)
    person.joins(office.group)
    await office.passes(seconds=10)
    return person


async def says(office: Office, words: str) -> Message:
    office.zhou.says(office.chat, words)
    await office.passes(seconds=10)
    return office.chat.last


async def test_a_tag_by_hand_says_who_put_it_on_why_and_until_when(in_either_language: Office) -> None:
    office = in_either_language
    await member(office, "小林", "lin")
    await says(office, "/tag @lin vip 30d 付了全年")
    shown = await says(office, "/tag @lin")

    assert (
        office.words("vip · 小周 打的，今天 · 4月1日 到期", "vip · by 小周, today · until 1 April")
        in shown.text
    )
    assert "付了全年" in shown.text

    await office.passes(days=31)
    await says(office, "/tag @lin")
    office.zhou.presses(office.chat.last, office.words("🕘 历史", "🕘 History"))
    await office.passes(seconds=5)

    assert office.words("－ vip · 到期", "－ vip · time was up") in office.chat.last.text
    assert (
        office.words("＋ vip · 小周 打的 · 付了全年", "＋ vip · by 小周 · 付了全年") in office.chat.last.text
    )


async def test_what_was_tagged_by_mistake_is_taken_back_with_a_button(office: Office) -> None:
    await member(office, "小林", "lin")
    told = await says(office, "/tag @lin vip 30d 付了全年")
    await says(office, "/untag @lin vip")
    removed = office.chat.last
    assert "已去掉" in removed.text

    assert "变过了" in await office.presses(office.zhou, told, "↩️ 撤销")
    assert await office.presses(office.zhou, removed, "↩️ 撤销") == "已撤销。"
    assert "付了全年" in (await says(office, "/tag @lin")).text

    again = await says(office, "/tag @lin leader")
    await office.presses(office.zhou, again, "↩️ 撤销")
    assert "leader" not in (await says(office, "/tag @lin")).text


async def test_a_few_are_tagged_at_once(office: Office) -> None:
    for n in range(3):
        await member(office, f"成员{n}", f"m_{n}")
    told = await says(office, "/tag joined<7d -@m_2 early 三月第一批")

    assert "2 人" in told.text
    assert (await says(office, "/who tag:early")).text.count("💎") == 2
    assert "三月第一批" in (await says(office, "/tag @m_0")).text

    both = await says(office, "/untag @m_0 @m_1 early")
    assert "2 人" in both.text
    assert "没有符合的人" in (await says(office, "/who tag:early")).text


async def test_more_than_ten_are_shown_first_and_then_tagged_by_a_press(office: Office) -> None:
    for n in range(14):
        person = office.telegram.person(f"成员{n:02}", username=f"m_{n:02}")
        person.joins(office.group)
    await office.passes(seconds=20)
    await says(office, "/tag @m_00 early")
    preview = await says(office, "/tag 加入<7天 early")

    assert "14 人" in preview.text
    assert "1 人已经有这个标签" in preview.text
    assert "没有符合" not in (await says(office, "/who tag:early")).text
    assert (await says(office, "/who -tag:early")).text.splitlines()[0].startswith("👥 13 人")

    await office.presses(office.zhou, preview, "✅ 执行")
    await office.passes(seconds=30)
    assert "13" in preview.text
    assert "没有符合的人" in (await says(office, "/who -tag:early")).text

    await office.presses(office.zhou, preview, "↩️ 撤销")
    await office.passes(seconds=30)
    assert (await says(office, "/who tag:early")).text.splitlines()[0].startswith("👥 1 人")


async def test_the_library_tells_what_tags_mean_and_who_holds_them(office: Office) -> None:
    await member(office, "小林", "lin")
    await says(office, "/tag @lin vip")
    await says(office, "/tag @lin 上海")
    shown = await says(office, "/tags")

    assert "vip · 1 人 · 贵宾" in shown.text
    assert "night_owl · 0 人 · 夜猫子 · 按规则 · 成员可见" in shown.text
    assert "一周里有三个晚上在聊" in shown.text
    assert "上海 · 1" in shown.labels

    await office.presses(office.zhou, shown, "上海 · 1")
    assert "标签" not in office.chat.last.text
    assert "小林" in office.chat.last.text


async def test_three_nights_make_a_night_owl_and_two_weeks_later_it_is_over(office: Office) -> None:
    lin = await member(office, "小林", "lin")
    await office.passes(hours=14, minutes=30)
    for _ in range(3):
        lin.says(office.group, "还没睡")
        await office.passes(days=1)
    await office.passes(hours=9)

    shown = (await says(office, "/tag @lin")).text
    assert "night_owl · 规则 night_owl" in shown

    await office.passes(days=25)
    assert "night_owl" not in (await says(office, "/tag @lin")).text


async def test_fourteen_silent_days_are_drifting_until_they_speak(office: Office) -> None:
    lin = await member(office, "小林", "lin")
    await office.passes(days=13)
    assert "drifting" not in (await says(office, "/tag @lin")).text

    await office.passes(days=1)
    assert "drifting · 规则 drifting" in (await says(office, "/tag @lin")).text
    assert "好久不见 小林" in [message.text for message in office.group.from_bot]

    lin.says(office.group, "我回来了")
    await office.passes(seconds=5)
    assert "drifting" not in (await says(office, "/tag @lin")).text


async def test_what_a_person_takes_off_no_rule_puts_on_again_soon(office: Office) -> None:
    await member(office, "小林", "lin")
    await office.passes(days=15)
    await says(office, "/untag @lin drifting")
    await office.passes(days=3)
    assert "drifting" not in (await says(office, "/tag @lin")).text

    await office.passes(days=30)
    assert "drifting" in (await says(office, "/tag @lin")).text


async def test_an_answer_sets_a_tag(office: Office) -> None:
    lin = await member(office, "小林", "lin")
    lin.says(office.group, "/city")
    await office.passes(seconds=10)
    lin.presses(office.group.last, "上海")
    await office.passes(seconds=10)

    shown = (await says(office, "/tag @lin")).text
    assert "city_sh · city 打的" in shown


async def test_reserved_tags_and_nonsense_are_refused_kindly(office: Office) -> None:
    await member(office, "小林", "lin")

    assert "不能手动改" in (await says(office, "/tag @lin staff")).text
    assert "不是时长" in (await says(office, "/tag @lin vip 30x")).text
    assert "整数" in (await says(office, "/tag points>many vip")).text
    assert "/tag" in (await says(office, "/tag joined<7d")).text
