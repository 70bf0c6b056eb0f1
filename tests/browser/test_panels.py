"""What is going on, as one sees it: the week, the runs and their stories, the members, the refusals; in a browser."""

from collections.abc import Awaitable, Callable

import pytest
from aiogram.exceptions import TelegramForbiddenError
from playwright.async_api import expect

from playground.page.server import Page as Playground
from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

DAY = 24 * 60


Looks = Callable[..., Awaitable[Guest]]


@pytest.fixture
def looks(served: Served, arrives: Arrives) -> Looks:
    """`await looks("now", people=3)`: at a community with so many newcomers, Lin first."""

    async def come(panel: str, *, people: int = 1, locale: str = "en", phone: bool = False) -> Guest:
        await served.opens("newcomers", locale)
        [group] = [chat["id"] for chat in await served.get("chats?as=0") if chat["kind"] == "group"]
        for number in range(people):
            await served.newcomer("Lin" if number == 0 else f"Ann {number}", group)
        guest = await arrives(served.address, phone=phone)
        await guest.looks_at(panel)
        return guest

    return come


async def test_a_run_is_found_read_and_left_by_keyboard_alone(looks: Looks):
    guest = await looks("now")
    inside = guest.panel("now")
    row = inside.locator(".run-group", has_text="The first seven days").locator(".run-row")
    await row.focus()
    await guest.keys("Enter")

    await expect(inside.get_by_role("heading", name="The first seven days")).to_be_focused()
    await expect(inside.get_by_text("What happened, and why")).to_be_visible()
    await expect(inside.get_by_text("It began")).to_be_visible()

    await guest.keys("Escape")
    await expect(row).to_be_focused()


async def test_where_nothing_runs_newcomers_are_offered_first_and_what_is_over_only_if_anything_is(
    looks: Looks, served: Served
):
    guest = await looks("now", people=0)
    empty = guest.panel("now").locator(".empty")
    over = empty.get_by_role("button", name="See what is over")
    await expect(empty.locator(".button.primary")).to_have_text("Let newcomers come")
    await expect(empty.get_by_role("button", name="See the scripts")).to_be_visible()
    await expect(over).to_have_count(0)

    group = await served.chat("Early Writers")
    lin = await served.newcomer("Lin", group)
    await expect(empty).to_have_count(0)
    await served.post(f"people/{lin}", do="leaves", chat=group)
    await guest.touches(over)
    await expect(guest.panel("now").locator(".run-row").first).to_contain_text("Lin")


async def test_the_week_is_walked_through_by_arrows_and_says_what_a_day_brings(looks: Looks):
    guest = await looks("now")
    inside = guest.panel("now")
    days = inside.get_by_role("group", name="Days").get_by_role("button")
    await expect(days).to_have_count(7)
    await days.first.focus()
    await guest.keys("ArrowRight", "Enter")
    await expect(days.nth(1)).to_have_attribute("aria-pressed", "true")
    await expect(inside.get_by_text("Meet one person")).to_be_visible()

    mark = inside.locator(".mark").first
    await mark.focus()
    await expect(inside.get_by_role("tooltip")).to_be_visible()
    await guest.keys("Escape")
    await expect(inside.get_by_role("tooltip")).to_be_hidden()


async def test_the_panel_follows_the_time(looks: Looks, served: Served):
    guest = await looks("now")
    inside = guest.panel("now")
    await expect(inside.locator(".week-head.today strong")).to_have_text("2")

    await served.time_goes("advance", minutes=DAY + 60)

    await expect(inside.locator(".week-head.today strong")).to_have_text("3")
    await expect(inside.get_by_text("Waiting for their check-in, until today 20:00")).to_be_visible()


async def test_runs_are_sought_by_person_and_an_empty_search_says_so(looks: Looks):
    guest = await looks("now", people=3)
    inside = guest.panel("now")
    search = inside.get_by_role("searchbox", name="Search among what runs")
    rows = inside.locator(".run-row")
    await search.fill("ann 2")
    await expect(rows.first).to_contain_text("Ann 2")
    await expect(rows.filter(has_not_text="Ann 2")).to_have_count(0)

    await search.fill("nobody like this")
    await expect(inside.get_by_text("Nothing that runs is called like this.")).to_be_visible()


async def test_many_runs_are_not_all_drawn_at_once(looks: Looks):
    guest = await looks("now", people=12)
    inside = guest.panel("now")
    first = inside.locator(".run-group").first
    await expect(first.locator(".run-row")).to_have_count(6)
    await first.get_by_role("button", name="Show 6 more").click()
    await expect(first.locator(".run-row")).to_have_count(12)


async def test_a_member_leads_to_their_runs_and_back_to_being_played(looks: Looks):
    guest = await looks("members")
    inside = guest.panel("members")
    await inside.get_by_role("searchbox").fill("lin")
    await inside.get_by_role("button", name="Lin", exact=True).click()
    await expect(inside.get_by_text("They haven't opened our private chat yet")).to_be_visible()
    await inside.get_by_role("button", name="Play as").click()
    await expect(guest.page.locator("#person")).to_contain_text("Lin")

    await inside.get_by_role("button", name="The first seven days").click()
    await expect(guest.panel("now").get_by_role("heading", name="The first seven days")).to_be_visible()


async def test_a_refusal_stands_there_once_telegram_has_said_no(playground: Playground, arrives: Arrives):
    sandbox = playground.sandbox
    lin = sandbox.newcomer("Lin")
    lin.joins(sandbox.group)
    guest = await arrives(playground.address)
    inside = await guest.looks_at("refusals")
    await expect(inside.get_by_text("Telegram refused nothing")).to_be_visible()
    with pytest.raises(TelegramForbiddenError):
        await sandbox.app.bot.send_message(lin.id, "Hello")
    playground.changed("refusals")

    await expect(inside.get_by_text("They haven't pressed Start")).to_be_visible()
    await expect(inside.get_by_text("to Lin")).to_be_visible()


async def test_on_a_phone_nothing_is_wider_than_the_screen(looks: Looks):
    guest = await looks("now", phone=True, locale="zh")
    inside = guest.panel("now")
    await expect(inside.get_by_role("heading", name="接下来七天")).to_be_visible()
    await expect(inside.locator(".week-hours")).to_be_hidden()
    for panel in ("now", "members", "refusals"):
        inside = await guest.looks_at(panel)
        await expect(inside.locator(".skeleton")).to_have_count(0)
        wide = await inside.evaluate("one => one.scrollWidth - one.clientWidth")
        assert wide <= 0, panel
