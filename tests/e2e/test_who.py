"""Finding people: the staff asks by tag, points, silence; pages, and takes them along as a file."""

import csv
import io

import pytest

from playground.emulator import Emulator, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.staffed import Office, open_office

CAMP = """
start: [{on: command, command: camp}]
steps:
  - id: a
    do: [{wait: 9d}]
"""


@pytest.fixture(params=["zh", "en"])
async def office(
    request: pytest.FixtureRequest, stopped: Sopbot, telegram: Emulator, owner: Person
) -> Office:
    locale: str = request.param
    await start_with(stopped, camp=CAMP)
    if locale == "en":
        await stopped.stop()
        scripts = stopped.folder / "own_scripts"
        (scripts / "zh").rename(scripts / "en")
        await stopped.start(locale="en")
    return await open_office(telegram, owner, locale)


async def crowd(office: Office, count: int) -> list[Person]:
    """So many people join."""
    found = []
    for n in range(count):
        person = office.telegram.person(f"成员{n:02}", username=f"member_{n:02}")
        person.joins(office.group)
        found.append(person)
    await office.telegram.advance(seconds=20)
    return found


async def asks(office: Office, words: str) -> str:
    office.zhou.says(office.chat, words)
    await office.telegram.advance(seconds=10)
    return office.chat.last.text


async def test_an_assistant_finds_people_by_what_they_did(office: Office) -> None:
    lin, ming, qiang = await crowd(office, 3)
    for person in (lin, ming):
        office.zhou.says(office.chat, f"/tag @{person.username} python")
        office.zhou.says(office.chat, f"/award @{person.username} 120 帮新人")
    await office.passes(days=8)
    ming.says(office.group, "我回来啦")
    await office.passes(seconds=5)

    found = await asks(office, "/who tag:python points>100 inactive>7d")
    assert found.splitlines()[0].startswith(office.words("👥 1 人", "👥 1 person"))
    assert "成员00" in found
    assert "python" in found
    assert "120" in found
    both = await asks(office, office.words("/who 标签：python 积分>100", "/who tag:python points>100"))
    assert both.count("💎") == 2
    rest = await asks(office, "/who -tag:python")
    assert "成员02" in rest
    assert "小周" not in rest
    assert qiang.name in rest


async def test_long_lists_are_leafed_through(office: Office) -> None:
    await crowd(office, 23)
    await asks(office, "/who all")
    page = office.chat.last
    assert page.text.splitlines()[0].startswith(office.words("👥 23 人", "👥 23 people"))
    assert "‹" not in page.labels

    await office.presses(office.zhou, page, "›")
    assert page.text.splitlines()[1].startswith("11. 成员10")
    await office.presses(office.zhou, page, "›")
    assert page.text.splitlines()[-1].startswith("23. 成员22")
    assert "›" not in page.labels
    await office.presses(office.zhou, page, "‹")
    assert page.text.splitlines()[1].startswith("11. 成员10")


async def test_everybody_found_as_a_file_in_private_that_a_spreadsheet_reads_as_meant(office: Office) -> None:
    office.zhou.presses_start()
    evil = office.telegram.person('=HYPERLINK("http://evil","x")', username="evil")
    evil.joins(office.group)
    await crowd(office, 12)
    office.zhou.says(office.chat, "/tag @member_03 +1")
    office.zhou.says(office.chat, "/tag @member_03 -1")
    await asks(office, "/who all")
    answer = await office.presses(office.zhou, office.chat.last, office.words("📄 导出文件", "📄 As a file"))

    assert answer == office.words("已发到咱们的私聊。", "It's in our private chat.")
    sent = office.zhou.private.last.file
    assert sent is not None
    assert sent.name == "people_20260302.csv"
    assert sent.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert rows[0][0] == office.words("名字", "Name")
    assert len(rows) == 14
    assert rows[1][0] == '\'=HYPERLINK("http://evil","x")'
    assert rows[5][10] == "'-1"


async def test_whoever_has_no_private_chat_is_told_to_open_it(office: Office) -> None:
    await crowd(office, 1)
    await asks(office, "/who all")
    answer = await office.presses(office.zhou, office.chat.last, office.words("📄 导出文件", "📄 As a file"))

    assert office.words("私聊", "private chat") in answer


async def test_what_is_not_understood_is_named(office: Office) -> None:
    await crowd(office, 1)

    assert office.words("是不是想写 tag", "Did you mean tag") in await asks(office, "/who tga:python")
    assert "points&gt;many" not in await asks(office, "/who points>many")
    assert "points>many" in office.chat.last.text
    assert "camp" in await asks(office, "/who sop:canp")
    assert office.words("没有符合的人", "Nobody") in await asks(office, "/who sop:camp")
    assert office.words("例如", "for instance") in await asks(office, "/who")


async def test_scripts_and_stages_can_be_asked_for(office: Office) -> None:
    lin, _ = await crowd(office, 2)
    lin.says(office.group, "/camp")
    await office.passes(seconds=10)

    found = await asks(office, "/who sop:camp stage:new")
    assert "成员00" in found
    assert "成员01" not in found


async def test_it_is_for_the_staff_and_not_for_the_members_group(office: Office) -> None:
    (lin,) = await crowd(office, 1)
    lin.presses_start()
    await office.passes(seconds=5)
    lin.writes_to_bot("/who all")
    office.zhou.says(office.group, "/who all")
    await office.passes(seconds=10)

    assert office.words("只有群主和助教", "Only the owner and the assistants") in lin.private.last.text
    assert office.words("私聊我用", "works in our private chat") in office.group.last.text


async def test_an_owner_asks_in_private(office: Office) -> None:
    await crowd(office, 2)
    office.owner.writes_to_bot("/who joined<1d")
    await office.passes(seconds=10)

    assert office.owner.private.last.text.splitlines()[0].startswith(office.words("👥 2 人", "👥 2 people"))


async def test_whoever_has_no_username_is_named_in_private_by_a_number_of_the_list(office: Office) -> None:
    lin = await office.arrives("小林")
    office.zhou.presses_start()
    await office.passes(seconds=5)
    office.zhou.writes_to_bot("/who all")
    await office.passes(seconds=5)
    found = office.zhou.private.last
    await office.presses(office.zhou, found, "1")

    page = office.zhou.private.last
    assert "小林" in page.text
    assert "1" in found.labels, "the list stays"
    office.zhou.replies(page, "/tag vip")
    await office.passes(seconds=5)
    assert "vip" in office.zhou.private.last.text
    assert lin.id in office.zhou.private.last.mentions
    office.zhou.replies(page, "/why")
    await office.passes(seconds=5)
    assert office.words("小林：做了什么", "小林: what I did") in office.zhou.private.last.text

    await office.presses(office.zhou, page, office.words("📜 流程", "📜 Scripts"))
    none = office.zhou.private.last
    assert "/sop start" in none.text
    office.zhou.replies(none, "/sop start camp")
    await office.passes(seconds=5)
    assert lin.id in office.zhou.private.last.mentions
