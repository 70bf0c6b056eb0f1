"""To-dos that no script orders: nobody spoke with a newcomer, nobody answered them, a long streak broke."""

import pytest

from playground.emulator import Emulator, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CONTACT = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: contact
    at: day 2 10:00
    do:
      - task: {for: assistant, text: "和 {{ member }} 聊两句", due: 10h}
"""

HELLO = ("还没有人和 TA 说过话", "nobody has spoken with them yet")
ANSWER = ("还没有人接", "nobody has answered")
STREAK = ("连续打卡 7 天", "7 days in a row")


@pytest.fixture(params=["zh", "en"])
async def office(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Office:
    """Without any script, in both languages."""
    folder = stopped.folder / "none" / request.param
    folder.mkdir(parents=True)
    await stopped.start(sop_dir=folder.parent, locale=request.param)
    return await open_office(telegram, owner, request.param)


async def test_the_team_is_asked_on_day_2_to_talk_with_whom_nobody_has_spoken(office: Office):
    lin = await office.arrives("小林")
    chen = await office.arrives("小陈")
    said = chen.says(office.group, "大家好呀")
    await office.passes(seconds=5)
    office.zhou.replies(said, "欢迎欢迎")
    await office.passes(hours=26.5)

    (card,) = office.said(office.words(*HELLO))
    assert lin.id in card.mentions
    assert office.words("可以这样说", "You could say") in card.text
    assert office.words("小林，欢迎你来", "Hi 小林, good to have you here") in card.text
    assert office.words("新人 · 昨天 加入", "new here · joined yesterday") in card.text
    assert office.words("没开私聊", "hasn't opened the private chat") in card.text
    assert office.words("超时会告诉群主", "then the owner hears of it") in card.text

    await office.passes(days=4)
    assert len(office.said(office.words(*HELLO))) == 1, "it is asked once"


async def test_a_script_that_sees_to_newcomers_is_enough(stopped: Sopbot, telegram: Emulator, owner: Person):
    await start_with(stopped, contact=CONTACT)
    office = await open_office(telegram, owner)
    await office.arrives()
    await office.passes(days=2)

    assert len(office.said("聊两句")) == 1
    assert office.said(HELLO[0]) == []


async def test_a_newcomers_first_message_that_nobody_answers_is_brought_up(office: Office):
    lin, chen, wu = [await office.arrives(name) for name in ("小林", "小陈", "小吴")]
    lin.says(office.group, "大家好，我在找晨读的伙伴")
    asked = chen.says(office.group, "请问什么时候开始？")
    await office.passes(minutes=1)
    lin.says(office.group, "有人吗")
    wu.replies(asked, "明天早上")
    await office.passes(hours=3)
    assert office.said(office.words(*ANSWER)) == []

    await office.passes(hours=1.1)
    (card,) = office.said(office.words(*ANSWER))
    assert lin.id in card.mentions
    assert office.words("查看那条消息", "to the message") in card.text
    assert "晨读" not in card.text, "what people write is not kept"

    assert wu.id not in card.mentions
    await office.passes(days=1)
    assert len(office.said(office.words(*ANSWER))) == 1


async def test_a_mention_by_the_team_is_an_answer_and_a_check_in_needs_none(office: Office):
    lin, chen = [await office.arrives(name) for name in ("小林", "小陈")]
    lin.says(office.group, "大家好")
    chen.says(office.group, "打卡")
    await office.passes(minutes=5)
    office.li.says(office.group, "欢迎 小林", mentions=[lin])
    await office.passes(hours=6)

    assert office.said(office.words(*ANSWER)) == []


async def test_first_words_of_the_evening_are_brought_up_in_the_morning(office: Office):
    await office.passes(hours=10)  # seven in the evening
    lin = await office.arrives()
    lin.says(office.group, "大家好")
    await office.passes(hours=8)
    assert office.said(office.words(*ANSWER)) == []

    await office.passes(hours=6.5)
    assert len(office.said(office.words(*ANSWER))) == 1


async def test_first_words_of_many_in_the_evening_are_one_line_in_the_morning(office: Office):
    await office.passes(hours=10)
    for number in range(7):
        (await office.arrives(f"新人{number}")).says(office.group, "大家好")
    await office.passes(hours=14.5)

    assert office.said(office.words(*ANSWER)) == []
    assert office.words("新增 7 件待办", "7 new to-dos") in "".join(one.text for one in office.chat.from_bot)


async def test_a_long_streak_that_breaks_is_worth_a_word(office: Office):
    lin, chen = [await office.arrives(name) for name in ("小林", "小陈")]
    for day in range(7):
        lin.says(office.group, office.words("打卡", "check-in"))
        if day > 2:
            chen.says(office.group, office.words("打卡", "check-in"))
        await office.passes(days=1)
    await office.passes(hours=23)
    assert office.said(office.words(*STREAK)) == [], "the day is not over"

    await office.passes(hours=6)
    (card,) = office.said(office.words(*STREAK))
    assert lin.id in card.mentions

    await office.passes(days=3)
    assert len(office.said(office.words(*STREAK))) == 1


async def test_many_newcomers_at_once_are_one_line(office: Office):
    for number in range(7):
        office.telegram.person(f"新人{number}").joins(office.group)
    await office.passes(hours=26.5)

    assert office.said(office.words(*HELLO)) == []
    assert office.words("新增 7 件待办", "7 new to-dos") in office.chat.from_bot[-1].text
