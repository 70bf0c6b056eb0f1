"""Three hundred people and five thousand messages: all of it can be used, and little of it is drawn at a time.

How quick that is, `make bench-page` measures.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from playground.page.server import Page as Playground
from tests.browser.conftest import Arrives
from tests.browser.crowded import TEXT, crowded
from tests.browser.guest import Guest

PEOPLE, MESSAGES = 300, 5_000
MOST_MESSAGES, MOST_PEOPLE = 300, 200
"""So many are drawn at the most."""

PAGES_BACK = 8


@pytest.fixture
async def community(tmp_path: Path) -> AsyncIterator[Playground]:
    async with crowded(tmp_path / "sandbox", PEOPLE, MESSAGES) as page:
        yield page


async def scrolled_back(guest: Guest) -> None:
    """Until older messages have come above those that were seen."""
    messages = guest.page.locator(".message")
    oldest = await messages.first.get_attribute("data-uid")
    await guest.page.locator(".feed").evaluate("feed => { feed.scrollTop = 0; }")
    await expect(messages.first).not_to_have_attribute("data-uid", str(oldest))
    assert await messages.count() <= MOST_MESSAGES


async def test_a_large_community_is_read_searched_and_written_in(community: Playground, arrives: Arrives):
    guest = await arrives(community.address)
    newest = guest.message(TEXT.format(number=MESSAGES - 1))
    await expect(newest).to_be_visible()
    for _ in range(PAGES_BACK):
        await scrolled_back(guest)
    await expect(newest).to_have_count(0)
    await guest.button("To the newest message").click()
    await expect(newest).to_be_visible()
    await guest.opens_chat("Helper")
    await guest.opens_chat(community.sandbox.group.title)
    await guest.says("There are many of us")
    await expect(guest.page.locator(".chat.open")).to_contain_text("There are many of us")

    await guest.page.locator("#person").click()
    people = guest.page.locator("#people-list .person")
    await expect(people.first).to_be_visible()
    assert await people.count() <= MOST_PEOPLE
    await guest.page.get_by_role("combobox", name="Find somebody").fill(f"Member {PEOPLE - 1}")
    await expect(people).to_have_count(1)
    await guest.keys("Enter")
    await expect(guest.page.locator("#person")).to_contain_text(f"Member {PEOPLE - 1}")
