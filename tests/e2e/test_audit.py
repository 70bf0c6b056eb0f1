"""`/audit`: the owner reads in plain words who did what."""

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e import asking
from tests.e2e.asking import ask
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.e2e.test_sop_command import GUIDE


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """One script that starts by hand."""
    return await start_with(stopped, guide=GUIDE)


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A member."""
    return await asking.member(telegram, community)


@pytest.fixture
async def zhou(telegram: Emulator, community: Group, owner: Person) -> Person:
    """An assistant, with the private chat open."""
    return await asking.assistant(telegram, community, owner)


async def test_the_owner_reads_who_did_what_to_whom(
    telegram: Emulator, community: Group, owner: Person, zhou: Person, lin: Person
) -> None:
    await ask(telegram, zhou, "/sop start guide @lin")
    zhou.presses(zhou.private.last, "↩️ 撤销")
    await telegram.advance(seconds=5)
    await ask(telegram, zhou, "/sop pause guide")
    await ask(telegram, zhou, "/tag @lin 学员")

    told = await ask(telegram, owner, "/audit")
    lines = told.splitlines()
    assert lines[0] == "📒 操作记录"
    assert lines[1] == "今天 09:00 小周 给 小林 打了标签 学员"
    assert lines[2] == "今天 09:00 小周 把「七日引导」切换为已暂停"
    assert lines[3] == "今天 09:00 小周 撤销了：为 小林 开始了「七日引导」"
    assert lines[4] == "今天 09:00 小周 为 小林 开始了「七日引导」"
    assert "群主 请 小周 当助教" in told

    about = await ask(telegram, owner, "/audit @lin")
    assert about.startswith("📒 操作记录 · 小林")
    assert "已暂停" not in about
    assert "请 小周 当助教" in await ask(telegram, owner, "/audit @zhou")


async def test_what_is_done_to_several_is_one_line(
    telegram: Emulator, community: Group, owner: Person, zhou: Person, lin: Person
) -> None:
    telegram.person("小王", username="wang").joins(community)
    await telegram.advance(seconds=5)
    await ask(telegram, zhou, "/sop start guide @lin @wang")

    told = await ask(telegram, owner, "/audit")
    assert told.splitlines()[1] == "今天 09:00 小周 为 小林、小王 开始了「七日引导」"


async def test_older_acts_are_a_button_away(
    telegram: Emulator, community: Group, owner: Person, zhou: Person, lin: Person
) -> None:
    for number in range(16):
        await ask(telegram, zhou, f"/tag @lin 标签{number}")
    first = await ask(telegram, owner, "/audit")
    assert "标签15" in first
    owner.presses(owner.private.last, "更早 ›")
    await telegram.advance(seconds=5)
    assert "标签0" in owner.private.last.text
    assert "标签15" not in owner.private.last.text


async def test_it_is_for_the_owner_and_in_private(
    telegram: Emulator, community: Group, owner: Person, zhou: Person
) -> None:
    assert "群主" in await ask(telegram, zhou, "/audit")
    owner.says(community, "/audit")
    await telegram.advance(seconds=5)
    assert "私聊" in community.last.text
