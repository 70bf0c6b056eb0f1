"""People can be played over HTTP, when the emulator runs alone."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from playground.emulator import Emulator
from playground.emulator.control import Control


@pytest.fixture
async def alone() -> AsyncIterator[Emulator]:
    telegram = Emulator()
    telegram.serve_also(web.post("/control", Control(telegram).serve))
    async with telegram:
        yield telegram


async def play(telegram: Emulator, http: aiohttp.ClientSession, **wanted: Any) -> tuple[int, dict[str, Any]]:
    async with http.post(f"{telegram.url}/control", json=wanted) as response:
        return response.status, await response.json()


async def test_a_story_over_http(alone: Emulator, http: aiohttp.ClientSession) -> None:
    _, made = await play(alone, http, person="群主", act="creates_group", title="群")
    await play(alone, http, person="群主", act="adds_bot", group="群", admin=True)
    await play(alone, http, person="小林", act="joins", group="群")
    _, said = await play(alone, http, person="小林", act="says", group="群", text="早")
    await play(
        alone,
        http,
        person="群主",
        act="replies",
        group="群",
        message=said["message"]["message_id"],
        text="早",
    )
    await play(alone, http, person="小林", act="presses_start", payload="x")

    assert made["group"]["title"] == "群"
    assert [h.text for h in alone.log.of("said")] == ["早", "早", "/start x"]


async def test_what_can_not_be_done_is_said(alone: Emulator, http: aiohttp.ClientSession) -> None:
    status, answer = await play(alone, http, person="小林", act="says", group="群", text="早")
    assert (status, answer) == (400, {"error": "no group '群'"})
    status, answer = await play(alone, http, person="小林", act="__init__")
    assert status == 400
