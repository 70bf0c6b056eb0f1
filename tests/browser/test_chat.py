"""The playground's chat in a real browser: by mouse, by keyboard alone, on a phone, with thousands of messages."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, Route, expect

from playground.page.server import Page as Playground

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
MANY = 5000
AT_MOST = 300
"""Messages that are in the document at a time."""


class Visitor:
    """Somebody at the page. `said` is what the console complained of, `asked` every address that was asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.asked.append(request.url))

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def last(self) -> Locator:
        return self.page.locator(".message").last

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")
        await expect(self.page.locator(".message.own").filter(has_text=text).last).to_be_visible()

    async def becomes(self, name: str) -> None:
        await self.press("Control+k")
        await self.page.get_by_role("combobox", name="Find somebody").fill(name)
        await self.press("Enter")
        await expect(self.page.locator("#person strong")).to_have_text(name)


async def arrives(
    context: BrowserContext, playground: Playground, *, toured: bool = True, before: Any = None
) -> Visitor:
    if toured:
        await context.add_init_script("localStorage.setItem('sopbot.toured', 'yes')")
    visitor = Visitor(await context.new_page())
    if before is not None:
        await before(visitor.page)
    await visitor.page.goto(playground.address)
    await expect(visitor.page.locator(".chat[data-chat]").first).to_be_visible()
    return visitor


@pytest.fixture
async def visitor(chromium: Browser, playground: Playground) -> AsyncIterator[Visitor]:
    context = await chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    found = await arrives(context, playground)
    yield found
    assert found.said == []
    assert {urlparse(address).hostname for address in found.asked} == {"127.0.0.1"}
    await context.close()


async def test_somebody_new_joins_starts_and_checks_in_by_keyboard_alone(visitor: Visitor):
    page = visitor.page
    await visitor.press("Control+k", "Tab")
    await expect(page.get_by_role("button", name="Someone new")).to_be_focused()
    await visitor.press("Enter")
    await expect(page.get_by_text("is not in this group yet")).to_be_visible()
    await page.get_by_role("button", name="Join the group").focus()
    await visitor.press("Enter")
    await expect(visitor.field).to_be_focused()
    await page.get_by_role("button", name="Ten minutes on").focus()
    await visitor.press("Enter")
    welcome = page.locator(".message.bot").filter(has_text="Start my first day")
    await expect(welcome).to_be_visible()
    await welcome.focus()
    await visitor.press("Tab", "Enter")
    await expect(page.locator("#conversation h1")).to_have_text("Helper")
    await expect(visitor.last).to_contain_text("introduce yourself")
    await visitor.field.focus()
    await page.keyboard.type("/ch")
    await expect(page.get_by_role("option", name="/checkin")).to_have_attribute("aria-selected", "true")
    await visitor.press("Tab", "Enter")
    await expect(visitor.last).to_contain_text("Checked in")


async def test_messages_are_replied_to_reacted_to_and_explained(visitor: Visitor):
    page = visitor.page
    await visitor.say("Hello <b>everybody</b>")
    await expect(page.locator(".message.own .text b")).to_have_count(0)
    await visitor.becomes("Fay")
    await visitor.last.locator(".text").click()
    await page.get_by_role("menuitem", name="Reply").click()
    await visitor.say("Good to have you")
    await visitor.last.locator(".quote").click()
    await expect(page.locator(".message.lit")).to_contain_text("Hello <b>everybody</b>")
    await page.locator(".message.lit").focus()
    await visitor.press("Enter", "ArrowDown", "Enter", "Enter")
    await expect(page.get_by_role("button", name="👍 1")).to_have_attribute("aria-pressed", "true")
    await page.locator(".message.bot .text").first.click()
    await page.get_by_role("menuitem", name="Why was this sent?").click()
    await expect(page.get_by_role("dialog", name="Why was this sent?")).to_be_visible()
    await visitor.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_picture_is_sent_and_seen_large(visitor: Visitor):
    await visitor.field.fill("Where I write")
    await visitor.page.get_by_role("button", name="Send a picture").click()
    picture = visitor.page.get_by_role("button", name="Show the picture large")
    await picture.click()
    await expect(visitor.page.get_by_role("dialog").get_by_role("img", name="Where I write")).to_be_visible()
    await visitor.press("Escape")
    await expect(visitor.page.get_by_role("dialog")).to_have_count(0)


