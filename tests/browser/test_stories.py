"""What somebody lives through on the page, on a large screen and on a phone."""

from playwright.async_api import expect

from tests.browser.guest import Guest
from tests.browser.served import Served

GROUP, BOT = "Early Writers", "Helper"


async def test_a_newcomers_week_ends_with_a_certificate(guest: Guest):
    await guest.becomes_someone_new()
    await guest.joins(GROUP)
    await guest.lets_go_by("Ten minutes on")
    await expect(guest.message("Welcome to Early Writers")).to_be_visible()
    await guest.presses("Start my first day")
    await expect(guest.title).to_have_text(BOT)
    await expect(guest.message("introduce yourself")).to_be_visible()
    await guest.says("I live by a river and write about it")
    await expect(guest.message("thank you for taking the time")).to_be_visible()
    await guest.presses("Check in")
    for day in range(2, 6):
        await guest.lets_go_by("To tomorrow, 08:00")
        await expect(guest.page.locator(".time-day")).to_contain_text(f"day {day}")
        async with guest.page.expect_response("**/say"):  # which comes once the bot has done what it means
            await guest.says("/checkin")
        await expect(guest.message("Checked in")).to_be_visible()

    await guest.lets_go_by("Seven days on")
    await expect(guest.message("Congratulations")).to_be_visible()
    certificate = guest.button("Show the picture large").last
    await guest.touches(certificate)
    picture = guest.page.get_by_role("dialog").get_by_role("img")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("picture => picture.naturalWidth") > 600


async def opens_script(guest: Guest, file: str) -> None:
    await guest.looks_at("script")
    await guest.touches(guest.page.locator(".script-name"))
    await guest.touches(guest.panel("script").locator(".script-outline").get_by_text(file))
    await expect(guest.page.locator(".script-name")).to_contain_text(file)
    await guest.touches(guest.script)


async def leaves_script(guest: Guest) -> None:
    """On a phone the text fills the screen."""
    if guest.phone:
        await guest.touches(guest.button("Leave full screen"))


async def someone_new_joins(guest: Guest) -> None:
    await guest.becomes_someone_new()
    await guest.joins(GROUP)
    await guest.lets_go_by("Ten minutes on")


async def test_a_script_is_spoilt_mended_and_taken_up_by_the_next_newcomer(guest: Guest, served: Served):
    await opens_script(guest, "welcome.yaml")
    await guest.keys("Control+End", "Enter")
    await guest.page.keyboard.type("colour: red")
    await guest.keys("Escape")
    problem = guest.page.get_by_label("Problems").get_by_role("button")
    await expect(problem).to_contain_text("unknown key `colour`")
    line = (await guest.script.input_value()).count("\n") + 1
    await expect(problem).to_contain_text(f"Line {line}")
    await guest.touches(guest.button("Save"))
    await expect(guest.page.locator("#script-state")).to_have_text("1 problem, the last good version goes on")
    assert "colour" not in (await served.get("scripts/en/welcome.yaml"))["running"]
    await leaves_script(guest)
    await someone_new_joins(guest)
    await expect(guest.message("Welcome to Early Writers")).to_be_visible()

    await opens_script(guest, "welcome.yaml")
    spoilt = await guest.script.input_value()
    assert "colour: red" in spoilt
    mended = spoilt.replace("colour: red", "").replace("Welcome to {{ community }}", "Come in, have a seat")
    await guest.script.fill(mended)
    await guest.touches(guest.button("Compare"))
    await expect(guest.panel("script")).to_contain_text("Come in, have a seat")
    await guest.touches(guest.button("Save"))
    await expect(guest.page.locator("#script-state")).to_contain_text("Saved and taken up: version ")
    await expect(guest.panel("script")).to_contain_text("No line differs.")
    await leaves_script(guest)
    await someone_new_joins(guest)
    await expect(guest.message("Come in, have a seat")).to_be_visible()
