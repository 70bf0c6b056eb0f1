"""What members do in the group: check in, look at points and ranking, ask what the bot can do."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

BUTTON = """
start: [{on: command, command: go}]
steps:
  - id: offer
    do:
      - say: {to: chat, text: "今天打卡了吗？", buttons: [{text: 打卡, check_in: true}]}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """Only the script that shows a check-in button runs, so nothing else is said."""
    return await start_with(stopped, offer=BUTTON)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    person = telegram.person("小林", username="lin")
    person.joins(community)
    await telegram.settle()
    return person


async def test_what_follows_a_command_is_not_ignored_in_silence(telegram: Emulator, community: Group):
    lin = telegram.person("小林", username="lin")
    lin.joins(community)
    lin.says(community, "/me @lin")
    await telegram.advance(seconds=5)
    assert community.last.text == "/me 后面不用跟别的，单独发就行。"
    lin.says(community, "/rank 5")
    await telegram.advance(seconds=5)
    assert community.last.text.startswith("这样写：\n/rank [今天")


async def test_a_check_in_by_command_is_answered(telegram: Emulator, community: Group, lin: Person):
    asked = lin.says(community, "/checkin")
    await telegram.settle()

    assert community.last.text.startswith("✅ 打卡成功，+2 积分")
    assert community.last.reply_to is asked

    lin.says(community, "/checkin")
    await telegram.settle()

    assert "已经打过卡" in community.last.text


async def test_a_keyword_is_confirmed_by_a_reaction_and_nothing_is_said(
    telegram: Emulator, community: Group, lin: Person
):
    said_before = len(community.from_bot)
    first = lin.says(community, "打卡 今天读了20页")
    await telegram.settle()
    second = lin.says(community, "读完第二章 #打卡")
    question = lin.says(community, "我昨天忘了打卡")
    await telegram.settle()

    assert list(first.reactions) == ["👍"]
    assert list(second.reactions) == ["👌"]
    assert question.reactions == {}
    assert len(community.from_bot) == said_before


async def test_streaks_grow_day_by_day(telegram: Emulator, community: Group, lin: Person):
    for _ in range(6):
        lin.says(community, "打卡")
        await telegram.advance(days=1)
    seventh = lin.says(community, "打卡")
    await telegram.settle()
    lin.says(community, "/me")
    await telegram.settle()

    assert list(seventh.reactions) == ["🎉"]
    assert community.last.text == "小林：24 积分 · 第 1 名 · 连续 7 天 · 打卡 7 次"


async def test_a_check_in_button_answers_over_the_chat_and_only_on_its_day(
    telegram: Emulator, community: Group, lin: Person
):
    lin.says(community, "/go")
    await telegram.settle()
    button = community.last

    first, second = lin.presses(button, "打卡"), lin.presses(button, "打卡")
    await telegram.settle()
    await telegram.advance(days=1)
    late = lin.presses(button, "打卡")
    await telegram.settle()

    assert (first.answer, first.alert) == ("打卡成功，+2 积分", False)
    assert second.answer == "今天已经打过卡啦"
    assert "3月2日" in (late.answer or "")
    assert late.alert


async def test_whoever_presses_first_without_a_word_is_a_member(
    telegram: Emulator, community: Group, lin: Person, owner: Person
):
    silent = telegram.person("潜水员")
    with_button = lin.says(community, "/go")
    await telegram.settle()
    silent.joins(community)
    press = silent.presses(community.last, "打卡")
    await telegram.settle()

    assert with_button.text == "/go"
    assert press.answer == "打卡成功，+2 积分"


async def test_the_ranking_keeps_staff_off(telegram: Emulator, community: Group, lin: Person, owner: Person):
    ming = telegram.person("阿明 <b>")
    ming.joins(community)
    for person in (owner, lin, ming):
        person.says(community, "打卡")
    await telegram.advance(days=1)
    lin.says(community, "打卡")
    lin.says(community, "/rank")
    await telegram.settle()

    assert community.last.text.splitlines()[1:] == ["🥇 小林 · 4 ← 你", "🥈 阿明 <b> · 2"]


async def test_help_lists_what_this_person_can_do_here(
    telegram: Emulator, community: Group, lin: Person, owner: Person
):
    lin.says(community, "/help")
    await telegram.settle()
    for_lin = community.last.text
    owner.writes_to_bot("/help")
    await telegram.settle()

    assert "/checkin – 今天打卡" in for_lin
    assert "/award" not in for_lin
    assert "/stop" not in for_lin
    assert "/award" in owner.private.last.text
    assert "群主" in owner.private.last.text


async def test_a_denial_is_said_once_in_ten_minutes(telegram: Emulator, community: Group, lin: Person):
    said_before = len(community.from_bot)
    for _ in range(3):
        lin.says(community, "/setup")
    await telegram.settle()

    assert len(community.from_bot) == said_before + 1
    assert community.last.text == "这个只有群主能操作。"

    await telegram.advance(minutes=11)
    lin.says(community, "/setup")
    await telegram.settle()

    assert len(community.from_bot) == said_before + 2


