"""The editor of scripts in a real browser: by keyboard alone, on a phone, with a thousand lines."""

import re
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from playground.page.server import Page as Playground

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SHOW = (
    "localStorage.setItem('sopbot.panel', 'script'); localStorage.setItem('sopbot.script', 'en/welcome.yaml')"
)
ALIGNED = """() => {
  const field = document.querySelector(".editor-field"), layer = document.querySelector(".editor-layer");
  for (const one of [field, layer]) one.style.alignSelf = "start";
  field.style.height = "0px";
  return [field.scrollHeight, layer.offsetHeight];
}"""


class Editor:
    """Somebody at the script panel. `said` is what the browser's console complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("console", lambda line: self.said.append(line.text) if line.type == "error" else None)

    @property
    def field(self) -> Locator:
        return self.page.get_by_label("Text of the script")

    @property
    def state(self) -> Locator:
        return self.page.locator("#script-state")

    @property
    def suggestions(self) -> Locator:
        return self.page.get_by_role("option")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.type(text)


async def opened(chromium: Browser, playground: Playground, size: dict[str, int]) -> Editor:
    context = await chromium.new_context(viewport=size)  # type: ignore[arg-type]
    await context.add_init_script(f"localStorage.setItem('sopbot.toured', 'yes'); {SHOW}")
    editor = Editor(await context.new_page())
    await editor.page.goto(playground.address)
    return editor


@pytest.fixture
async def editor(chromium: Browser, playground: Playground) -> AsyncIterator[Editor]:
    found = await opened(chromium, playground, DESKTOP)
    await expect(found.state).to_have_text("Checked, no problem")
    yield found
    assert found.said == []
    await found.page.context.close()


@pytest.fixture
async def phone(chromium: Browser, playground: Playground) -> AsyncIterator[Editor]:
    found = await opened(chromium, playground, PHONE)
    await found.page.locator("#bottom").get_by_role("button", name="Script").click()
    await expect(found.state).to_have_text("Checked, no problem")
    yield found
    assert found.said == []
    await found.page.context.close()


async def test_a_mistake_is_shown_found_mended_and_saved_without_a_mouse(
    editor: Editor, playground: Playground
):
    await editor.field.focus()
    await editor.press("Control+End", "Enter")
    await editor.type("colour: red")
    await editor.press("Escape")
    await expect(editor.state).to_have_text("1 problem, the last good version goes on")
    await expect(editor.page.get_by_label("Problems")).to_contain_text("unknown key `colour`")
    await editor.press("Control+s")
    assert "colour" not in (playground.sandbox.scripts / "en" / "welcome.yaml").read_text("utf-8")

    await editor.press("Control+Home", "F8")
    await expect(editor.page.locator(".line.current")).to_have_text("colour: red")
    await editor.press("End", "Shift+Home")
    await editor.type("mode: single")
    await editor.press("Escape", "Control+s")

    await expect(editor.state).to_contain_text("Saved and taken up: version ")
    saved = (playground.sandbox.scripts / "en" / "welcome.yaml").read_text("utf-8")
    assert saved.endswith("mode: single\n")
    program = playground.sandbox.app.services.library.program("en", "welcome")
    assert program is not None
    assert program.version[:7] in await editor.state.inner_text()


async def test_keys_are_suggested_and_written_with_what_they_need(editor: Editor):
    await editor.field.focus()
    await editor.press("Control+End", "Enter")
    await editor.type("  - id: more\n")
    await editor.type("do:")
    await editor.press("Escape", "Enter")
    await editor.type("- sa")
    await expect(editor.suggestions.first).to_contain_text("say")
    await expect(editor.field).to_have_attribute("aria-activedescendant", "script-completion-0")
    await editor.press("Enter")

    text = await editor.field.input_value()
    assert "    do:\n      - say:\n          to: private\n          else: mention\n          text: " in text
    await editor.type("Hi {{ na")
    await expect(editor.suggestions.first).to_contain_text("name")
    await editor.press("Tab")
    assert (await editor.field.input_value()).rstrip().endswith("text: Hi {{ name")


async def test_the_browsers_undo_takes_back_what_keys_did(editor: Editor):
    before = await editor.field.input_value()
    await editor.field.focus()
    await editor.press("Control+Home", "Tab", "Control+/", "Enter")
    assert await editor.field.input_value() != before
    await editor.press(*["Control+z"] * 3)

    assert await editor.field.input_value() == before


async def test_escape_and_tab_leave_the_text(editor: Editor):
    await editor.field.focus()
    await editor.press("Tab")
    await expect(editor.field).to_be_focused()
    await editor.press("Escape")
    await expect(editor.page.get_by_text("Tab now leaves the text")).to_be_visible()
    await editor.press("Tab")

    await expect(editor.field).not_to_be_focused()


async def test_what_was_not_saved_is_there_after_a_reload(editor: Editor):
    await editor.field.focus()
    await editor.press("Control+Home")
    await editor.type("# a thought\n")
    await expect(editor.state).to_have_text("Checked, no problem. Not saved yet.")
    await editor.page.reload()

    await expect(editor.field).to_have_value(re.compile("^# a thought\n"))
    await editor.page.get_by_role("button", name="Discard").click()
    await expect(editor.state).to_have_text("Checked, no problem")
    assert "# a thought" not in await editor.field.input_value()


async def test_a_new_script_is_opened_with_a_text_of_its_own(editor: Editor):
    await editor.page.get_by_role("button", name="New script").click()
    await editor.type("tea_time")
    await editor.press("Enter")

    await expect(editor.field).to_have_value(re.compile("^# .*\nsop: tea_time\n"))
    await expect(editor.state).to_have_text("Checked, no problem")
    await editor.page.get_by_role("button", name="A new script en/tea_time.yaml").click()
    await editor.page.get_by_role("button", name="Welcome en/welcome.yaml").click()
    await expect(editor.field).to_have_value(re.compile("\nsop: welcome\n"))


async def test_a_comparison_shows_lines_and_people(editor: Editor):
    await editor.field.focus()
    await editor.press("Control+Home")
    await editor.type("# a thought\n")
    await editor.page.get_by_role("button", name="Compare").click()

    await expect(editor.page.locator(".diff-line.added")).to_contain_text("# a thought")
    await expect(editor.page.locator(".diff-people")).to_contain_text(
        "Whoever starts from now on gets the new version."
    )
    await editor.press("Escape")
    await expect(editor.field).to_be_focused()


async def test_the_coloured_layer_lies_exactly_below_a_long_text(editor: Editor):
    step = '  - id: step_{n}\n    do:\n      - say: {{to: staff, text: "{n} {words}"}}\n'
    text = "sop: welcome\nsteps:\n" + "".join(step.format(n=n, words="words " * (n % 40)) for n in range(90))
    await editor.field.fill(text)
    await expect(editor.state).to_contain_text("Not saved yet")
    typed, layer = await editor.page.evaluate(ALIGNED)

    assert typed == layer


async def test_nothing_stands_in_the_way_of_anybody(editor: Editor):
    await editor.field.focus()
    await editor.press("Control+End", "Enter")
    await editor.type("colour: red\n")
    await editor.press("Control+Space")
    await expect(editor.suggestions.first).to_be_visible()
    found = await Axe().run(editor.page, context={"include": [["#panel-script"]]}, options={"preload": False})

    assert [rule["id"] for rule in found.response["violations"]] == []
    editor.said.clear()  # axe's own styles are refused by the page's policy


async def test_on_a_phone_the_text_fills_the_screen_and_buttons_stand_in_for_keys(phone: Editor):
    await phone.field.click(position={"x": 60, "y": 12})
    await expect(phone.page.locator("#panel-script")).to_have_class(re.compile("large"))
    await phone.press("Control+End", "Enter")
    await phone.page.get_by_role("button", name="To the right").click()
    await phone.page.get_by_role("button", name="Comment").click()
    assert (await phone.field.input_value()).endswith("\n  ")

    await phone.page.get_by_role("button", name="Undo").click()
    await phone.page.get_by_role("button", name="Suggestions").click()
    await expect(phone.suggestions.first).to_be_visible()
    box = await phone.suggestions.first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    await phone.press("Escape")
    await phone.page.get_by_role("button", name="Leave full screen").click()
    await expect(phone.page.locator("#bottom")).to_be_visible()
