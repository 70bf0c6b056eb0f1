"""The private chat: greeting, answers to questions, which community is meant, being left in peace."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

INTRO = """
start: [{on: command, command: go}]
steps:
  - id: intro
    do:
      - ask: {to: private, else: chat_button, question: "介绍一下自己？", save: intro, min_length: 5,
              within: 24h, none: []}
      - ask: {to: private, else: skip, question: "什么时候有空？", save: time, kind: choice,
              choices: [早上, 晚上], optional: true, within: 24h, none: []}
      - say: {to: chat, text: "{{ name }}：{{ answers.intro }}"}
"""
IN_CHAT = """
start: [{on: command, command: poll}]
steps:
  - id: ask
    do:
      - ask: {to: chat, question: "今天想聊什么？", save: topic, kind: choice, choices: [读书, 写作],
              within: 24h, none: []}
      - say: {to: chat, text: "话题：{{ answers.topic }}"}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, intro=INTRO, poll=IN_CHAT)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    person = telegram.person("小林", username="lin")
    person.joins(community)
    await telegram.settle()
    return person


async def reach(sopbot: Sopbot, telegram: Emulator, person: Person) -> str:
    """Whether the bot believes that it can write to the person."""
    await telegram.settle()
    async with sopbot.running.database.begin() as uow:
        user = await uow.users.by_telegram_id(person.id)
    assert user is not None
    return user.reach


async def asked(telegram: Emulator, community: Group, person: Person) -> None:
    """The person has an open question in private."""
    person.presses_start()
    await telegram.settle()
    person.says(community, "/go")
    await telegram.settle()
    assert "介绍一下自己" in person.private.last.text


async def test_a_member_is_greeted_with_what_they_can_do(telegram: Emulator, community: Group, lin: Person):
    lin.presses_start()
    await telegram.settle()

    text = lin.private.last.text
    for part in ("小林", "早起写作营", "/checkin", "/stop"):
        assert part in text


async def test_what_others_make_the_bot_say_does_not_replace_a_greeting(
    telegram: Emulator, community: Group, lin: Person
):
    bob = telegram.person("阿波", username="bob")
    bob.joins(community)
    bob.presses_start()
    await telegram.settle()
    lin.presses_start()
    bob.writes_to_bot("/thanks @lin 昨晚的分享")
    await telegram.advance(seconds=5)

    assert sum("/checkin" in message.text for message in lin.inbox) == 1
    assert sum("昨晚的分享" in message.text for message in lin.inbox) == 1


async def test_a_stranger_is_told_where_to_begin(telegram: Emulator, community: Group):
    stranger = telegram.person("路人")
    stranger.presses_start()
    stranger.writes_to_bot("/me")
    await telegram.settle()

    greeting, refusal = stranger.inbox
    assert "先去群里说句话" in greeting.text
    assert "还不知道你是哪个社群的" in refusal.text


async def test_an_owner_without_a_group_is_shown_how_to_begin(
    sopbot: Sopbot, telegram: Emulator, owner: Person
):
    await telegram.settle()

    assert owner.private.last.labels == ["把我拉进群"]


async def test_small_talk_gets_a_hint_once_a_day(telegram: Emulator, community: Group, lin: Person):
    lin.presses_start()
    await telegram.settle()
    for text in ("你好", "在吗", "？"):
        lin.writes_to_bot(text)
        await telegram.settle()

    assert sum("/help" in message.text for message in lin.inbox[1:]) == 1


async def test_a_mistyped_command_is_guessed(telegram: Emulator, community: Group, lin: Person):
    lin.presses_start()
    lin.writes_to_bot("/chekin")
    await telegram.settle()

    assert "/checkin" in lin.private.last.text


async def test_a_check_in_counts_in_private_too(telegram: Emulator, community: Group, lin: Person):
    lin.presses_start()
    lin.writes_to_bot("打卡")
    await telegram.settle()

    assert lin.private.last.text.startswith("✅ 打卡成功")


async def test_a_plain_message_answers_and_the_next_question_follows(
    telegram: Emulator, community: Group, lin: Person
):
    await asked(telegram, community, lin)

    lin.writes_to_bot("嗨")
    await telegram.advance(seconds=5)
    assert "至少 5 个字" in lin.private.last.text

    lin.writes_to_bot("我是小林，喜欢读书")
    await telegram.advance(seconds=5)
    question = lin.private.last
    assert "什么时候有空" in question.text

    press = lin.presses(question, "晚上")
    await telegram.advance(seconds=5)
    assert press.answer == "收到：晚上"
    assert question.text.endswith("✅ 晚上")
    assert question.labels == []
    assert community.last.text == "小林：我是小林，喜欢读书"


async def test_a_second_message_after_an_answer_gets_no_hint(
    telegram: Emulator, community: Group, lin: Person
):
    await asked(telegram, community, lin)
    lin.writes_to_bot("我是小林，喜欢读书")
    await telegram.advance(seconds=5)
    lin.presses(lin.private.last, "晚上")
    await telegram.advance(seconds=5)
    lin.writes_to_bot("对了，我还喜欢跑步")
    await telegram.advance(seconds=5)
    assert not any("不太在行" in message.text for message in lin.inbox)

    await telegram.advance(minutes=11)
    lin.writes_to_bot("今天天气真好")
    await telegram.advance(seconds=5)
    assert "不太在行" in lin.private.last.text


