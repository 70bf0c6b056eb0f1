"""A script is edited, renamed or deleted while it runs for people; `/sop upgrade` moves them to the new words."""

from pathlib import Path

import pytest

from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

CAMP = """\
title: 晨间营
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: hello
    title: 欢迎
    at: start
    do:
      - say: {to: private, else: skip, text: "旧的欢迎"}
      - wait: 30h
      - say: {to: private, else: skip, text: "旧的追问"}
  - id: daily
    title: 早安
    each: {day: 2..4, at: "09:00"}
    do:
      - award: {points: 1, reason: 早}
      - say: {to: private, else: skip, text: "旧的早安 {{ day }}"}
"""

NEW = CAMP.replace("旧的", "新的")


def script(sopbot: Sopbot) -> Path:
    return sopbot.folder / "own_scripts" / "zh" / "camp.yaml"


def rewrite(sopbot: Sopbot, text: str, sop: str = "camp") -> None:
    script(sopbot).write_text(f"sop: {sop}\n{text}", "utf-8")


def edit(sopbot: Sopbot) -> None:
    rewrite(sopbot, NEW)


def rename(sopbot: Sopbot) -> None:
    rewrite(sopbot, NEW, "camp_two")


def delete(sopbot: Sopbot) -> None:
    script(sopbot).unlink()


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """Joining starts a camp of four days."""
    return await start_with(stopped, camp=CAMP)


async def arrives(telegram: Emulator, group: Group, name: str) -> Person:
    """A member whose private chat is open."""
    person = telegram.person(name)
    person.presses_start()
    person.joins(group)
    await telegram.advance(minutes=1)
    return person


@pytest.fixture
async def lin(telegram: Emulator, community: Group) -> Person:
    """A member who has joined today, on Monday at nine."""
    return await arrives(telegram, community, "小林")


def said(person: Person) -> list[str]:
    """The first lines of what the script told them."""
    lines = [message.text.split("\n")[0] for message in person.inbox]
    return [line for line in lines if line.startswith(("旧的", "新的"))]


async def tell(telegram: Emulator, owner: Person, command: str) -> str:
    """What the owner reads after a command in private."""
    owner.writes_to_bot(command)
    await telegram.advance(seconds=10)
    return owner.private.last.text


async def points(telegram: Emulator, person: Person) -> str:
    person.writes_to_bot("/me")
    await telegram.advance(seconds=5)
    return person.private.last.text


@pytest.mark.parametrize("change", [edit, rename, delete])
@pytest.mark.parametrize("restarts", [False, True], ids=["going on", "across a restart"])
async def test_a_run_goes_on_as_it_began(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person, change, restarts: bool
):
    if restarts:
        await sopbot.stop()
    change(sopbot)
    if restarts:
        await sopbot.start()
    await tell(telegram, owner, "/sop reload")
    mei = await arrives(telegram, community, "阿美")
    await telegram.advance(days=4)

    assert said(lin) == ["旧的欢迎", "旧的早安 2", "旧的追问", "旧的早安 3", "旧的早安 4"]
    new = [text.replace("旧的", "新的") for text in said(lin)]
    assert said(mei) == ([] if change is delete else new)


