"""Somebody at the page, with a mouse or with a finger."""

import re
from dataclasses import dataclass

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from tests.browser.watch import Watch

STANDS = """before => {
  const [clock, date] = [".time-clock", ".time-date"].map((one) => document.querySelector(one).textContent);
  return `${date} ${clock}` !== before && document.querySelector("#time-play").dataset.state === "paused";
}"""


RULES = {"resultTypes": ["violations"], "preload": False}
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SETTLED = """() => Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations < 9)
  .map((animation) => animation.finished.catch(() => null))).then(() => true)"""


@dataclass
class Guest:
    """`phone`: one thing is seen at a time, and it is touched. `watch` hears the browser complain."""

    page: Page
    watch: Watch
    phone: bool = False

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def title(self) -> Locator:
        """Of the open chat."""
        return self.page.locator("#conversation h1")

    @property
    def script(self) -> Locator:
        return self.page.get_by_label("Text of the script")

    @property
    def script_field(self) -> Locator:
        """The same in any language."""
        return self.page.locator(".editor-field")

    @property
    def script_state(self) -> Locator:
        """What the panel says of the script: checked, saved, so many problems."""
        return self.page.locator("#script-state")

    @property
    def suggestions(self) -> Locator:
        """What may be written where one writes: commands, or words of scripts."""
        return self.page.get_by_role("option")

    @property
    def toasts(self) -> Locator:
        return self.page.locator("#toasts")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def message(self, text: str) -> Locator:
        """The newest that says this."""
        return self.page.locator(".message").filter(has_text=text).last

    def panel(self, name: str) -> Locator:
        return self.page.locator(f"#panel-{name}")

    async def keys(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def types(self, text: str) -> None:
        await self.page.keyboard.type(text)

    async def sees_what_came(self) -> None:
        """Until the page has drawn what it knows."""
        await self.page.evaluate(DRAWN)

    async def touches(self, what: Locator) -> None:
        await (what.tap() if self.phone else what.click())

    async def comes_back_to_the_chats(self) -> None:
        """On a phone; on a large screen they are there all the time."""
        back = self.page.locator(".conversation-head .back")
        if self.phone and await back.is_visible():
            await self.touches(back)
        elif self.phone:
            await self.touches(self.page.locator('#bottom [data-id="chats"]'))

    async def opens_chat(self, title: str) -> None:
        await self.comes_back_to_the_chats()
        row = self.page.locator(".chat").filter(has=self.page.get_by_text(title, exact=True))
        await self.touches(row.first)
        await expect(self.title).to_have_text(title)

    async def becomes_someone_new(self) -> None:
        await self.touches(self.page.locator("#person"))
        await self.touches(self.button("Someone new"))
        await expect(self.toasts).to_contain_text("have never been here")
        await self.sees_their_chats()

    async def becomes(self, name: str) -> None:
        await self.touches(self.page.locator("#person"))
        await self.page.get_by_role("combobox", name="Find somebody").fill(name)
        await self.touches(self.page.get_by_role("option").filter(has_text=name).first)
        await expect(self.page.locator("#person")).to_have_accessible_name(re.compile(name))
        await self.sees_their_chats()

    async def sees_their_chats(self) -> None:
        """Those of the person that is played."""
        await expect(self.page.locator("#chats")).to_have_attribute("aria-busy", "false")

    async def joins(self, group: str) -> None:
        await self.opens_chat(group)
        await self.touches(self.button("Join the group"))
        await expect(self.field).to_be_visible()

    async def says(self, text: str) -> None:
        await self.field.fill(text)
        await self.touches(self.button("Send"))
        await expect(self.message(text)).to_be_visible()

    async def presses(self, label: str) -> None:
        """The newest button under a message that is called so; it is answered once the bot has done what it means."""
        async with self.page.expect_response("**/press"):
            await self.touches(self.page.locator(".key").filter(has_text=label).last)

    async def lets_go_by(self, what: str) -> None:
        """Moves time by the button of that name, and waits until it stands."""
        date, clock = (self.page.locator(one) for one in (".time-date", ".time-clock"))
        before = f"{await date.text_content()} {await clock.text_content()}"
        if self.phone:
            await self.touches(self.page.locator(".time-more"))
            await self.touches(self.page.get_by_role("dialog").get_by_role("button", name=what, exact=True))
        else:
            await self.touches(self.page.locator("#time").get_by_role("button", name=what, exact=True))
        await self.page.wait_for_function(STANDS, arg=before, timeout=120_000)
        if self.phone:
            await self.closes()

    async def closes(self) -> None:
        await self.touches(
            self.page.get_by_role("dialog").last.get_by_role("button", name="Close", exact=True)
        )
        await expect(self.page.get_by_role("dialog")).to_have_count(0)

    async def opens_menu(self) -> Locator:
        """On a phone, it is the last entry at the bottom."""
        if self.phone:
            await self.comes_back_to_the_chats()
            await self.touches(self.page.locator('#bottom [data-id="more"]'))
        else:
            await self.touches(self.page.locator("#menu"))
        return self.page.locator("dialog .settings")

    async def looks_at(self, panel: str) -> Locator:
        """now, members, script or refusals."""
        if not self.phone:
            await self.touches(self.page.locator(f"[aria-controls=panel-{panel}]"))
        elif panel in ("now", "script"):
            await self.comes_back_to_the_chats()
            await self.touches(self.page.locator(f'#bottom [data-id="{panel}"]'))
        else:
            menu = await self.opens_menu()
            row = {"members": 0, "refusals": 1}[panel]
            await self.touches(menu.locator(".settings-row").nth(row))
        await expect(self.panel(panel)).to_be_visible()
        return self.panel(panel)

    async def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is, one line each: the rule, and where."""
        await self.page.evaluate(SETTLED)
        with self.watch.expecting("Content Security Policy"):  # refuses axe's own styles
            found = await Axe().run(self.page, options=RULES)
        return [
            f"{rule['id']}: {node['target']} {node['html'][:120]}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]