async def test_commands_of_others_and_unknown_ones_get_silence_in_the_group(
    telegram: Emulator, community: Group, lin: Person
):
    said_before = len(community.from_bot)
    lin.says(community, "/checkin@another_bot")
    lin.says(community, "/chekin")
    await telegram.settle()

    assert len(community.from_bot) == said_before


async def test_a_command_of_the_wrong_place_shows_the_way(telegram: Emulator, community: Group, lin: Person):
    lin.says(community, "/stop")
    await telegram.settle()

    assert community.last.text == "/stop 请私聊我用。"
    assert community.last.labels == ["去私聊"]


async def test_an_anonymous_admin_shows_who_they_are_before_a_command_counts(
    telegram: Emulator, community: Group, lin: Person, owner: Person
):
    owner.speaks_anonymously(community, "/award @lin 10 帮新人")
    await telegram.advance(seconds=5)
    question = community.last

    denied = lin.presses(question, "是我")
    await telegram.advance(seconds=5)
    pressed = owner.presses(question, "是我")
    await telegram.advance(seconds=5)
    lin.says(community, "/me")
    await telegram.advance(seconds=5)

    assert denied.answer == "这个只有群主和助教能操作。"
    assert pressed.answered
    assert question.text == "/award · 群主"
    assert question.labels == []
    assert "10 积分" in community.last.text


async def test_an_anonymous_command_is_carried_out_once(
    telegram: Emulator, community: Group, lin: Person, owner: Person
):
    owner.speaks_anonymously(community, "/award @lin 10 帮新人")
    await telegram.advance(seconds=5)
    first, second = owner.presses(community.last, "是我"), owner.presses(community.last, "是我")
    await telegram.advance(seconds=5)
    lin.says(community, "/me")
    await telegram.advance(seconds=5)

    assert first.answer == ""
    assert second.answer == "已经处理过了。"
    assert "10 积分" in community.last.text


async def test_an_anonymous_command_keeps_whom_it_replied_to(
    telegram: Emulator, community: Group, lin: Person, owner: Person
):
    wrote = lin.says(community, "我整理了一份书单")
    owner.speaks_anonymously(community, "/award 5 整理书单", reply_to=wrote)
    await telegram.advance(seconds=5)
    owner.presses(community.last, "是我")
    await telegram.advance(seconds=5)
    lin.says(community, "/me")
    await telegram.advance(seconds=5)

    assert "5 积分" in community.last.text


async def test_what_an_anonymous_admin_just_says_is_nobodys(
    telegram: Emulator, community: Group, owner: Person
):
    said = owner.speaks_anonymously(community, "打卡")
    await telegram.advance(seconds=5)

    assert said.reactions == {}


async def test_who_has_left_is_told_that_this_is_for_members(
    telegram: Emulator, community: Group, lin: Person
):
    lin.presses_start()
    await telegram.settle()
    lin.leaves(community)
    await telegram.settle()
    lin.writes_to_bot("/checkin")
    await telegram.settle()

    assert "先去群里说句话" in lin.private.last.text


async def test_an_answer_stays_in_its_topic(telegram: Emulator, sopbot: Sopbot, owner: Person):
    forum = owner.creates_group("论坛", forum=True)
    owner.adds_bot(forum, admin=True)
    topic = owner.opens_topic(forum, "打卡区")
    lin = telegram.person("小林")
    lin.joins(forum)
    lin.says(forum, "/checkin", topic=topic)
    await telegram.advance(seconds=5)

    assert forum.last.thread_id == topic
    assert forum.last.text.startswith("✅ 打卡成功")


async def test_a_button_that_nobody_made_is_refused_kindly(
    telegram: Emulator, sopbot: Sopbot, community: Group, lin: Person
):
    lin.says(community, "/go")
    await telegram.settle()
    button = community.last
    presses = []
    for data in ("", "ci", "ci:zz:20260302", "ci:5:someday", "cr:zz:new", "nonsense:1", "an:1", "hc:1"):
        button.markup = {"inline_keyboard": [[{"text": "打卡", "callback_data": data}]]}
        presses.append(lin.presses(button, "打卡"))
    await telegram.settle()

    assert {press.answer for press in presses} == {"这个按钮已经失效了。"}


async def test_in_english_everything_is_said_in_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    await start_with(stopped)
    await stopped.stop()
    await stopped.start(locale="en", timezone="Europe/London")
    group = owner.creates_group("Readers", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.advance(seconds=5)
    greeting = group.last.text
    lin = telegram.person("Lin", language_code="en")
    lin.joins(group)
    lin.says(group, "checkin")
    lin.says(group, "/me")
    await telegram.advance(seconds=5)

    assert greeting.startswith("Hi everyone! I'm 小助手")
    assert group.last.text == "Lin: 2 points · place 1 · 1 check-in"
