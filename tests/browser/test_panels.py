"""What is going on, as one sees it: the week, the runs and their stories, the members, the refusals; in a browser."""

import pytest
from aiogram.exceptions import TelegramForbiddenError
from playwright.async_api import Browser, expect

from tests.browser.panels import DESKTOP, PHONE, looking

DAY = 24 * 60


async def test_a_run_is_found_read_and_left_by_keyboard_alone(chromium: Browser):
    async with looking(chromium, "now") as sees:
        row = sees.inside.locator(".run-group", has_text="The first seven days").locator(".run-row")
        await row.focus()
        await sees.press("Enter")

        await expect(sees.inside.get_by_role("heading", name="The first seven days")).to_be_focused()
        await expect(sees.inside.get_by_text("What happened, and why")).to_be_visible()
        await expect(sees.inside.get_by_text("It began")).to_be_visible()

        await sees.press("Escape")
        await expect(row).to_be_focused()


async def test_the_week_is_walked_through_by_arrows_and_says_what_a_day_brings(chromium: Browser):
    async with looking(chromium, "now") as sees:
        days = sees.inside.get_by_role("group", name="Days").get_by_role("button")
        await expect(days).to_have_count(7)
        await days.first.focus()
        await sees.press("ArrowRight", "Enter")
        await expect(days.nth(1)).to_have_attribute("aria-pressed", "true")
        await expect(sees.inside.get_by_text("Meet one person")).to_be_visible()

        mark = sees.inside.locator(".mark").first
        await mark.focus()
        await expect(sees.inside.get_by_role("tooltip")).to_be_visible()
        await sees.press("Escape")
        await expect(sees.inside.get_by_role("tooltip")).to_be_hidden()


async def test_the_panel_follows_the_time(chromium: Browser):
    async with looking(chromium, "now") as sees:
        await expect(sees.inside.locator(".week-head.today strong")).to_have_text("2")

        await sees.visitor.time_goes("advance", minutes=DAY + 60)

        await expect(sees.inside.locator(".week-head.today strong")).to_have_text("3")
        await expect(sees.inside.get_by_text("Waiting for their check-in, until today 20:00")).to_be_visible()


async def test_runs_are_sought_by_person_and_an_empty_search_says_so(chromium: Browser):
    async with looking(chromium, "now", people=3) as sees:
        search = sees.inside.get_by_role("searchbox", name="Search among what runs")
        rows = sees.inside.locator(".run-row")
        await search.fill("ann 2")
        await expect(rows.first).to_contain_text("Ann 2")
        assert {"Ann 2" in text for text in await rows.all_inner_texts()} == {True}

        await search.fill("nobody like this")
        await expect(sees.inside.get_by_text("Nothing that runs is called like this.")).to_be_visible()


async def test_many_runs_are_not_all_drawn_at_once(chromium: Browser):
    async with looking(chromium, "now", people=12) as sees:
        first = sees.inside.locator(".run-group").first
        await expect(first.locator(".run-row")).to_have_count(6)
        await first.get_by_role("button", name="Show 6 more").click()
        await expect(first.locator(".run-row")).to_have_count(12)


async def test_a_member_leads_to_their_runs_and_back_to_being_played(chromium: Browser):
    async with looking(chromium, "members") as sees:
        await sees.inside.get_by_role("searchbox").fill("lin")
        await sees.inside.get_by_role("button", name="Lin", exact=True).click()
        await expect(sees.inside.get_by_text("They haven't opened our private chat yet")).to_be_visible()
        await sees.inside.get_by_role("button", name="Play as").click()
        await expect(sees.page.locator("#person")).to_contain_text("Lin")

        await sees.inside.get_by_role("button", name="The first seven days").click()
        sees.panel = "now"
        await expect(sees.inside.get_by_role("heading", name="The first seven days")).to_be_visible()


async def test_a_refusal_stands_there_once_telegram_has_said_no(chromium: Browser):
    async with looking(chromium, "refusals") as sees:
        await expect(sees.inside.get_by_text("Telegram refused nothing")).to_be_visible()
        lin = next(one for one in await sees.visitor.get("people") if one["name"] == "Lin")
        with pytest.raises(TelegramForbiddenError):
            await sees.visitor.page.sandbox.app.bot.send_message(lin["id"], "Hello")
        sees.visitor.page.changed("refusals")

        await expect(sees.inside.get_by_text("They haven't pressed Start")).to_be_visible()
        await expect(sees.inside.get_by_text("to Lin")).to_be_visible()


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "dark")])
async def test_the_panels_are_for_everybody(chromium: Browser, size: tuple[int, int], theme: str):
    async with looking(chromium, "now", size, theme=theme, people=3) as sees:
        await expect(sees.inside.locator(".run-row").first).to_be_visible()
        await sees.is_for_everybody()
        await sees.inside.locator(".run-row").first.click()
        await expect(sees.inside.get_by_text("What comes next")).to_be_visible()
        await sees.is_for_everybody()
        await sees.turns_to("members")
        await sees.inside.locator(".member-open").first.click()
        await expect(sees.inside.get_by_text("What runs for them")).to_be_visible()
        await sees.is_for_everybody()
        await sees.turns_to("refusals")
        await sees.is_for_everybody()


async def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Browser):
    async with looking(chromium, "now", PHONE, locale="zh") as sees:
        await expect(sees.inside.get_by_role("heading", name="接下来七天")).to_be_visible()
        await expect(sees.inside.locator(".week-hours")).to_be_hidden()
        for panel in ("now", "members", "refusals"):
            await sees.turns_to(panel)
            wide = await sees.inside.evaluate("one => one.scrollWidth - one.clientWidth")
            assert wide <= 0, panel
