"""The playground's chat in a real browser: by mouse, by keyboard alone, on a phone, with thousands of messages."""

from typing import Any
from urllib.parse import parse_qs, urlparse

from playwright.async_api import Page, Route, expect

from tests.browser.chromium import PHONE
from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

MANY = 5000
AT_MOST = 300
"""Messages that are in the document at a time."""


async def test_somebody_new_joins_starts_and_checks_in_by_keyboard_alone(at_a_desk: Guest):
    page = at_a_desk.page
    await at_a_desk.keys("Control+k", "Tab")
    await expect(page.get_by_role("button", name="Someone new")).to_be_focused()
    await at_a_desk.keys("Enter")
    await expect(page.get_by_text("is not in this group yet")).to_be_visible()
    await page.get_by_role("button", name="Join the group").focus()
    await at_a_desk.keys("Enter")
    await expect(at_a_desk.field).to_be_focused()
    await page.get_by_role("button", name="Ten minutes on").focus()
    await at_a_desk.keys("Enter")
    welcome = page.locator(".message.bot").filter(has_text="Start my first day")
    await expect(welcome).to_be_visible()
    await welcome.focus()
    await at_a_desk.keys("Tab", "Enter")
    await expect(at_a_desk.title).to_have_text("Helper")
    await expect(page.locator(".message").last).to_contain_text("introduce yourself")
    await at_a_desk.field.focus()
    await at_a_desk.types("/ch")
    await expect(page.get_by_role("option", name="/checkin")).to_have_attribute("aria-selected", "true")
    await at_a_desk.keys("Tab", "Enter")
    await expect(page.locator(".message").last).to_contain_text("Checked in")