async def test_those_who_can_are_moved_by_a_press_and_get_the_new_words_the_next_day(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    mei = await arrives(telegram, community, "阿美")
    edit(sopbot)
    assert "/sop upgrade camp" in await tell(telegram, owner, "/sop reload")

    preview = await tell(telegram, owner, "/sop upgrade camp")
    assert "「晨间营」还在旧版本上" in preview
    assert "今天起用的版本 · 欢迎：2 人" in preview
    assert "2 人可以换到新版本" in preview

    shown = owner.private.last
    owner.presses(shown, "换到新版本（2）")
    await telegram.advance(seconds=10)
    assert "2 人已换到新版本" in owner.private.last.text
    assert shown.buttons == []

    await telegram.advance(days=4)
    for person in (lin, mei):
        assert said(person) == ["旧的欢迎", "新的早安 2", "新的追问", "新的早安 3", "新的早安 4"]
        assert "💎 3 积分" in await points(telegram, person)
    assert "已经是最新版本" in await tell(telegram, owner, "/sop upgrade camp")


async def test_who_cannot_move_is_named_with_the_reason_and_stays(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    rewrite(sopbot, NEW.replace("id: hello", "id: welcome"))
    await tell(telegram, owner, "/sop reload")

    preview = await tell(telegram, owner, "/sop upgrade camp")

    assert "0 人可以换到新版本" in preview
    assert "1 人留在旧版本" in preview
    assert "正在「欢迎」中间，而新版本没有这一步（小林）" in preview
    assert owner.private.last.buttons == []
    refused = await tell(telegram, owner, f"/sop upgrade camp {lin.id}")
    assert "小林 的「晨间营」留在旧版本：正在「欢迎」中间" in refused
    await telegram.advance(days=4)
    assert "新的" not in "".join(said(lin))


async def test_one_member_is_moved_at_once(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    mei = await arrives(telegram, community, "阿美")
    assert "已经是最新版本" in await tell(telegram, owner, f"/sop upgrade camp {lin.id}")
    edit(sopbot)
    await tell(telegram, owner, "/sop reload")

    assert "从现在起按最新版本走" in await tell(telegram, owner, f"/sop upgrade camp {lin.id}")
    assert "换到流程的新版本" in await tell(telegram, owner, f"/sop trace {lin.id}")
    await telegram.advance(days=1)

    assert said(lin)[1] == "新的早安 2"
    assert said(mei)[1] == "旧的早安 2"


async def test_a_press_after_the_script_has_changed_again_moves_nobody(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    edit(sopbot)
    await tell(telegram, owner, "/sop reload")
    await tell(telegram, owner, "/sop upgrade camp")
    shown = owner.private.last
    rewrite(sopbot, CAMP.replace("旧的", "更新的"))
    await tell(telegram, owner, "/sop reload")

    press = owner.presses(shown, "换到新版本（1）")
    await telegram.advance(seconds=10)

    assert press.alert
    assert "camp 之后又改过了" in (press.answer or "")
    await telegram.advance(days=1)
    assert said(lin)[1] == "旧的早安 2"


async def test_two_presses_at_once_move_everybody_once(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    edit(sopbot)
    await tell(telegram, owner, "/sop reload")
    await tell(telegram, owner, "/sop upgrade camp")
    shown = owner.private.last
    first, second = (owner.presses(shown, "换到新版本（1）") for _ in range(2))
    await telegram.advance(seconds=10)

    assert first.answer == "这就换！"
    assert second.answer in ("已经在换了", "已经换好了")
    assert sum("人已换到新版本" in message.text for message in owner.inbox) == 1


async def test_a_script_without_a_file_has_no_newer_version(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    delete(sopbot)
    await tell(telegram, owner, "/sop reload")

    assert "camp 的文件已经不在了" in await tell(telegram, owner, "/sop upgrade camp")


async def test_a_press_is_for_the_staff(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    edit(sopbot)
    await tell(telegram, owner, "/sop reload")
    owner.says(community, "/sop upgrade camp")
    await telegram.advance(seconds=10)
    press = lin.presses(community.last, "换到新版本（1）")
    await telegram.advance(seconds=5)

    assert press.alert
    assert "新的" not in "".join(said(lin))


async def test_by_buttons_the_page_of_a_script_says_who_is_behind_and_leads_to_the_preview(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group, lin: Person
):
    edit(sopbot)
    await tell(telegram, owner, "/sop reload")
    await tell(telegram, owner, "/sop")
    owner.presses(owner.private.last, "晨间营")
    await telegram.advance(seconds=5)
    assert "个还在旧版本" in owner.private.last.text

    owner.presses(owner.private.last, "⬆️ 换到新版本")
    await telegram.advance(seconds=10)
    assert "「晨间营」还在旧版本上" in owner.private.last.text
