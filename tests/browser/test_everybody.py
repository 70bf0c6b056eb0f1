"""Whoever cannot use a mouse, or sees little, uses the page like everybody: WCAG A and AA and more, checked by axe."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

STATES = (
    "tour",
    "chat",
    "person",
    "picture",
    "menu",
    "now",
    "run",
    "members",
    "member",
    "refusals",
    "script",
)
"""In this order: Esc leads from each to the next."""

PAIRS = (
    ("zh", "light", "phone"),
    ("zh", "dark", "desktop"),
    ("en", "light", "desktop"),
    ("en", "dark", "phone"),
)
"""Of languages, themes and sizes, each with each."""

SHOWS = {"now": ".run-row", "members": ".member-open", "refusals": ".empty"}
"""What is seen in a panel once its data has come."""


async def in_chat(guest: Guest) -> None:
    await guest.touches(guest.page.locator('.chat[aria-current="true"], .chat').first)
    await guest.page.locator(".composer-field").fill("/")
    await expect(guest.page.locator(".command-list")).to_be_visible()


async def with_a_mistake(guest: Guest) -> None:
    await guest.looks_at("script")
    await expect(guest.page.locator('#script-state[data-kind="good"]')).to_be_visible()
    await guest.script_field.fill("sop: welcome\ncolour: red\n")
    await expect(guest.page.locator(".script-problems button").first).to_be_visible()
    await guest.keys("Control+End", "Control+Space")
    await expect(guest.suggestions.first).to_be_visible()


async def with_a_picture(guest: Guest) -> None:
    await guest.touches(guest.page.locator("#conversation .composer-field"))
    await guest.touches(guest.page.locator(".composer-line .icon-button").first)
    await guest.touches(guest.page.locator(".picture").last)
    await expect(guest.page.locator("dialog.lightbox")).to_be_visible()


async def in_panel(guest: Guest, name: str) -> None:
    panel = await guest.looks_at(name)
    await expect(panel.locator(SHOWS[name]).first).to_be_visible()


async def in_story(guest: Guest, panel: str) -> None:
    await in_panel(guest, panel)
    await guest.touches(guest.panel(panel).locator(SHOWS[panel]).filter(has_text="Lin").first)
    await expect(guest.panel(panel).locator(".drawer .history")).to_be_visible()


async def show(guest: Guest, state: str) -> None:
    if state == "chat":
        await in_chat(guest)
    elif state == "person":
        await guest.touches(guest.page.locator("#person"))
    elif state == "script":
        await with_a_mistake(guest)
    elif state == "menu":
        await guest.opens_menu()
    elif state == "tour":
        await expect(guest.page.locator("dialog.tour")).to_be_visible()
    elif state == "picture":
        await with_a_picture(guest)
    elif state in SHOWS:
        await in_panel(guest, state)
    else:
        await in_story(guest, {"run": "now", "member": "members"}[state])


@pytest.mark.parametrize(("locale", "theme", "size"), PAIRS)
async def test_no_state_of_the_page_shuts_anybody_out(
    served: Served, arrives: Arrives, locale: str, theme: str, size: str
):
    await served.opens("newcomers", locale)
    await served.newcomer("Lin", (await served.get("chats?as=0"))[0]["id"])
    await served.time_goes("advance", minutes=10)
    found: dict[str, list[str]] = {}
    guest = await arrives(served.address, phone=size == "phone", theme=theme, toured=False)
    for state in STATES:
        await show(guest, state)
        if broken := await guest.violations():
            found[state] = broken
        await guest.keys("Escape")

    assert found == {}


# What is named shows its focus at another element, or by its border.
FOCUS_UNSEEN = """() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  const ringed = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const drawn = "textarea, input, body, .divider, .mark, .message, .member-open";
  const seen = ringed || boxShadow !== "none" || document.activeElement.matches(drawn);
  return seen ? "" : document.activeElement.outerHTML.slice(0, 200);
}"""
FAR = 60
"""Nothing is farther away than so many presses of Tab."""


async def tabs_to(guest: Guest, where: Locator, key: str = "Tab") -> None:
    """By one key alone; wherever the focus stands on the way, it is to be seen."""
    await expect(where).to_be_visible()
    for _ in range(FAR):
        if await where.evaluate("element => element === document.activeElement"):
            return
        await guest.keys(key)
        assert await guest.page.evaluate(FOCUS_UNSEEN) == ""
    raise AssertionError(f"{key} does not lead to {where}")


async def test_the_keyboard_alone_suffices(served: Served, arrives: Arrives):
    await served.opens("newcomers", "en")
    guest = await arrives(served.address, toured=False)
    await expect(guest.page.locator("dialog.tour")).to_be_visible()
    await guest.keys("Escape", "Control+k", "Tab")
    await expect(guest.button("Someone new")).to_be_focused()
    await guest.keys("Enter")
    await tabs_to(guest, guest.button("Join the group"))
    await guest.keys("Enter")
    await expect(guest.field).to_be_focused()
    await guest.page.keyboard.type("Good morning")
    await guest.keys("Enter")
    await expect(guest.message("Good morning")).to_be_visible()

    await tabs_to(guest, guest.page.locator("#time").get_by_role("button", name="Ten minutes on"))
    await guest.keys("Enter")
    welcome = guest.message("Start my first day")
    await expect(welcome).to_be_visible()
    await tabs_to(guest, guest.page.locator('.message[tabindex="0"]'))
    await guest.keys("End")
    await tabs_to(guest, welcome, "ArrowUp")
    await guest.keys("Enter", "Enter")
    await expect(guest.page.get_by_role("dialog", name="Why was this sent?")).to_be_visible()
    await guest.keys("Escape")
    await expect(welcome).to_be_focused()
    await guest.keys("Tab", "Enter")
    await expect(guest.title).to_have_text("Helper")

    await tabs_to(guest, guest.page.get_by_role("tab", name="Now"))
    await guest.keys("ArrowRight", "ArrowRight", "Enter")
    await expect(guest.page.locator("#script-state")).to_have_text("Checked, no problem")
    await tabs_to(guest, guest.script)
    await guest.keys("Control+Home")
    await guest.page.keyboard.type("# By hand")
    await guest.keys("Enter", "Control+s")
    await expect(guest.page.locator("#script-state")).to_contain_text("Saved and taken up")
    await guest.keys("Escape", "Tab")
    await expect(guest.script).not_to_be_focused()
