"""A community has a language; a person may read another one in private."""

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import open_office

GREETING = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - {id: hello, at: start, do: [{task: {for: assistant, text: "给 {{ member }} 打个招呼", due: 2h, escalate: owner}}]}
"""


async def chooses(telegram: Emulator, person: Person, label: str) -> None:
    person.writes_to_bot("/language")
    await telegram.advance(seconds=5)
    person.presses(person.private.last, label)
    await telegram.advance(seconds=5)


async def test_a_person_reads_their_own_language_in_private(
    telegram: Emulator, community: Group, owner: Person
):
    ann = telegram.person("Ann")
    ann.joins(community)
    ann.presses_start()
    await telegram.settle()
    ann.writes_to_bot("/language")
    await telegram.advance(seconds=5)
    question = ann.private.last
    assert "语言" in question.text

    press = ann.presses(question, "English")
    await telegram.advance(seconds=5)
    assert press.answer is not None
    assert "English" in str(press.answer)
    assert "Which language" in question.text
    ann.writes_to_bot("/rank")
    ann.says(community, "/rank")
    await telegram.advance(seconds=5)
    assert "积分" in community.last.text
    assert "积分" not in ann.private.last.text


async def test_going_back_to_the_language_of_the_group(telegram: Emulator, community: Group, owner: Person):
    ann = telegram.person("Ann")
    ann.joins(community)
    ann.presses_start()
    await telegram.settle()
    for label in ("English", "As in the group"):
        ann.writes_to_bot("/language")
        await telegram.advance(seconds=5)
        [wanted] = [one for one in ann.private.last.labels if label in one]
        ann.presses(ann.private.last, wanted)
        await telegram.advance(seconds=5)

    assert "语言" in ann.private.last.text


async def test_the_team_reads_its_own_languages_in_private(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, greeting=GREETING)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    zhou, ann = telegram.person("小周"), telegram.person("Ann")
    for helper in (zhou, ann):
        helper.joins(group)
        helper.presses_start()
        await telegram.advance(seconds=5)
        owner.says(group, f"/staff {helper.name}", mentions=[helper])
    await telegram.advance(seconds=5)
    await chooses(telegram, ann, "English")
    await chooses(telegram, owner, "English")

    telegram.person("小林").joins(group)
    await telegram.advance(seconds=20)
    his, hers = zhou.private.last, ann.private.last
    assert "没开私聊" in his.text
    assert "完成" in his.labels
    assert "打个招呼" in hers.text, "the script's words are the community's"
    assert "没开私聊" not in hers.text
    assert "Done" in hers.labels

    ann.presses(hers, "Done")
    await telegram.advance(seconds=5)
    assert "已完成" in his.text, "every card stays in the language of who reads it"
    assert "已完成" not in hers.text
    assert "Ann: done" in hers.text

    telegram.person("小陈").joins(group)
    await telegram.advance(hours=3)
    assert "to-do is overdue" in owner.private.last.text

    await telegram.advance(days=1)
    assert any("今日工作表" in message.text for message in zhou.inbox)
    assert not any("今日工作表" in message.text for message in ann.inbox)
    digest = [message for message in owner.inbox if message.text.startswith("📊")][-1]
    assert "新成员" not in digest.text


async def test_what_an_assistant_passes_on_is_in_the_language_of_who_reads_it(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    await start_with(stopped, greeting=GREETING)
    office = await open_office(telegram, owner)
    lin = await office.arrives("小林", starts=True)
    office.zhou.presses_start()
    await office.passes(seconds=5)
    await chooses(telegram, office.zhou, "English")

    office.zhou.writes_to_bot("/board joined<1d")
    await office.passes(seconds=5)
    await office.presses(office.zhou, office.zhou.private.last, "1")
    page = office.zhou.private.last
    assert "joined" in page.text
    await office.presses(office.zhou, page, "✏️ Draft")
    draft = office.zhou.private.last
    assert "Draft for" in draft.text
    assert "欢迎" in draft.text, "the words are for 小林"
    await office.presses(office.zhou, page, "🔔 Nudge")
    assert "打卡" in lin.private.last.labels

    office.zhou.writes_to_bot("/handover")
    await office.passes(seconds=5)
    await office.presses(office.zhou, office.zhou.private.last, "Post it to the team")
    assert "ends the shift" in office.zhou.private.last.text
    assert "下班了" in office.chat.last.text
