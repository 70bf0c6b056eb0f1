"""An operator edits script files while the program runs."""

import asyncio
from pathlib import Path

import pytest

from playground.emulator import Emulator, Group, Happening, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with

HELLO = """\
start: [{on: member_joined}]
steps:
  - id: hello
    do: [{say: {to: chat, text: "欢迎 {{ members }}，{word}", merge: 10s}}]
"""


def hello(word: str) -> str:
    return HELLO.replace("{word}", word)


class Awaited:
    """Something that is said within a few real seconds, as the heartbeat looks at files in real time."""

    def __init__(self, telegram: Emulator, text: str) -> None:
        self._text = text
        self._said = asyncio.Event()
        telegram.subscribe(self._hear)

    async def said(self) -> None:
        async with asyncio.timeout(60):
            await self._said.wait()

    def _hear(self, happening: Happening) -> None:
        if self._text in happening.text:
            self._said.set()


def script(sopbot: Sopbot) -> Path:
    return sopbot.folder / "own_scripts" / "zh" / "hello.yaml"


async def begun(stopped: Sopbot, telegram: Emulator, owner: Person) -> Group:
    await start_with(stopped, hello=hello("第一版"))
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    return group


def warnings(owner: Person) -> list[str]:
    """What the owner was told of mistakes in scripts."""
    return [message.text for message in owner.inbox if "写错了" in message.text]


async def answer(telegram: Emulator, owner: Person, group: Group, command: str) -> str:
    """What the group reads when the owner sends a command there."""
    owner.says(group, command)
    await telegram.advance(seconds=5)
    return group.last.text


async def joins(telegram: Emulator, group: Group, name: str) -> str:
    """What the group reads when somebody joins."""
    telegram.person(name).joins(group)
    await telegram.advance(seconds=30)
    return group.last.text


async def test_a_broken_file_leaves_the_last_good_version_running_and_the_owner_is_told_the_line(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await begun(stopped, telegram, owner)
    told = Awaited(telegram, "hello.yaml:5:")

    script(stopped).write_text("sop: hello\n" + hello("坏了").replace("say:", "sya:"), "utf-8")
    await told.said()

    assert await joins(telegram, group, "小林") == "欢迎 小林，第一版"
    (warning,) = warnings(owner)
    assert "zh/hello.yaml:5:" in warning
    assert "没有 `sya` 这个动作；是不是 `say`？" in warning
    assert "上一个正确的版本" in warning


async def test_a_file_that_is_broken_at_the_start_is_told_though_no_good_version_can_go_on(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await begun(stopped, telegram, owner)
    await stopped.stop()
    script(stopped).write_text("sop: hello\n" + hello("坏了").replace("say:", "sya:"), "utf-8")
    await stopped.start()
    await telegram.settle()

    (warning,) = warnings(owner)
    assert "不会运行" in warning
    assert "hello.yaml" in await answer(telegram, owner, group, "/sop list")


async def test_a_mistake_that_reload_was_first_to_see_is_still_told_to_the_owner(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await begun(stopped, telegram, owner)
    told = Awaited(telegram, "有个流程写错了")
    script(stopped).write_text("sop: hello\n" + hello("坏了").replace("say:", "sya:"), "utf-8")

    assert "zh/hello.yaml:5:" in await answer(telegram, owner, group, "/sop reload")
    await told.said()

    assert len(warnings(owner)) == 1


async def test_a_missing_folder_is_told_once_and_reload_says_so(
    stopped: Sopbot, telegram: Emulator, owner: Person, caplog: pytest.LogCaptureFixture
):
    group = await begun(stopped, telegram, owner)
    told, again = Awaited(telegram, "找不到流程文件夹"), Awaited(telegram, "hello.yaml:5:")
    folder = script(stopped).parent.parent
    folder.rename(folder.with_name("elsewhere"))
    await told.said()

    assert "找不到流程文件夹" in await answer(telegram, owner, group, "/sop reload")
    assert await joins(telegram, group, "小林") == "欢迎 小林，第一版"
    folder.with_name("elsewhere").rename(folder)
    script(stopped).write_text("sop: hello\n" + hello("坏了").replace("say:", "sya:"), "utf-8")
    await again.said()
    assert sum("scripts_missing" in record.message for record in caplog.records) == 1


async def test_a_changed_file_is_taken_up_without_a_restart(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await begun(stopped, telegram, owner)
    assert await joins(telegram, group, "小林") == "欢迎 小林，第一版"
    taken_up = Awaited(telegram, "first.yaml:1:")

    script(stopped).write_text("sop: hello\n" + hello("第二版"), "utf-8")
    (script(stopped).parent / "first.yaml").write_text("nonsense", "utf-8")
    await taken_up.said()

    assert await joins(telegram, group, "阿青") == "欢迎 阿青，第二版"
