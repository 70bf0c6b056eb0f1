"""Keeping what is played, and starting from elsewhere, through the page's menu."""

from pathlib import Path

from playwright.async_api import expect

from tests.browser.guest import Guest


async def test_a_state_is_saved_and_brought_back(guest: Guest, tmp_path: Path):
    await guest.opens_chat("Early Writers")
    await guest.says("Remember this")
    menu = await guest.opens_menu()
    async with guest.page.expect_download() as saving:
        await guest.touches(menu.get_by_role("button", name="Save state"))
    file = tmp_path / "state.zip"
    await (await saving.value).save_as(file)
    await guest.opens_chat("Early Writers")
    await guest.says("Forget this")

    menu = await guest.opens_menu()
    async with guest.page.expect_file_chooser() as choosing:
        await guest.touches(menu.get_by_role("button", name="Load state"))
    await (await choosing.value).set_files(file)
    async with guest.page.expect_event("load"):
        await guest.touches(guest.button("Go on without saving"))
    await guest.opens_chat("Early Writers")
    await expect(guest.message("Remember this")).to_be_visible()
    await expect(guest.page.locator(".message").filter(has_text="Forget this")).to_have_count(0)


async def test_what_is_no_state_is_declined_kindly(guest: Guest, tmp_path: Path):
    file = tmp_path / "state.zip"
    file.write_bytes(b"nothing of the kind")
    menu = await guest.opens_menu()
    async with guest.page.expect_file_chooser() as choosing:
        await guest.touches(menu.get_by_role("button", name="Load state"))
    with guest.watch.expecting("status of 400"):
        await (await choosing.value).set_files(file)
        await expect(guest.page.locator("#toasts")).not_to_be_empty()
    await guest.opens_chat("Early Writers")
    await guest.says("Still here")


async def test_another_community_is_opened_in_another_language_and_light(guest: Guest):
    menu = await guest.opens_menu()
    await guest.touches(menu.get_by_role("button", name="Dark"))
    await expect(guest.page.locator("html")).to_have_attribute("data-theme", "dark")
    async with guest.page.expect_event("load"):
        await guest.touches(menu.get_by_role("button", name="中文"))
    await expect(guest.page.locator(".chat-title").get_by_text("早起写作营", exact=True)).to_be_visible()
    await expect(guest.page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(guest.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    menu = await guest.opens_menu()
    await guest.touches(menu.get_by_role("button", name="现成的社群"))
    async with guest.page.expect_event("load", timeout=120_000):
        await guest.touches(guest.page.locator(".choice").nth(1))
    await expect(guest.page.locator(".chat-title").filter(has_text="第12期")).to_be_visible()


async def test_before_what_was_played_is_gone_one_is_asked_and_can_save_it(guest: Guest, tmp_path: Path):
    await guest.opens_chat("Early Writers")
    await guest.says("Remember this")

    menu = await guest.opens_menu()
    await guest.touches(menu.get_by_role("button", name="中文"))
    await guest.touches(guest.button("Cancel"))
    await expect(guest.page.get_by_role("dialog")).to_have_count(0)
    await guest.opens_chat("Early Writers")
    await expect(guest.message("Remember this")).to_be_visible()

    menu = await guest.opens_menu()
    await guest.touches(menu.get_by_role("button", name="Ready communities"))
    await guest.touches(guest.page.locator(".choice").first)
    async with guest.page.expect_download() as saving, guest.page.expect_event("load"):
        await guest.touches(guest.button("Save, then go on"))
    file = tmp_path / "state.zip"
    await (await saving.value).save_as(file)
    await guest.opens_chat("Early Writers")
    await expect(guest.page.locator(".message").filter(has_text="Remember this")).to_have_count(0)

    menu = await guest.opens_menu()
    async with guest.page.expect_file_chooser() as choosing:
        await guest.touches(menu.get_by_role("button", name="Load state"))
    async with guest.page.expect_event("load"):
        await (await choosing.value).set_files(file)
    await guest.opens_chat("Early Writers")
    await expect(guest.message("Remember this")).to_be_visible()
