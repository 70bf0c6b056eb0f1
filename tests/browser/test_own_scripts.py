"""Scripts of one's own on the page: called otherwise, and taken away again."""

import re

from playwright.async_api import expect

from tests.browser.guest import Guest

OWN = ("/api/scripts/en/tea_time.yaml", "/api/scripts/en/coffee_break.yaml")
"""What is asked of them may be answered only after they are called otherwise, or gone: with an error."""


async def more(guest: Guest, act: str) -> None:
    """Choose from the menu of the open script."""
    await expect(guest.script_state).to_have_text("Checked, no problem")
    await guest.touches(guest.panel("script").get_by_role("button", name="More", exact=True))
    await guest.touches(guest.page.get_by_role("menuitem", name=act))


async def is_renamed_and_deleted(guest: Guest) -> None:
    page = guest.page
    panel = await guest.looks_at("script")
    name = panel.locator(".script-name")
    await expect(name).to_contain_text("en/")
    await guest.touches(panel.get_by_role("button", name="New script"))
    await page.get_by_label("What is it called?").fill("tea_time")
    await guest.touches(guest.button("Begin"))
    await expect(name).to_contain_text("en/tea_time.yaml")

    await more(guest, "Rename …")
    called = page.get_by_label("What is it called?")
    await expect(called).to_have_value("tea_time")
    await called.fill("welcome")
    await guest.touches(guest.button("Rename"))
    await expect(page.get_by_role("alert")).to_contain_text("already")
    await called.fill("coffee_break")
    await guest.touches(guest.button("Rename"))
    await expect(name).to_contain_text("en/coffee_break.yaml")
    await expect(guest.script_field).to_have_value(re.compile(r"^sop: coffee_break$", re.MULTILINE))

    await more(guest, "Delete …")
    await guest.touches(guest.button("Delete"))
    await expect(name).not_to_contain_text("coffee_break")
    await expect(panel.locator(".script-outline")).not_to_contain_text("coffee_break")
    await expect(panel.locator(".script-outline")).not_to_contain_text("tea_time")
    await expect(guest.toasts).to_be_empty()


async def test_an_own_script_is_renamed_and_deleted(guest: Guest):
    with guest.watch.expecting(*OWN):
        await is_renamed_and_deleted(guest)


async def test_what_came_with_the_program_is_neither(guest: Guest):
    panel = await guest.looks_at("script")
    await expect(panel.locator(".script-name")).to_contain_text("en/")
    await guest.touches(panel.get_by_role("button", name="More", exact=True))
    await expect(guest.page.get_by_role("menuitem", name="Download this script")).to_be_visible()
    await expect(guest.page.get_by_role("menuitem", name="Delete …")).to_have_count(0)
