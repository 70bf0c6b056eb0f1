"""Answers that come late don't pull anybody back to where they have left."""

import asyncio
import itertools
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.guest import Guest
from tests.browser.line import Line


@pytest.fixture
async def at_scripts(at_a_desk: Guest, line: Line) -> Guest:
    """Somebody with a script open, whose line a test has in its hands."""
    await line.attach(at_a_desk.page)
    await at_a_desk.looks_at("script")
    await expect(at_a_desk.script_state).to_have_text("Checked, no problem")
    return at_a_desk


async def test_a_save_that_is_answered_late_does_not_bring_the_full_screen_back(in_hand: Guest):
    """The text fills a phone's screen, and covers the way to the chats."""
    page, held, answered = in_hand.page, asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        if route.request.method != "PUT":
            await route.continue_()
            return
        await held.wait()
        await route.continue_()
        await (await route.request.response()).finished()  # type: ignore[union-attr]
        answered.set()

    await page.route(re.compile("/api/scripts/"), late)
    await in_hand.looks_at("script")
    await expect(in_hand.script).to_have_value(re.compile("sop:"))
    await in_hand.touches(in_hand.script)
    await in_hand.script.fill("sop: tea\nsurprise: yes\nsteps: []\n")
    await expect(page.locator(".line.faulty").first).to_be_visible()
    await in_hand.touches(in_hand.button("Save"))
    await in_hand.touches(in_hand.button("Leave full screen"))
    held.set()
    await answered.wait()

    await in_hand.touches(page.locator('#bottom [data-id="chats"]'))
    await in_hand.opens_chat("Early Writers")


async def test_a_save_that_is_declined_late_leaves_the_caret_to_who_has_gone_on(
    at_scripts: Guest, line: Line
):
    """Else what one writes next lands where the problem is."""
    guest = at_scripts
    await guest.script.fill("sop: tea\nsurprise: yes\nsteps: []\n")
    await expect(guest.page.locator(".line.faulty").first).to_be_visible()
    line.holds("/api/scripts/")
    await guest.keys("Control+s", "Control+s")
    await line.waits_for(1)
    await guest.keys("Control+End", "Shift+Home")
    saves = itertools.count(1)
    async with guest.page.expect_response(lambda one: one.request.method == "PUT" and next(saves) == 2):
        line.lets_go()
    await guest.sees_what_came()
    await guest.types("steps: [")
    await expect(guest.script).to_have_value("sop: tea\nsurprise: yes\nsteps: []\nsteps: [")


async def test_a_list_of_problems_that_comes_late_hides_neither_the_caret_nor_what_is_suggested(
    at_scripts: Guest, line: Line
):
    guest = at_scripts
    await guest.script.focus()
    await guest.keys("Control+End", "Enter")
    line.holds(".yaml/check")
    await guest.types("mo")
    await expect(guest.suggestions.first).to_be_visible()
    await line.waits_for(1)
    line.lets_go()
    await expect(guest.page.get_by_label("Problems")).to_be_visible()
    await guest.sees_what_came()
    await expect(guest.suggestions.first).to_be_visible()
    await expect(guest.page.locator(".line.current")).to_be_in_viewport()


async def test_a_script_that_comes_late_leaves_the_list_of_scripts_open(guest: Guest, line: Line):
    """Which was opened while there was nothing else to be done."""
    await line.attach(guest.page)
    line.holds("/api/scripts")
    panel = await guest.looks_at("script")
    await guest.touches(panel.locator(".script-name"))
    line.lets_go()
    await expect(guest.script_field).to_be_editable()
    await guest.touches(panel.locator(".script-outline").get_by_text("welcome.yaml"))
    await expect(panel.locator(".script-name")).to_contain_text("welcome.yaml")
