"""Check-ins for which a press is not enough: words, a changing prompt, a photo; what repeats an earlier one."""

from io import BytesIO

import pytest
from PIL import Image

from playground.emulator import Emulator, Group, Message, Person
from storage.proofs import Proof, proofs
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.test_check_ins import member_of, reminders, until

WORDS = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 1..30, at: "09:30"}
    do:
      - say: {to: private, else: skip, text: "新的一天", buttons: [{text: 打卡, check_in: true}]}
      - wait:
          for: check_in
          until: "20:00"
          wants: {min_length: 10, prompts: [今天学会了什么？, 哪一步最难？], keep: [text]}
          none: [{say: {to: private, else: skip, text: "今天还没打卡"}}]
      - say: {to: private, else: skip, text: "读到了，写得真好"}
"""

PHOTOS = WORDS.replace(
    "{min_length: 10, prompts: [今天学会了什么？, 哪一步最难？], keep: [text]}",
    "{photo: true, keep: [picture]}",
)

OFFER = """
start: [{on: command, command: go}]
steps:
  - id: offer
    do:
      - say: {to: chat, text: "今天打卡了吗？", buttons: [{text: 打卡, check_in: true}]}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, daily=WORDS, offer=OFFER)


async def joins(telegram: Emulator, group: Group, *names: str) -> list[Person]:
    people = [telegram.person(name, username=f"person{number}") for number, name in enumerate(names)]
    for person in people:
        person.joins(group)
        person.presses_start()
    await until(telegram, 1, "10:00")
    return people


async def kept(sopbot: Sopbot) -> list[Proof]:
    async with sopbot.running.database.begin() as uow:
        return [Proof(**row._mapping) for row in await uow.query(proofs.select().order_by(proofs.c.id))]


async def assistant(telegram: Emulator, community: Group, owner: Person) -> Person:
    helper = telegram.person("阿杰")
    helper.joins(community)
    helper.presses_start()
    owner.says(community, "/staff", mentions=[helper])
    await telegram.advance(seconds=5)
    return helper


def cards(helper: Person) -> list[Message]:
    return [message for message in helper.inbox if "请看一眼" in message.text]


async def test_a_press_is_not_enough_in_private_and_the_next_message_counts(
    telegram: Emulator, sopbot: Sopbot, community: Group
):
    (lin,) = await joins(telegram, community, "小林")
    lin.presses(lin.private.last, "打卡")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == "✏️ 今天的打卡：今天学会了什么？（至少 10 个字）\n直接发给我就行。"

    lin.writes_to_bot("学会了")
    await telegram.advance(seconds=5)
    assert lin.private.last.text.startswith("就差一点！再多写几句吧：至少 10 个字，刚才是 3 个。")
    lin.writes_to_bot("学会了用思维导图整理一整章的笔记")
    await telegram.advance(seconds=5)

    told = [message.text for message in lin.inbox][-2:]
    assert any(text.startswith("✅ 打卡成功") for text in told)
    assert any(text.startswith("读到了，写得真好") for text in told)
    assert [proof.text for proof in await kept(sopbot)] == ["学会了用思维导图整理一整章的笔记"]

    await until(telegram, 2, "10:00")
    lin.writes_to_bot("/checkin")
    await telegram.advance(seconds=5)
    assert "哪一步最难？" in lin.private.last.text
    await until(telegram, 2, "21:00")
    assert reminders(lin) == [2]


async def test_in_the_group_the_word_needs_words_and_a_reply_will_do(
    telegram: Emulator, sopbot: Sopbot, community: Group
):
    lin, ming = await joins(telegram, community, "小林", "阿明")
    lin.says(community, "/go")
    await telegram.advance(seconds=5)
    pressed = lin.presses(community.last, "打卡")
    bare = lin.says(community, "打卡")
    await telegram.advance(seconds=5)
    assert pressed.alert
    assert pressed.answer == "今天的打卡：今天学会了什么？（至少 10 个字） 在群里发「打卡 ……」就好。"
    assert list(bare.reactions) == ["🤔"]
    hint = community.last
    assert "至少 10 个字，刚才是 0 个" in hint.text
    assert hint.reply_to is bare

    again = lin.says(community, "打卡 好")
    await telegram.advance(seconds=5)
    assert list(again.reactions) == ["🤔"]
    assert community.last is again or community.from_bot[-1] is hint
    replied = lin.replies(hint, "今天学会了怎么给文章列提纲")
    other = ming.says(community, "打卡 今天把第三章的习题全做完了")
    await telegram.advance(seconds=5)

    assert list(replied.reactions) == ["👍"]
    assert list(other.reactions) == ["👍"]
    assert (await member_of(sopbot, lin)).check_ins == 1
    assert {proof.text for proof in await kept(sopbot)} == {
        "今天学会了怎么给文章列提纲",
        "今天把第三章的习题全做完了",
    }


async def test_words_after_the_command_count_whatever_they_begin_with(
    telegram: Emulator, sopbot: Sopbot, community: Group
):
    (lin,) = await joins(telegram, community, "小林")
    lin.says(community, "/checkin 今天 读了二十页书很有收获")
    await telegram.advance(seconds=5)
    assert community.last.text.startswith("✅ 打卡成功")


