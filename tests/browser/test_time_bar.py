"""The time bar says what came of a move."""

from playwright.async_api import expect

from tests.browser.guest import Guest


async def test_a_step_that_was_due_for_nobody_says_so_once(guest: Guest):
    """The first thing that anybody presses, and on the first day nothing is to be seen of it."""
    await guest.lets_go_by("To the next due step")
    said = guest.page.locator(".toast").filter(has_text="nobody to do it for")
    await expect(said).to_have_count(1)
    await expect(said).to_have_count(0)
    await guest.page.reload()
    await expect(guest.page.locator(".chat[data-chat]").first).to_be_visible()
    await expect(said).to_have_count(0)
