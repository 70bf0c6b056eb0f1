"""Whoever cannot use a mouse, or sees little, uses the page like everybody: WCAG A and AA, checked by axe."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    "resultTypes": ["violations"],
    "preload": False,
}
STATES = ("tour", "chat", "person", "picture", "menu", "now", "members", "refusals", "script")
"""In this order: Esc leads from each to the next."""

PAIRS = (("zh", "light", "phone"), ("zh", "dark", "desktop"), ("en", "light", "desktop"), ("en", "dark", "phone"))
"""Of languages, themes and sizes, each with each."""

SETTLED = """() => Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations < 9)
  .map((animation) => animation.finished.catch(() => null))).then(() => true)"""


async def in_chat(guest: Guest) -> None:
    await guest.touches(guest.page.locator('.chat[aria-current="true"], .chat').first)
    await guest.page.locator(".composer-field").fill("/")
    await expect(guest.page.locator(".command-list")).to_be_visible()


async def with_a_mistake(guest: Guest) -> None:
    await guest.looks_at("script")
    await expect(guest.page.locator('#script-state[data-kind="good"]')).to_be_visible()
    await guest.script_field.fill("sop: welcome\ncolour: red\n")
    await expect(guest.page.locator(".script-problems button").first).to_be_visible()


async def with_a_picture(guest: Guest) -> None:
    await guest.touches(guest.page.locator("#conversation .composer-field"))
    await guest.touches(guest.page.locator(".composer-line .icon-button").first)
    await guest.touches(guest.page.locator(".picture").last)
    await expect(guest.page.locator("dialog.lightbox")).to_be_visible()


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
    else:
        await guest.looks_at(state)


async def violations(guest: Guest) -> list[str]:
    """What axe finds, one line each: the rule, and where."""
    await guest.page.evaluate(SETTLED)
    with guest.watch.expecting("Content Security Policy"):  # axe's own styles, which the page's policy refuses
        found = await Axe().run(guest.page, options=RULES)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


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
        if broken := await violations(guest):
            found[state] = broken
        await guest.keys("Escape")

    assert found == {}


VISIBLE_FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return document.activeElement !== document.body && (ring || style.boxShadow !== "none" || style.borderColor !== "");
}"""
