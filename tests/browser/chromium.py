"""The Chromium that tests and screenshots are made with: the machine's own, else the one that Playwright has."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
MISSING = (
    "There is no Chromium to look at the page with. Install one (Debian, Ubuntu: apt install chromium), "
    "or name one: CHROMIUM=/path/of/chromium"
)


class NoBrowser(Exception):
    """There is none on this machine; says how to get one."""


def found(playwright: Playwright) -> str:
    """The path of a Chromium. NoBrowser if there is none."""
    given = os.environ.get("CHROMIUM")
    if given:
        if shutil.which(given) is None:
            raise NoBrowser(f"CHROMIUM names {given}, which is not there. {MISSING}")
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if Path(playwright.chromium.executable_path).is_file():
        return playwright.chromium.executable_path
    raise NoBrowser(MISSING)


@asynccontextmanager
async def browsing(pause_ms: float = 0) -> AsyncIterator[Browser]:
    """A browser without a window, with a profile of its own, that can reach this machine only.

    It makes a pause before everything that it is told to do.
    """
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=found(playwright), args=SWITCHES, slow_mo=pause_ms
        )
        try:
            yield browser
        finally:
            await browser.close()


async def looking(browser: Browser, address: str, *, phone: bool = False, **kept: str) -> BrowserContext:
    """A clean browser on a large screen or in a hand, in which the page of that address has `kept` its settings."""
    items = [{"name": f"sopbot.{name}", "value": value} for name, value in kept.items()]
    options: dict[str, Any] = {
        "viewport": PHONE if phone else DESKTOP,
        "has_touch": phone,
        "is_mobile": phone,
        "reduced_motion": "reduce",
        "storage_state": {"origins": [{"origin": address.rstrip("/"), "localStorage": items}]},
    }
    return await browser.new_context(**options)
