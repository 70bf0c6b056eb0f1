"""`make screenshots`: pictures of the playground for the README, taken of the page as it is.

`python -m tests.browser.screenshots` writes them to docs/images. 1: there is no browser, and it says what to install.
"""

import asyncio
import io
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.browser.camp import Camp, lived
from tests.browser.chromium import NoBrowser, browsing, looking
from tests.browser.served import ROOT, serving

IMAGES = ROOT / "docs" / "images"
COLOURS = 256
"""Of the palette: a picture of a page with soft edges and photographs needs no more."""

PATIENCE_MS = 60_000
DRAWN = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
"""Letters that came late and pictures are there."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: in which language, how lit, how large, and what is done on the page before it is taken."""

    name: str
    scene: Callable[[Page, Camp], Awaitable[None]]
    locale: str = "en"
    theme: str = "light"
    phone: bool = False
    player: int = 0
    """Which of the camp's newcomers looks at it."""


async def graduation(page: Page, camp: Camp) -> None:
    """The end of the first seven days, as a newcomer sees it; beside it what is going on."""
    await page.locator(f'[data-chat="{camp.newcomers[0]}"]').click()
    await expect(page.locator(".message.pictured").last).to_be_visible()
    await expect(page.locator(".run-row").first).to_be_visible()


async def story(page: Page, camp: Camp) -> None:
    """The group, and the story of one member's run beside it."""
    await expect(page.locator(".message").last).to_be_visible()
    await page.locator(".run-row").filter(has_text=camp.names[-1]).click()
    await expect(page.locator(".drawer .steps")).to_be_visible()


async def morning(page: Page, camp: Camp) -> None:
    """What the bot says to a newcomer on a day of the first seven."""
    await page.locator(f'[data-chat="{camp.newcomers[-1]}"]').tap()
    await expect(page.locator(".key").last).to_be_visible()


async def mistake(page: Page, camp: Camp) -> None:
    """A script in the editor, and what the checker has found in it."""
    await page.locator("[aria-controls=panel-script]").click()
    field = page.locator(".editor-field")
    await expect(field).to_have_value(re.compile("sop: onboarding_7day"))
    await page.locator("#divider").focus()
    for _ in range(12):
        await page.keyboard.press("ArrowLeft")
    text = await field.input_value()
    await field.fill(text.replace("within: 3d", "within: three days", 1))
    await page.locator(".script-problems button").click()
    await expect(page.locator(".script-problems .here")).to_be_visible()


SHOTS = (
    Shot("playground.png", graduation),
    Shot("playground-phone.png", morning, phone=True, player=-1),
    Shot("playground-script.png", mistake),
    Shot("playground-dark-zh.png", story, locale="zh", theme="dark"),
)


async def take(browser: Browser, address: str, camp: Camp, shot: Shot) -> bytes:
    """The picture, as a PNG."""
    kept = {
        "toured": "yes",
        "theme": shot.theme,
        "person": str(camp.newcomers[shot.player]),
        "script": f"{shot.locale}/onboarding_7day.yaml",
    }
    context = await looking(browser, address, phone=shot.phone, **kept)
    page = await context.new_page()
    await page.goto(address)
    await expect(page.locator(".chat[data-chat]").first).to_be_visible()
    await shot.scene(page, camp)
    await expect(page.locator(".chat.open .badge, .feed.scrolling")).to_have_count(0)
    await page.evaluate(DRAWN)
    picture = await page.screenshot(animations="disabled", caret="hide")
    await context.close()
    return picture


def small(picture: bytes) -> bytes:
    """The same with a palette, which is a third as large."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    reduced = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE).save(
        reduced, "PNG", optimize=True
    )
    return reduced.getvalue()


async def main() -> int:
    """Take them all, one community after the other."""
    expect.set_options(timeout=PATIENCE_MS)
    IMAGES.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix="sopbot-images-") as folder:
            async with browsing() as browser, serving(Path(folder)) as served:
                for locale in sorted({shot.locale for shot in SHOTS}):
                    camp = await lived(served, locale)
                    for shot in SHOTS:
                        if shot.locale == locale:
                            picture = await take(browser, served.address, camp, shot)
                            (IMAGES / shot.name).write_bytes(small(picture))
    except NoBrowser as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
