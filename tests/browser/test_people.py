"""Choosing whom one plays, and having others act on their own."""

from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served


async def test_newcomers_come_and_act_on_their_own(guest: Guest):
    page = guest.page
    await guest.touches(page.locator("#person"))
    await guest.touches(page.get_by_role("button", name="Newcomers who act on their own"))
    await page.get_by_role("radio", name="5").check()
    await page.get_by_role("radio", name="Eager").check()
    await guest.touches(guest.button("Let them come"))
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await guest.opens_chat("Early Writers")
    await expect(page.locator(".conversation-head p")).to_have_text("9 members")
    await guest.lets_go_by("An hour on")
    await expect(page.locator(".conversation-head p")).to_have_text("13 members")
    await guest.lets_go_by("To tomorrow, 08:00")

    await guest.touches(page.locator("#person"))
    await expect(page.get_by_role("option").filter(has_text="on their own: Eager")).to_have_count(5)


async def test_what_somebody_can_do_is_told_of_whom_one_chose_not_of_whom_the_pointer_crossed(
    served: Served, arrives: Arrives
):
    await served.opens("newcomers", "en")
    guest = await arrives(served.address)
    page = guest.page
    await page.locator("#person").click()
    walt = page.get_by_role("option").filter(has_text="Walt")
    await walt.hover()
    await expect(page.locator(".people-whose")).to_have_text("Joanna")

    await walt.locator(".person-more").click()
    await page.get_by_role("menuitem", name="Let them act on their own").click()
    await page.get_by_role("menuitem", name="Lazy").click()
    await expect(walt).to_contain_text("on their own: Lazy")
    await expect(page.locator(".people-whose")).to_have_text("Walt")
    await page.locator(".people-acts").get_by_role("button", name="Leave the group").click()
    await expect(walt).not_to_contain_text("on their own")
    await expect(page.locator(".people-acts").get_by_role("button", name="Join the group")).to_be_visible()
    await guest.keys("Escape")
    await expect(page.locator("#person")).to_contain_text("Joanna")


async def test_someone_new_is_called_what_was_typed(guest: Guest):
    await guest.touches(guest.page.locator("#person"))
    await guest.page.get_by_role("combobox", name="Find somebody").fill("Greta Holm")
    await guest.touches(guest.button("Someone new"))
    await expect(guest.page.locator("#person")).to_have_accessible_name("Greta Holm: play somebody else")
