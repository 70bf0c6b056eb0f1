"""Answers that come late don't pull anybody back to where they have left."""

import asyncio
import re

from playwright.async_api import Route, expect

from tests.browser.guest import Guest


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
