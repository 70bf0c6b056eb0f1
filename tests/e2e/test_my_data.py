"""What a person can ask for: everything that is known of them, and to be forgotten."""

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from playground.emulator import Emulator, Group, Person
from storage.audit import audit
from storage.members import members
from storage.outgoing import outbox
from storage.points import point_entries
from storage.questions import questions
from storage.runs import runs
from storage.tags import member_tags
from storage.users import users
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

INTRO = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: intro
    at: start
    do:
      - ask: {to: private, question: "{{ name }}，你在哪个城市？", save: city, within: 7d, else: skip, none: []}
      - task: {for: assistant, text: "给 {{ member }} 打个电话", due: 24h}
  - id: later
    at: day 3 09:00
    do: [{say: {to: private, text: "{{ name }}，第三天好", else: skip}}]
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, intro=INTRO)


async def known(telegram: Emulator, group: Group, owner: Person) -> Person:
    """Somebody of whom a good deal is known."""
    lin = telegram.person("林小满", username="lin")
    lin.presses_start()
    lin.joins(group)
    await telegram.advance(seconds=10)
    lin.writes_to_bot("住在上海徐汇")
    lin.says(group, "打卡")
    owner.says(group, "/award @lin 30 林小满的读书笔记")
    owner.says(group, "/tag @lin 单亲妈妈")
    await telegram.advance(seconds=30)
    return lin


async def file_of(telegram: Emulator, person: Person) -> dict[str, Any]:
    person.writes_to_bot("/mydata")
    await telegram.advance(seconds=30)
    sent = person.private.last.file
    assert sent is not None
    found: dict[str, Any] = json.loads(sent.content)
    return found


async def everything_stored(sopbot: Sopbot) -> str:
    """The whole database as one text, messages to others left out."""
    found = []
    async with sopbot.running.database.begin() as uow:
        for table in users.metadata.sorted_tables:
            statement = select(table)
            if table is outbox:
                staff = select(users.c.id).where(users.c.username == "owner")
                statement = statement.where(outbox.c.user_id.not_in(staff))
            found += [str(tuple(row)) for row in await uow.query(statement)]
    return "\n".join(found)


async def test_everything_known_comes_as_a_file(telegram: Emulator, community: Group, owner: Person):
    lin = await known(telegram, community, owner)
    found = await file_of(telegram, lin)

    assert found["communities"].popitem()[1] == "早起写作营"
    assert found["users"][0]["first_name"] == "林小满"
    assert [tag["tag"] for tag in found["member_tags"]] == ["单亲妈妈"]
    assert {entry["reason"] for entry in found["point_entries"]} == {"打卡", "林小满的读书笔记"}
    assert found["runs"][0]["state"]["answers"] == {"city": "住在上海徐汇"}
    assert any("打个电话" in todo["text"] for todo in found["todos"])
    assert any("你在哪个城市" in message["text"] for message in found["outbox"])
    assert "打卡：1 次" in lin.private.last.caption
    assert "社群：早起写作营" in lin.private.last.caption


async def test_only_in_private(telegram: Emulator, community: Group, owner: Person):
    lin = await known(telegram, community, owner)
    for command in ("/mydata", "/forgetme"):
        lin.says(community, command)
        await telegram.advance(minutes=1)
        assert "私聊" in community.last.text


async def test_who_is_forgotten_after_two_questions_is_nobody_and_sums_stay(
    telegram: Emulator, sopbot: Sopbot, community: Group, owner: Person
):
    lin = await known(telegram, community, owner)
    lin.writes_to_bot("/forgetme")
    await telegram.advance(seconds=10)
    question = lin.private.last
    assert question.text.startswith("要我忘记你吗？这对所有社群一起生效：早起写作营。")
    lin.presses(question, "是的，继续")
    await telegram.advance(seconds=10)
    assert "无法撤销" in question.text
    assert question.labels == ["不，都留着", "彻底忘记我"]
    done = lin.presses(question, "彻底忘记我")
    await telegram.advance(seconds=10)

    assert done.alert
    assert "我已经忘记你" in (done.answer or "")
    stored = await everything_stored(sopbot)
    for word in ("林小满", "lin'", "上海徐汇", "单亲妈妈", str(lin.id)):
        assert word not in stored.replace("单亲妈妈', True", ""), word
    async with sopbot.running.database.begin() as uow:
        assert await uow.count(select(func.sum(point_entries.c.amount))) == 32
        assert await uow.count(select(func.sum(members.c.points))) == 32
        assert [row.act for row in await uow.query(select(audit.c.act).where(audit.c.act == "forget"))]
        for table in (member_tags, questions):
            left = select(func.count()).select_from(table)
            assert (
                await uow.count(left.where(table.c.member_id == select(runs.c.member_id).scalar_subquery()))
                == 0
            )
    said_before = len(lin.private.from_bot)
    await telegram.advance(days=4)
    assert len(lin.private.from_bot) == said_before


async def test_whoever_comes_back_is_somebody_new(telegram: Emulator, community: Group, owner: Person):
    lin = await known(telegram, community, owner)
    lin.writes_to_bot("/forgetme")
    await telegram.advance(seconds=10)
    for label in ("是的，继续", "彻底忘记我"):
        lin.presses(lin.private.last, label)
        await telegram.advance(seconds=10)

    again = lin.presses(lin.private.last, "彻底忘记我")
    await telegram.advance(seconds=10)
    assert again.answer == "已经处理过了。"
    lin.says(community, "打卡")
    lin.says(community, "/rank")
    await telegram.advance(seconds=10)
    assert community.last.text.splitlines()[1] == "🥇 林小满 · 2 ← 你"


async def test_who_thinks_better_of_it_stays(telegram: Emulator, community: Group, owner: Person):
    lin = await known(telegram, community, owner)
    lin.writes_to_bot("/forgetme")
    await telegram.advance(seconds=10)
    lin.presses(lin.private.last, "不，都留着")
    await telegram.advance(seconds=10)

    assert lin.private.last.text == "好的，一切照旧。"
    assert (await file_of(telegram, lin))["users"][0]["first_name"] == "林小满"


async def test_staff_are_not_forgotten_while_they_are(telegram: Emulator, community: Group, owner: Person):
    zhou = telegram.person("小周", username="zhou")
    zhou.presses_start()
    zhou.joins(community)
    await telegram.advance(seconds=10)
    owner.says(community, "/staff @zhou")
    await telegram.advance(seconds=10)
    for person, word in ((owner, "你是群主"), (zhou, "你是「早起写作营」的助教")):
        person.writes_to_bot("/forgetme")
        await telegram.advance(seconds=10)
        assert person.private.last.text.startswith(word)


async def test_english(telegram: Emulator, stopped: Sopbot, owner: Person):
    await stopped.start(locale="en")
    group = owner.creates_group("Morning writers", supergroup=True)
    owner.adds_bot(group, admin=True)
    lin = telegram.person("Lin", username="lin")
    lin.presses_start()
    lin.joins(group)
    await telegram.advance(seconds=10)
    lin.says(group, "checkin")
    lin.writes_to_bot("/mydata")
    await telegram.advance(seconds=10)

    assert lin.private.last.caption.startswith("📦 This is everything I know about you")
    lin.writes_to_bot("/forgetme")
    await telegram.advance(seconds=10)
    assert lin.private.last.labels == ["Yes, go on", "No, keep everything"]
    lin.presses(lin.private.last, "Yes, go on")
    await telegram.advance(seconds=10)
    done = lin.presses(lin.private.last, "Forget me for good")
    await telegram.advance(seconds=10)
    assert (done.answer or "").startswith("Done: I've forgotten you.")