async def test_before_the_step_of_the_day_it_wants_as_much(
    telegram: Emulator, sopbot: Sopbot, community: Group
):
    (lin,) = await joins(telegram, community, "小林")
    await until(telegram, 2, "07:00")
    early = lin.says(community, "打卡")
    await telegram.advance(seconds=5)
    assert list(early.reactions) == ["🤔"]


async def test_a_copied_text_counts_and_an_assistant_quietly_takes_it_back(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    helper = await assistant(telegram, community, owner)
    lin, ming = await joins(telegram, community, "小林", "阿明")
    lin.says(community, "打卡 今天读完了《活着》第三章，很受触动。")
    await telegram.advance(seconds=5)
    said_before = len(community.from_bot)
    copied = ming.says(community, "打卡 今天读完了活着第三章 很受触动！！")
    await telegram.advance(seconds=30)

    assert list(copied.reactions) == ["👍"]
    assert len(community.from_bot) == said_before
    (card,) = cards(helper)
    assert "和 小林 3月2日的几乎一样" in card.text
    assert card.labels[:2] == ["没问题", "撤回打卡"]
    pressed = helper.presses(card, "撤回打卡")
    await telegram.advance(seconds=10)

    assert pressed.answer == "已撤回这次打卡。"
    assert "没问题" not in card.labels
    member = await member_of(sopbot, ming)
    assert (member.check_ins, member.streak, member.points) == (0, 0, 0)

    anew = ming.says(community, "打卡 今天背了三十个单词，明天复习")
    await telegram.advance(seconds=5)
    assert list(anew.reactions) == ["👍"]
    assert (await member_of(sopbot, ming)).points == 2
    assert len(cards(helper)) == 1


async def test_the_same_words_as_yesterday_are_looked_at_and_may_be_fine(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    helper = await assistant(telegram, community, owner)
    (lin,) = await joins(telegram, community, "小林")
    for day in (1, 2):
        await until(telegram, day, "12:00")
        lin.says(community, "打卡 跑步五公里，拉伸十分钟")
        await telegram.advance(seconds=30)
    (card,) = cards(helper)
    assert "和 TA 自己3月2日的几乎一样" in card.text
    pressed = helper.presses(card, "没问题")
    await telegram.advance(seconds=10)

    assert pressed.answer == "好的，保留。"
    assert (await member_of(sopbot, lin)).streak == 2


def picture(motif: int, size: int = 240, quality: int = 90) -> bytes:
    """A photo: large soft fields of light and shade, the same for a motif whatever size and quality."""
    fields = Image.new("L", (6, 5))
    fields.putdata([(n * motif * 97 + n * n * 31) % 256 for n in range(30)])
    content = BytesIO()
    fields.resize((size, size), Image.Resampling.BICUBIC).convert("RGB").save(
        content, "JPEG", quality=quality
    )
    return content.getvalue()


async def test_a_photo_that_is_wanted_counts_without_a_word_and_a_copy_of_it_is_looked_at(
    telegram: Emulator, stopped: Sopbot, owner: Person
):
    await start_with(stopped, daily=PHOTOS, offer=OFFER)
    community = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(community, admin=True)
    await telegram.advance(seconds=5)
    helper = await assistant(telegram, community, owner)
    lin, ming, hua = await joins(telegram, community, "小林", "阿明", "小华")
    word = lin.says(community, "打卡")
    await telegram.advance(seconds=5)
    assert list(word.reactions) == ["🤔"]
    assert "还要配一张照片" in community.last.text

    sent = lin.sends_photo(community, content=picture(1))
    second = lin.sends_photo(community, content=picture(3))
    await telegram.advance(seconds=30)
    assert (list(sent.reactions), second.reactions) == (["👍"], {})
    other = ming.sends_photo(community, content=picture(2))
    await telegram.advance(seconds=30)
    assert cards(helper) == []
    smaller = hua.sends_photo(community, content=picture(1, size=120, quality=60))
    await telegram.advance(seconds=30)

    assert (list(other.reactions), list(smaller.reactions)) == (["👍"], ["👍"])
    (card,) = cards(helper)
    assert "打卡的图片和 小林 3月2日的几乎一样" in card.text
    assert all(proof.text is None and proof.file_id for proof in await kept(stopped))


async def test_in_english_it_is_asked_and_hinted_in_english(
    telegram: Emulator, stopped: Sopbot, owner: Person
):
    english = WORDS.replace("今天学会了什么？, 哪一步最难？", "'What did you learn today?'")
    await start_with(stopped, daily=english)
    await stopped.stop()
    folder = stopped.folder / "own_scripts"
    (folder / "en").mkdir()
    (folder / "en" / "daily.yaml").write_text(f"sop: daily\n{english}", "utf-8")
    await stopped.start(locale="en")
    community = owner.creates_group("Early birds", supergroup=True)
    owner.adds_bot(community, admin=True)
    await telegram.advance(seconds=5)
    (lin,) = await joins(telegram, community, "Lin")
    lin.writes_to_bot("/checkin")
    await telegram.advance(seconds=5)
    assert lin.private.last.text == (
        "✏️ Today's check-in: What did you learn today? (10 characters at least)\nJust send it here."
    )
    lin.writes_to_bot("too short")
    await telegram.advance(seconds=5)
    assert lin.private.last.text.startswith(
        "Nearly there! A little more, please: 10 characters at least, that was 9."
    )
