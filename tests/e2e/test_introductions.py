"""/profile: a few questions in private, a card to change, the group only when its author says so."""

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

ASKING = """
start: [{on: command, command: go}]
steps:
  - id: pages
    do: [{ask: {to: private, question: 今天读了几页？, save: pages, within: 1d, else: skip, none: []}}]
"""


async def member(telegram: Emulator, group: Group, name: str, username: str) -> Person:
    person = telegram.person(name, username=username)
    person.joins(group)
    person.presses_start()
    await telegram.advance(minutes=2)
    return person


async def says(telegram: Emulator, person: Person, *texts: str) -> None:
    for text in texts:
        person.writes_to_bot(text)
        await telegram.advance(seconds=10)


async def presses(telegram: Emulator, person: Person, *labels: str) -> None:
    for label in labels:
        person.presses(person.private.last, label)
        await telegram.advance(seconds=10)


async def test_a_few_questions_make_an_introduction_that_its_author_shows(
    telegram: Emulator, community: Group, owner: Person
):
    lin = await member(telegram, community, "小林", "lin")
    ming = await member(telegram, community, "阿明", "ming")
    await says(telegram, lin, "/profile")
    assert lin.private.last.text.startswith("1/4 你是做什么的？")
    await says(telegram, lin, "写 <代码> & 读书")
    assert lin.private.last.text.startswith("2/4 你在哪个城市？")
    await presses(telegram, lin, "跳过")
    await says(telegram, lin, "帮人改简历")
    await presses(telegram, lin, "就这些")
    card = lin.private.last
    assert card.text.startswith("👤 小林\n💼 在做：写 <代码> & 读书\n🎁 能提供：帮人改简历")
    assert "目前只有你和运营团队看得到" in card.text

    ming.says(community, "/profile @lin")
    await telegram.advance(seconds=10)
    assert community.last.text == "TA 还没有做自我介绍。"

    await presses(telegram, lin, "📣 发到群里")
    assert "要发到「早起写作营」吗？" in card.text
    await presses(telegram, lin, "发吧")
    assert community.last.text == "👋 认识一下 小林：\n💼 在做：写 <代码> & 读书\n🎁 能提供：帮人改简历"
    assert "群里的人可以用 /profile 看到" in card.text
    owner.writes_to_bot("/tag @lin")
    ming.writes_to_bot("/profile @lin")
    await telegram.advance(seconds=10)
    assert "💼 在做：写 <代码> & 读书" in ming.private.last.text
    assert "introduced" in owner.private.last.text


async def test_every_answer_can_be_changed_and_taken_out(telegram: Emulator, community: Group):
    lin = await member(telegram, community, "小林", "lin")
    await says(telegram, lin, "/profile", "老师", "上海", "教写作", "写作伙伴")
    await presses(telegram, lin, "✏️ 在")
    assert "现在写的是：上海" in lin.private.last.text
    await says(telegram, lin, "长" * 201)
    assert lin.private.last.text == "请用不超过 200 个字来写。"
    await says(telegram, lin, "杭州")
    assert "📍 在：杭州" in lin.private.last.text
    await presses(telegram, lin, "✏️ 想找", "删掉")
    assert "写作伙伴" not in lin.private.last.text
    assert "➕ 想找" in lin.private.last.labels

    await telegram.advance(hours=2)
    await says(telegram, lin, "这只是一句话")
    await says(telegram, lin, "/profile")
    assert "这只是一句话" not in lin.private.last.text


async def test_in_the_group_a_button_leads_to_the_private_chat(telegram: Emulator, community: Group):
    lin = telegram.person("小林", username="lin")
    lin.joins(community)
    await telegram.advance(minutes=2)
    lin.says(community, "/profile")
    await telegram.advance(seconds=10)
    assert community.last.only_for is lin
    lin.presses(community.last, "介绍自己")
    await telegram.advance(seconds=10)

    assert lin.private.last.text.startswith("1/4 你是做什么的？")


async def test_what_a_script_asks_meanwhile_is_answered_first(
    telegram: Emulator, stopped: Sopbot, owner: Person
):
    await start_with(stopped, go=ASKING)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin = await member(telegram, group, "小林", "lin")
    await says(telegram, lin, "/profile")
    lin.says(group, "/go")
    await telegram.advance(seconds=10)
    assert lin.private.last.text.startswith("今天读了几页？")
    await says(telegram, lin, "30")
    await says(telegram, lin, "老师")

    assert lin.private.last.text.startswith("2/4")


async def test_the_team_reads_it_before_it_is_shown(telegram: Emulator, community: Group, owner: Person):
    lin = await member(telegram, community, "小林", "lin")
    await says(telegram, lin, "/profile", "老师")
    owner.writes_to_bot("/profile @lin")
    await telegram.advance(seconds=10)

    assert "💼 在做：老师" in owner.private.last.text


async def test_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    await stopped.start(locale="en")
    group = owner.creates_group("Morning writers", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin = await member(telegram, group, "Lin", "lin")
    await says(telegram, lin, "/profile", "I teach")
    assert lin.private.last.text.startswith("2/4 Which city do you live in?")
    await presses(telegram, lin, "That's all", "📣 Show it in the group", "Yes, show it")

    assert group.last.text == "👋 Lin says hello:\n💼 Does: I teach"
