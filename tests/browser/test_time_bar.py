"""The time bar says what came of a move."""

from playwright.async_api import expect

from tests.browser.guest import Guest

LISTEN = """() => {
  window.heard = [];
  const hear = ({ addedNodes }) => addedNodes.forEach(({ textContent }) => window.heard.push(textContent));
  const toasts = document.querySelector("#toasts");
  new MutationObserver((changes) => changes.forEach(hear)).observe(toasts, { childList: true });
}"""
"""Keeps what is said in passing: a slow test could come too late for it."""
HEARD = "() => window.heard.filter((text) => text.includes('nobody to do it for')).length"


async def test_a_step_that_was_due_for_nobody_says_so_once(guest: Guest):
    """The first thing that anybody presses, and on the first day nothing is to be seen of it."""
    page = guest.page
    await page.evaluate(LISTEN)
    await guest.lets_go_by("To the next due step")
    await page.wait_for_function(f"() => ({HEARD})() === 1")
    await guest.lets_go_by("Ten minutes on")
    assert await page.evaluate(HEARD) == 1

    await page.reload()
    await page.evaluate(LISTEN)
    await expect(page.locator(".chat[data-chat]").first).to_be_visible()
    assert await page.evaluate(HEARD) == 0
