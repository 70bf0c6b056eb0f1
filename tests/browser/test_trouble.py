"""What goes wrong in front of the page is borne with kind words."""

import itertools
from pathlib import Path

from playwright.async_api import expect

from playground.page.server import Page as Playground
from playground.sandbox import Sandbox
from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

NONSENSE = "<img src=x onerror=alert(1)> {{ 7 * 7 }} \u202e\u0000 %s ' \" \\ " + "🙂" * 200


async def test_buttons_pressed_twice_and_long_after_answer_kindly(guest: Guest):
    await guest.becomes_someone_new()
    await guest.joins("Early Writers")
    await guest.lets_go_by("Ten minutes on")
    await guest.presses("Start my first day")
    await expect(guest.message("introduce yourself")).to_be_visible()
    check_in = guest.page.locator(".key").filter(has_text="Check in").last
    answers = itertools.count(1)
    async with guest.page.expect_response(lambda one: one.url.endswith("/press") and next(answers) == 2):
        await check_in.dblclick()
    await expect(guest.page.locator("#toasts, dialog.small").first).not_to_be_empty()
    if await guest.page.locator("dialog.small").is_visible():
        await guest.keys("Escape")
    await guest.lets_go_by("Seven days on")
    await guest.lets_go_by("Seven days on")
    old = guest.page.locator(".key").filter(has_text="Check in").first
    async with guest.page.expect_response("**/press") as pressed:
        await old.dispatch_event("click")
    assert (await pressed.value).status == 200


async def test_a_bot_that_is_blocked_and_nonsense_that_is_said_harm_nobody(guest: Guest, served: Served):
    await guest.becomes("Fay")
    await guest.opens_chat("Helper")
    await guest.touches(guest.button("Start"))
    await expect(guest.field).to_be_visible()
    await guest.says(NONSENSE.replace("\u0000", "").strip())
    await expect(guest.page.locator(".message .text img")).to_have_count(0)
    await guest.touches(guest.button("What you can do here"))
    await guest.touches(guest.page.get_by_role("menuitem", name="Block the bot"))
    await expect(guest.page.get_by_text("Fay has blocked the bot.")).to_be_visible()
    await guest.lets_go_by("To tomorrow, 08:00")
    await guest.touches(guest.button("Unblock"))
    await expect(guest.field).to_be_visible()
    with guest.watch.expecting("status of 400"):
        answer = await guest.page.evaluate(
            "async () => (await fetch('/api/people/0', {method: 'POST', body: 'no json'})).status"
        )
    assert answer == 400


async def test_the_page_comes_back_with_the_server(arrives: Arrives, tmp_path: Path):
    playground = Playground(await Sandbox.open("newcomers", "en", tmp_path / "first"))
    await playground.start(0)
    address, port = playground.address, playground.port
    guest = await arrives(address)
    lost = guest.page.locator(".offline")
    with guest.watch.expecting("ERR_", "WebSocket connection"):
        await playground.stop()
        await expect(lost).to_be_visible()
        await guest.field.fill("Anybody there?")
        await guest.keys("Enter")
        await expect(guest.page.locator("#toasts")).to_contain_text("doesn't answer")
        assert await guest.field.input_value() == "Anybody there?"
        playground = Playground(await Sandbox.open("newcomers", "en", tmp_path / "second"))
        await playground.start(port)
        await expect(lost).to_have_count(0)
    await guest.keys("Enter")
    await expect(guest.message("Anybody there?")).to_be_visible()
    await guest.page.goto("about:blank")
    await playground.stop()
