"""The emulator's README is true: its lists are those of the code, and what it shows runs."""

import asyncio
import json
import re
import shlex
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from playground.emulator import Emulator, stage
from playground.emulator.__main__ import parser
from playground.emulator.acts import acts, described
from playground.emulator.calls import PLAYED
from playground.emulator.control import Control
from tests.integration.emulator.conftest import EVERY_KIND, Poller

README = (Path(stage.__file__).parent / "README.md").read_text("utf-8")
ADDRESS = "http://127.0.0.1:8081"


def block(language: str, containing: str) -> str:
    """The one fenced block of that language with those words."""
    found = [code for code in re.findall(rf"```{language}\n(.*?)```", README, re.S) if containing in code]
    assert len(found) == 1
    return str(found[0])


def listed(name: str) -> list[str]:
    """The names in the paragraph behind a marker."""
    paragraph = README.split(f"<!-- {name} -->\n")[1].split("\n\n")[0]
    return re.findall(r"`(\w+)`", paragraph)


def test_the_methods_are_those_that_are_played() -> None:
    assert listed("methods") == sorted([*PLAYED, "getUpdates"])


async def test_the_updates_are_those_that_come(telegram: Emulator, poller: Poller) -> None:
    owner, lin = telegram.person("群主"), telegram.person("小林")
    group = owner.creates_group("群", supergroup=True)
    owner.adds_bot(group, admin=True)
    lin.joins(group)
    said = lin.says(group, "早")
    lin.edits(said, "早安")
    lin.reacts(said, "👍")
    group.reactions_are_anonymous = True
    lin.reacts(said, "🔥")
    row = [{"text": "打卡", "callback_data": "a"}]
    keyboard = json.dumps({"inline_keyboard": [row]})
    await poller.call("sendMessage", chat_id=group.id, text="早", reply_markup=keyboard)
    lin.presses(group.last, "打卡")

    come = {kind for update in telegram.world.updates.all for kind in update} - {"update_id"}
    assert listed("updates") == sorted(come)
    assert come == set(EVERY_KIND)


def test_the_options_are_those_of_the_command() -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z-]+", parser().format_help()))
    named = set(re.findall(r"`(--[a-z-]+)`", README.split("## Options")[1].split("## What")[0]))
    assert named == options - {"--help"}


def test_the_acts_take_what_the_table_says() -> None:
    rows = [f"| `{act}` | {described(act)} |" for act in acts()]
    table = README.split("<!-- acts -->\n")[1].split("\n\n")[0].splitlines()
    assert table[2:] == rows, "\n".join(rows)


async def told_by_curl(http: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    """What the README does with curl; the answers."""
    answers = []
    for line in block("sh", "presses_start").splitlines():
        words = shlex.split(line)
        address = url + words[1].removeprefix(ADDRESS.removeprefix("http://"))
        method, body = ("POST", words[3]) if "-d" in words else ("GET", None)
        async with http.request(method, address, data=body) as response:
            assert response.status == 200
            answers.append(await response.json())
    return answers


@pytest.mark.parametrize("library", ["aiogram", "telegram.ext"])
async def test_the_bots_of_five_lines_answer(library: str, http: aiohttp.ClientSession) -> None:
    code = block("python", f"from {library} import")
    telegram = Emulator()
    telegram.serve_also(*Control(telegram).routes())
    async with telegram:
        script = code.replace(ADDRESS, telegram.url)
        assert script != code
        bot = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=DEVNULL, stderr=PIPE)
        try:
            seen = await told_by_curl(http, telegram.url)
            (lin,) = telegram.people
            await telegram.until(lambda: len(lin.inbox) == 2, timeout=60)
        finally:
            bot.kill()
            await bot.wait()
    assert [message["text"] for message in seen[2]["messages"]] == ["/start", "hello"]
    assert [message.text for message in lin.inbox] == ["You said /start", "You said hello"]


async def test_the_story_is_as_it_is_told(http: aiohttp.ClientSession) -> None:
    bots: list[asyncio.Task[None]] = []

    async def start_my_bot(url: str, token: str) -> None:
        bots.append(asyncio.ensure_future(echo(http, f"{url}/bot{token}")))

    names: dict[str, Any] = {"start_my_bot": start_my_bot}
    exec(block("python", "async def story"), names)
    await names["story"]()
    (bot,) = bots
    bot.cancel()
    await asyncio.gather(bot, return_exceptions=True)


async def echo(http: aiohttp.ClientSession, api: str) -> None:
    """A bot without any library."""
    offset = 0
    while True:
        async with http.get(f"{api}/getUpdates", params={"timeout": 20, "offset": offset}) as response:
            updates = (await response.json())["result"]
        for update in updates:
            offset = update["update_id"] + 1
            message = update.get("message", {})
            if "text" in message:
                answer = {"chat_id": message["chat"]["id"], "text": f"You said {message['text']}"}
                await http.post(f"{api}/sendMessage", json=answer)