async def test_messages_are_replied_to_reacted_to_and_explained(at_a_desk: Guest):
    page = at_a_desk.page
    await at_a_desk.says("Hello <b>everybody</b>")
    await expect(page.locator(".message.own .text b")).to_have_count(0)
    await at_a_desk.becomes("Fay")
    await page.locator(".message").last.locator(".text").click()
    await page.get_by_role("menuitem", name="Reply").click()
    await at_a_desk.says("Good to have you")
    await page.locator(".message").last.locator(".quote").click()
    await expect(page.locator(".message").filter(has_text="Hello <b>").first).to_be_focused()
    await at_a_desk.keys("Enter", "ArrowDown", "Enter", "Enter")
    await expect(page.get_by_role("button", name="👍 1")).to_have_attribute("aria-pressed", "true")
    await page.locator(".message.bot .text").first.click()
    await page.get_by_role("menuitem", name="Why was this sent?").click()
    await expect(page.get_by_role("dialog", name="Why was this sent?")).to_be_visible()
    await at_a_desk.keys("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_picture_is_sent_and_seen_large(at_a_desk: Guest):
    await at_a_desk.field.fill("Where I write")
    await at_a_desk.page.get_by_role("button", name="Send a picture").click()
    picture = at_a_desk.page.get_by_role("button", name="Show the picture large")
    await picture.click()
    await expect(
        at_a_desk.page.get_by_role("dialog").get_by_role("img", name="Where I write")
    ).to_be_visible()
    await at_a_desk.keys("Escape")
    await expect(at_a_desk.page.get_by_role("dialog")).to_have_count(0)


async def test_who_has_left_or_blocked_is_offered_the_way_back(at_a_desk: Guest):
    page = at_a_desk.page
    await at_a_desk.becomes("Fay")
    await page.get_by_role("button", name="What you can do here").click()
    await page.get_by_role("menuitem", name="Leave the group").click()
    await page.get_by_role("button", name="Join the group").click()
    await expect(at_a_desk.field).to_be_visible()
    await at_a_desk.opens_chat("Helper")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(at_a_desk.field).to_be_visible()
    await page.get_by_role("button", name="What you can do here").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await page.get_by_role("button", name="Unblock").click()
    await expect(at_a_desk.field).to_be_visible()


async def test_time_goes_on_at_a_press(at_a_desk: Guest):
    clock = at_a_desk.page.locator(".time-clock")
    await expect(clock).to_have_text("09:00")
    await at_a_desk.page.get_by_role("button", name="An hour on").click()
    await expect(clock).to_have_text("10:00")
    await at_a_desk.page.get_by_role("button", name="To tomorrow, 08:00").click()
    await expect(clock).to_have_text("08:00")
    await expect(at_a_desk.page.locator(".time-day")).to_contain_text("day 2")


async def test_the_tour_is_shown_once_and_led_by_keyboard(served: Served, arrives: Arrives):
    await served.opens("newcomers", "en")
    guest = await arrives(served.address, toured=False)
    tour = guest.page.get_by_role("dialog")
    for step in range(1, 6):
        await expect(tour).to_contain_text(f"{step} of 5")
        await guest.keys("Enter")
    await expect(tour).to_have_count(0)
    await guest.page.reload()
    await expect(guest.page.locator(".message").first).to_be_visible()
    await expect(tour).to_have_count(0)


async def test_a_phone_shows_one_thing_at_a_time(in_hand: Guest):
    chats = in_hand.page.locator(".chat")
    await expect(in_hand.title).to_be_hidden()
    await in_hand.opens_chat("Early Writers")
    await in_hand.says("From my phone")
    await expect(chats.first).to_be_hidden()
    await in_hand.looks_at("now")
    await expect(in_hand.title).to_be_hidden()
    assert await in_hand.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


class LongChat:
    """Answers in place of the server as a group would in which very much was said."""

    def __init__(self) -> None:
        self.messages = [self.message(uid) for uid in range(1, MANY + 1)]

    @staticmethod
    def message(uid: int) -> dict[str, Any]:
        at = f"2026-02-{1 + uid // 200:02d}T{uid % 200 // 10:02d}:{uid % 10}0:00+00:00"
        author = {
            "id": uid % 300,
            "name": f"Member {uid % 300}",
            "role": "member",
            "hue": uid % 360,
            "initials": "M",
        }
        return {
            "uid": uid,
            "at": at,
            "date": at[:10],
            "time": at[11:16],
            "author": author,
            "html": f"Message {uid}",
        }

    async def answer(self, route: Route) -> None:
        asked = {name: int(values[0]) for name, values in parse_qs(urlparse(route.request.url).query).items()}
        if "since" in asked:
            found, more = [one for one in self.messages if one["uid"] > asked["since"]], False
        elif "after" in asked:
            later = [one for one in self.messages if one["uid"] > asked["after"]]
            found, more = later[: asked["limit"]], len(later) > asked["limit"]
        else:
            earlier = [one for one in self.messages if one["uid"] < asked.get("before", MANY * 2)]
            found, more = earlier[-asked["limit"] :], len(earlier) > asked["limit"]
        await route.fulfill(json={"messages": found, "more": more, "revision": self.messages[-1]["uid"]})


async def test_thousands_of_messages_are_a_window_that_keeps_its_place(served: Served, arrives: Arrives):
    chat = LongChat()

    async def in_place_of_the_server(page: Page) -> None:
        await page.route("**/api/chats/*/messages?**", chat.answer)

    await served.opens("newcomers", "en")
    guest = await arrives(served.address, before=in_place_of_the_server)
    page, feed, messages = guest.page, guest.page.locator(".feed"), guest.page.locator(".message")
    await expect(messages).to_have_count(60)
    row = await page.locator(f'[data-uid="{MANY}"]').element_handle()
    chat.messages.append(chat.message(MANY + 1))
    await served.newcomer("Lin", await served.chat("Early Writers"))
    await expect(messages.last).to_contain_text(f"Message {MANY + 1}")
    assert row is not None
    assert await row.evaluate("row => row.isConnected")

    for _ in range(8):
        oldest = int(await messages.first.get_attribute("data-uid") or 0)
        read = page.locator(f'[data-uid="{oldest}"]')
        await feed.evaluate("feed => { feed.scrollTop = 200; }")
        before = await read.bounding_box()
        await expect(messages.first).not_to_have_attribute("data-uid", str(oldest))
        after = await read.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 2
        assert await messages.count() <= AT_MOST

    await guest.button("To the newest message").click()
    await expect(messages.last).to_contain_text(f"Message {MANY + 1}")
