"""One browser and one playground for all; each test opens a fresh community, and looks at it with a clean browser."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from playground.page.server import Page as Playground
from playground.sandbox import Sandbox
from tests.browser.chromium import NoBrowser, browsing, looking
from tests.browser.guest import Guest
from tests.browser.line import Line
from tests.browser.served import Served, serving
from tests.browser.slowness import Slowness
from tests.browser.watch import Watch

PATIENCE_MS = 30_000
"""How long a test waits for what it expects: machines are busy."""

Arrives = Callable[..., Awaitable[Guest]]
Before = Callable[[Page], Awaitable[None]]
"""Done to a browser's page before it goes to ours."""


@pytest.fixture(scope="session")
def slowness() -> Slowness:
    return Slowness()


@pytest.fixture(scope="session")
async def chromium(slowness: Slowness) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with AsyncExitStack() as stack:
        try:
            browser = await stack.enter_async_context(browsing(slowness.pause_ms))
        except NoBrowser as missing:
            pytest.fail(str(missing), pytrace=False)
        yield browser


@pytest.fixture(scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with serving(tmp_path_factory.mktemp("playground"), "--locale", "en") as running:
        yield running


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    """The page's server in this process, with a community of newcomers in English."""
    page = Playground(await Sandbox.open("newcomers", "en", tmp_path / "sandbox"))
    try:
        await page.start(0)
        yield page
    finally:
        await page.stop()


@pytest.fixture
async def arrives(chromium: Browser, slowness: Slowness) -> AsyncIterator[Arrives]:
    """`await arrives(address, phone=True)`: somebody new to the page, whose browser has `kept` settings of the page.

    At the end no browser may have complained, or talked to anybody else.
    """
    guests: list[Guest] = []

    async def come(
        address: str,
        *,
        phone: bool = False,
        toured: bool = True,
        theme: str = "light",
        before: Before | None = None,
        expecting: tuple[str, ...] = (),
        **kept: str,
    ) -> Guest:
        kept = {"theme": theme, **({"toured": "yes"} if toured else {}), **kept}
        context = await looking(chromium, address, phone=phone, **kept)
        context.set_default_timeout(PATIENCE_MS)
        await slowness.befalls(context)
        watch = Watch(context, address, *expecting)
        guest = Guest(await context.new_page(), watch, phone)
        await slowness.slows(guest.page)
        guests.append(guest)
        if before is None:
            await guest.page.goto(address)
            await expect(guest.page.locator(".chat[data-chat]").first).to_be_visible()
        else:
            await before(guest.page)
            await guest.page.goto(address)
        return guest

    yield come
    complaints = [complaint for guest in guests for complaint in guest.watch.complaints]
    for guest in guests:
        await slowness.ends(guest.page.context)
        await guest.page.context.close()
    assert complaints == []


@pytest.fixture
def line() -> Line:
    """The line of a page to which the test attaches it."""
    return Line()


@pytest.fixture
async def at_a_desk(served: Served, arrives: Arrives) -> Guest:
    """Somebody at the community of newcomers in English, on a large screen."""
    await served.opens("newcomers", "en")
    return await arrives(served.address)


@pytest.fixture
async def in_hand(served: Served, arrives: Arrives) -> Guest:
    """The same on a small screen."""
    await served.opens("newcomers", "en")
    return await arrives(served.address, phone=True)


@pytest.fixture(params=["desktop", "phone"])
async def guest(request: pytest.FixtureRequest, served: Served, arrives: Arrives) -> Guest:
    """The same on a large screen and on a small one."""
    await served.opens("newcomers", "en")
    return await arrives(served.address, phone=request.param == "phone")