async def test_a_picture_is_no_answer_and_a_check_in_none_either(
    telegram: Emulator, community: Group, lin: Person
):
    await asked(telegram, community, lin)

    lin.sends_photo()
    await telegram.advance(seconds=5)
    assert "请用文字回答" in lin.private.last.text

    lin.writes_to_bot("打卡")
    await telegram.advance(seconds=5)
    assert lin.private.last.text.startswith("✅ 打卡成功")

    lin.writes_to_bot("我是小林，喜欢读书")
    await telegram.advance(seconds=5)
    assert "什么时候有空" in lin.private.last.text


async def test_a_text_that_telegram_has_cut_is_refused_once_and_its_rest_is_no_answer(
    telegram: Emulator, community: Group, lin: Person
):
    await asked(telegram, community, lin)
    said_before = len(lin.inbox)

    lin.writes_to_bot("长" * 4096)
    lin.writes_to_bot("长" * 904)
    await telegram.advance(seconds=5)

    assert [message.text for message in lin.inbox[said_before:]] == ["有点太长啦，能压缩到 3000 字以内吗？"]

    lin.writes_to_bot("我是小林，喜欢读书")
    await telegram.advance(seconds=5)
    assert "什么时候有空" in lin.private.last.text


async def test_an_optional_question_can_be_skipped(telegram: Emulator, community: Group, lin: Person):
    await asked(telegram, community, lin)
    lin.writes_to_bot("我是小林，喜欢读书")
    await telegram.advance(seconds=5)
    question = lin.private.last
    skip = question.labels[-1]

    press = lin.presses(question, skip)
    late = lin.presses(question, "早上")
    await telegram.advance(seconds=5)

    assert press.answer == "好的，跳过"
    assert late.answer == "这个问题已经结束啦，谢谢你！"
    assert question.text.endswith("已跳过")


async def test_in_the_group_only_a_reply_or_the_own_button_answers(
    telegram: Emulator, community: Group, lin: Person
):
    ming = telegram.person("阿明")
    ming.joins(community)
    lin.says(community, "/poll")
    await telegram.advance(seconds=5)
    question = community.last

    foreign = ming.presses(question, "读书")
    lin.says(community, "写作")
    ming.replies(question, "读书")
    await telegram.advance(seconds=5)

    assert foreign.answer == "这个问题是问别人的哦。"
    assert question.labels[:2] == ["读书", "写作"]

    answer = lin.replies(question, "写作")
    await telegram.advance(seconds=5)

    assert list(answer.reactions) == ["👍"]

    await telegram.advance(seconds=5)
    assert community.last.text == "话题：写作"


async def test_a_closed_door_opens_by_the_button_in_the_group(
    telegram: Emulator, community: Group, lin: Person
):
    lin.says(community, "/go")
    await telegram.advance(seconds=5)

    lin.presses(community.last, community.last.labels[0])
    await telegram.advance(seconds=5)

    assert [("介绍一下自己" in message.text) for message in lin.inbox] == [True]


async def test_stop_is_kept_until_the_person_says_otherwise(
    telegram: Emulator, community: Group, lin: Person
):
    lin.presses_start()
    await telegram.advance(seconds=5)
    lin.writes_to_bot("/stop")
    await telegram.advance(seconds=5)
    farewell = lin.private.last
    lin.presses_start()
    await telegram.advance(seconds=5)

    assert "不再主动私信" in farewell.text
    assert "要恢复吗" in lin.private.last.text

    press = lin.presses(lin.private.last, "恢复私信")
    await telegram.advance(seconds=5)
    lin.presses_start()
    await telegram.advance(seconds=5)

    assert press.answer == "好嘞，有事我再来找你。"
    assert "/checkin" in lin.private.last.text


async def test_after_stop_no_script_writes_in_private(telegram: Emulator, community: Group, lin: Person):
    lin.presses_start()
    await telegram.advance(seconds=5)
    lin.writes_to_bot("/stop")
    await telegram.advance(seconds=5)
    said_before = len(lin.inbox)
    lin.says(community, "/go")
    await telegram.advance(seconds=5)

    assert len(lin.inbox) == said_before


async def test_a_member_of_several_communities_is_asked_once_which_is_meant(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person, owner: Person
):
    second = owner.creates_group("跑步团", supergroup=True)
    owner.adds_bot(second, admin=True)
    await telegram.advance(seconds=5)
    owner.presses(second.last, "一个独立的新社群")
    await telegram.advance(seconds=5)
    lin.joins(second)
    lin.presses_start()
    lin.writes_to_bot("/checkin")
    await telegram.advance(seconds=5)
    question = lin.private.last

    assert question.labels == ["早起写作营", "跑步团"]

    lin.presses(question, "跑步团")
    await telegram.advance(seconds=5)

    assert "跑步团" in question.text
    assert lin.private.last.text.startswith("✅ 打卡成功")

    lin.writes_to_bot("/me")
    await telegram.advance(seconds=5)

    assert lin.private.last.text.startswith("小林 · 跑步团")


async def test_blocking_and_unblocking_are_noticed(
    sopbot: Sopbot, telegram: Emulator, community: Group, lin: Person
):
    lin.presses_start()
    started = await reach(sopbot, telegram, lin)
    lin.blocks_bot()
    blocked = await reach(sopbot, telegram, lin)
    lin.unblocks_bot()

    assert [started, blocked, await reach(sopbot, telegram, lin)] == ["open", "blocked", "open"]
