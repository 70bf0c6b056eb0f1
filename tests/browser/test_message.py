"""What a bot's message may bring, as nobody's script does it at the moment: hidden words, and that it is typing."""

from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from playground.page.server import Page as Playground
from tests.browser.conftest import Arrives

SECRET = "The winner is <tg-spoiler>nobody <b>else</b></tg-spoiler> than <tg-spoiler>Fay</tg-spoiler>."


class Bot:
    """Calls the Bot API as the program could."""

    def __init__(self, playground: Playground, http: aiohttp.ClientSession) -> None:
        self._telegram = playground.sandbox.telegram
        self._http = http
        self.group = playground.sandbox.group.id

    async def call(self, method: str, **parameters: Any) -> None:
        address = f"{self._telegram.url}/bot{self._telegram.token}/{method}"
        async with self._http.post(address, json={"chat_id": self.group, **parameters}) as answer:
            assert (await answer.json())["ok"]


@pytest.mark.parametrize("phone", [False, True])
async def test_hidden_words_are_uncovered_and_stay_so(playground: Playground, arrives: Arrives, phone: bool):
    async with aiohttp.ClientSession() as http:
        await Bot(playground, http).call("sendMessage", text=SECRET, parse_mode="HTML")
    guest = await arrives(playground.address, phone=phone)
    page = guest.page
    await expect(page.locator(".chat-last").first).to_contain_text("The winner is ▒▒▒")
    await guest.opens_chat("Early Writers")
    message = guest.message("The winner is")
    hidden = message.get_by_role("button", name="Hidden words: show them")
    await expect(hidden).to_have_count(2)

    await guest.touches(hidden.first)
    await expect(hidden).to_have_count(0)
    await expect(message.locator(".spoiler.seen")).to_have_count(2)
    await expect(page.get_by_role("menu")).to_have_count(0)

    await guest.touches(message.locator(".by"))
    await guest.touches(page.get_by_role("menuitem", name="Pin"))
    await expect(page.locator(".pin-bar")).to_contain_text("The winner is ▒▒▒")
    await expect(message.locator(".spoiler.seen")).to_have_count(2)


async def test_hidden_words_are_uncovered_by_keyboard(playground: Playground, arrives: Arrives):
    async with aiohttp.ClientSession() as http:
        await Bot(playground, http).call("sendMessage", text=SECRET, parse_mode="HTML")
    guest = await arrives(playground.address)
    message = guest.message("The winner is")
    await message.focus()
    await guest.keys("Tab")
    await expect(message.locator(".spoiler").first).to_be_focused()
    await guest.keys("Enter")
    await expect(message.locator(".spoiler.seen")).to_have_count(2)
    await expect(message).to_be_focused()


async def test_the_bot_is_seen_typing_until_it_has_spoken(playground: Playground, arrives: Arrives):
    guest = await arrives(playground.address)
    page = guest.page
    async with aiohttp.ClientSession() as http:
        bot = Bot(playground, http)
        await bot.call("sendChatAction", action="typing")
        await expect(page.locator(".typing")).to_be_visible()
        await expect(page.locator(".conversation-head p")).to_have_text("Helper is typing …")
        await expect(page.locator(".chat").first).to_contain_text("Helper is typing …")
        await bot.call("sendMessage", text="Here I am")
        await expect(guest.message("Here I am")).to_be_visible()
        await expect(page.locator(".typing")).to_be_hidden()