async def test_who_has_left_or_blocked_is_offered_the_way_back(visitor: Visitor):
    page = visitor.page
    await visitor.becomes("Fay")
    await page.get_by_role("button", name="What you can do here").click()
    await page.get_by_role("menuitem", name="Leave the group").click()
    await page.get_by_role("button", name="Join the group").click()
    await expect(visitor.field).to_be_visible()
    await page.locator(".chat").filter(has_text="Helper").last.click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(visitor.field).to_be_visible()
    await page.get_by_role("button", name="What you can do here").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await page.get_by_role("button", name="Unblock").click()
    await expect(visitor.field).to_be_visible()


async def test_time_goes_on_at_a_press(visitor: Visitor):
    clock = visitor.page.locator(".time-clock")
    await expect(clock).to_have_text("09:00")
    await visitor.page.get_by_role("button", name="An hour on").click()
    await expect(clock).to_have_text("10:00")
    await visitor.page.get_by_role("button", name="To tomorrow, 08:00").click()
    await expect(clock).to_have_text("08:00")
    await expect(visitor.page.locator(".time-day")).to_contain_text("day 2")


async def test_the_tour_is_shown_once_and_led_by_keyboard(chromium: Browser, playground: Playground):
    context = await chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    visitor = await arrives(context, playground, toured=False)
    tour = visitor.page.get_by_role("dialog")
    for step in range(1, 6):
        await expect(tour).to_contain_text(f"{step} of 5")
        await visitor.press("Enter")
    await expect(tour).to_have_count(0)
    await visitor.page.reload()
    await expect(visitor.page.locator(".message").first).to_be_visible()
    await expect(tour).to_have_count(0)
    await context.close()


async def test_a_phone_shows_one_thing_at_a_time(chromium: Browser, playground: Playground):
    context = await chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    visitor = await arrives(context, playground)
    page = visitor.page
    await expect(page.locator("#conversation h1")).to_be_hidden()
    await page.locator(".chat").first.tap()
    await visitor.say("From my phone")
    await expect(page.locator(".chat").first).to_be_hidden()
    await page.get_by_role("button", name="Back to the chats").tap()
    await page.get_by_role("button", name="Now", exact=True).tap()
    await expect(page.locator("#panel-now")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert visitor.said == []
    await context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_can_be_used_by_everybody(
    chromium: Browser, playground: Playground, size: dict[str, int], scheme: Any
):
    context = await chromium.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    visitor = await arrives(context, playground)
    await visitor.page.locator(".chat").first.click()
    await visitor.field.fill("/")
    await expect(visitor.page.get_by_role("option").first).to_be_visible()
    await checked(visitor)
    await visitor.field.fill("")
    await visitor.press("Control+k")
    await checked(visitor)
    await visitor.press("Escape")
    await visitor.page.locator("#menu").dispatch_event("click")
    await checked(visitor)
    await context.close()


async def checked(visitor: Visitor) -> None:
    results = await Axe().run(visitor.page)
    assert results.violations_count == 0, results.generate_report()


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


async def test_thousands_of_messages_are_a_window_that_keeps_its_place(
    chromium: Browser, playground: Playground
):
    chat = LongChat()
    context = await chromium.new_context(viewport=DESKTOP)  # type: ignore[arg-type]
    visitor = await arrives(
        context, playground, before=lambda page: page.route("**/api/chats/*/messages?**", chat.answer)
    )
    page, feed, messages = visitor.page, visitor.page.locator(".feed"), visitor.page.locator(".message")
    await expect(messages).to_have_count(60)
    row = await page.locator(f'[data-uid="{MANY}"]').element_handle()
    chat.messages.append(chat.message(MANY + 1))
    playground.changed("messages")
    await expect(visitor.last).to_contain_text(f"Message {MANY + 1}")
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

    await page.get_by_role("button", name="To the newest message").click()
    await expect(visitor.last).to_contain_text(f"Message {MANY + 1}")
    await context.close()
