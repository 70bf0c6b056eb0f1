"""A panel of the page in a real browser, with everything that its console complains of."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.integration.playground.visitor import Visitor, visiting

DESKTOP, PHONE = (1440, 900), (390, 844)


@dataclass
class Onlooker:
    """Somebody who looks at one panel. `visitor` acts beside them."""

    visitor: Visitor
    page: Page
    panel: str
    complaints: list[str] = field(default_factory=list)

    @property
    def inside(self) -> Locator:
        """The panel itself."""
        return self.page.locator(f"#panel-{self.panel}")

    async def turns_to(self, panel: str) -> None:
        """Look at another panel."""
        self.panel = panel
        await self.page.locator(f"[aria-controls=panel-{panel}]").dispatch_event("click")
        await expect(self.inside).to_be_visible()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def is_for_everybody(self) -> None:
        """Axe finds nothing wrong with the panel as it is."""
        said = len(self.complaints)
        here = {"include": [[f"#panel-{self.panel}"]]}
        found = await Axe().run(self.page, context=here, options={"preload": False})
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found.response["violations"]] == []
        del self.complaints[said:]  # axe's own styles are refused by the page's policy


@asynccontextmanager
async def looking(
    browser: Browser,
    panel: str,
    size: tuple[int, int] = DESKTOP,
    locale: str = "en",
    theme: str = "light",
    people: int = 1,
) -> AsyncIterator[Onlooker]:
    """A community with so many newcomers, Lin first; at the end nothing may have gone wrong in the browser."""
    async with visiting(locale=locale) as visitor:
        for number in range(people):
            await visitor.newcomer(name="Lin" if number == 0 else f"Ann {number}")
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
        )
        await context.add_init_script(
            f"localStorage.setItem('sopbot.toured', 'yes'); localStorage.setItem('sopbot.theme', '{theme}')"
        )
        onlooker = Onlooker(visitor, await context.new_page(), panel)
        onlooker.page.on("pageerror", lambda error: onlooker.complaints.append(str(error)))
        onlooker.page.on(
            "console", lambda line: onlooker.complaints.append(line.text) if line.type == "error" else None
        )
        await onlooker.page.goto(visitor.page.address)
        await onlooker.turns_to(panel)
        yield onlooker
        await context.close()
        assert onlooker.complaints == []
