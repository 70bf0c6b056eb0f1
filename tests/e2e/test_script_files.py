"""An operator edits script files while the program runs."""

import asyncio
from pathlib import Path

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
        async with asyncio.timeout(20):
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


async def joins(telegram: Emulator, group: Group, name: str) -> str:
    """What the group reads when somebody joins."""
    telegram.person(name).joins(group)
    await telegram.advance(seconds=30)
    return group.last.text


async def test_a_broken_file_leaves_the_last_good_version_running_and_the_owner_is_told_the_line_once(
    stopped: Sopbot, telegram: Emulator, owner: Person
):
    group = await begun(stopped, telegram, owner)
    told = Awaited(telegram, "hello.yaml:5:")

    script(stopped).write_text("sop: hello\n" + hello("坏了").replace("say:", "sya:"), "utf-8")
    await told.said()

    assert await joins(telegram, group, "小林") == "欢迎 小林，第一版"
    await stopped.restart()
    await telegram.settle()
    assert sum("hello.yaml:5:" in message.text for message in owner.inbox) == 1
    assert "say" in next(message.text for message in owner.inbox if "hello.yaml:5:" in message.text)


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
