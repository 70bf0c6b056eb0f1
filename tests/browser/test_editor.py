"""The editor of scripts in a real browser: by keyboard alone, on a phone, with a thousand lines."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrives
from tests.browser.guest import Guest
from tests.browser.served import Served

WELCOME = "en/welcome.yaml"
ALIGNED = """() => {
  const field = document.querySelector(".editor-field"), layer = document.querySelector(".editor-layer");
  for (const one of [field, layer]) one.style.alignSelf = "start";
  field.style.height = "0px";
  return [field.scrollHeight, layer.offsetHeight];
}"""


@pytest.fixture
async def editor(served: Served, arrives: Arrives) -> Guest:
    """Somebody with the welcome script open, on a large screen."""
    return await opened(served, arrives)


@pytest.fixture
async def phone(served: Served, arrives: Arrives) -> Guest:
    return await opened(served, arrives, phone=True)


async def opened(served: Served, arrives: Arrives, *, phone: bool = False) -> Guest:
    await served.opens("newcomers", "en")
    guest = await arrives(served.address, phone=phone, script=WELCOME)
    await guest.looks_at("script")
    await expect(guest.script_state).to_have_text("Checked, no problem")
    return guest


async def written(served: Served) -> str:
    """The welcome script as it was saved last."""
    return str((await served.get(f"scripts/{WELCOME}"))["text"])


async def test_a_mistake_is_shown_found_mended_and_saved_without_a_mouse(editor: Guest, served: Served):
    await editor.script.focus()
    await editor.keys("Control+End", "Enter")
    await editor.types("colour: red")
    await editor.keys("Escape")
    await expect(editor.script_state).to_have_text("1 problem, the last good version goes on")
    await expect(editor.page.get_by_label("Problems")).to_contain_text("unknown key `colour`")
    await editor.keys("Control+s")
    await expect(editor.page.locator(".line.current")).to_have_text("colour: red")
    assert "colour" not in await written(served)

    await editor.keys("Control+Home", "F8")
    await expect(editor.page.locator(".line.current")).to_have_text("colour: red")
    await editor.keys("End", "Shift+Home")
    await editor.types("mode: single")
    await editor.keys("Escape", "Control+s")

    await expect(editor.script_state).to_contain_text("Saved and taken up: version ")
    assert (await written(served)).endswith("mode: single\n")
    [runs] = [one["version"] for one in await served.get("scripts") if one["file"] == WELCOME]
    await expect(editor.script_state).to_contain_text(runs)


async def test_keys_are_suggested_and_written_with_what_they_need(editor: Guest):
    await editor.script.focus()
    await editor.keys("Control+End", "Enter")
    await editor.types("  - id: more\n")
    await editor.types("do:")
    await editor.keys("Escape", "Enter")
    await editor.types("- sa")
    await expect(editor.suggestions.first).to_contain_text("say")
    await expect(editor.script).to_have_attribute("aria-activedescendant", "script-completion-0")
    await editor.keys("Enter")

    text = await editor.script.input_value()
    assert "    do:\n      - say:\n          to: private\n          else: mention\n          text: " in text
    await editor.types("Hi {{ na")
    await expect(editor.suggestions.first).to_contain_text("name")
    await editor.keys("Tab")
    assert (await editor.script.input_value()).rstrip().endswith("text: Hi {{ name")


async def test_the_browsers_undo_takes_back_what_keys_did(editor: Guest):
    before = await editor.script.input_value()
    await editor.script.focus()
    await editor.keys("Control+Home", "Tab", "Control+/", "Enter")
    assert await editor.script.input_value() != before
    await editor.keys(*["Control+z"] * 3)

    assert await editor.script.input_value() == before


async def test_escape_and_tab_leave_the_text(editor: Guest):
    await editor.script.focus()
    await editor.keys("Tab")
    await expect(editor.script).to_be_focused()
    await editor.keys("Escape")
    await expect(editor.page.get_by_text("Tab now leaves the text")).to_be_visible()
    await editor.keys("Tab")

    await expect(editor.script).not_to_be_focused()


async def test_what_was_not_saved_is_there_after_a_reload(editor: Guest):
    await editor.script.focus()
    await editor.keys("Control+Home")
    await editor.types("# a thought\n")
    await expect(editor.script_state).to_have_text("Checked, no problem. Not saved yet.")
    await editor.page.reload()

    await expect(editor.script).to_have_value(re.compile("^# a thought\n"))
    await editor.page.get_by_role("button", name="Discard").click()
    await expect(editor.script_state).to_have_text("Checked, no problem")
    assert "# a thought" not in await editor.script.input_value()


async def test_a_new_script_is_opened_with_a_text_of_its_own(editor: Guest):
    await editor.page.get_by_role("button", name="New script").click()
    await editor.types("tea_time")
    await editor.keys("Enter")

    await expect(editor.script).to_have_value(re.compile("^# .*\nsop: tea_time\n"))
    await expect(editor.script_state).to_have_text("Checked, no problem")
    await editor.page.get_by_role("button", name="A new script en/tea_time.yaml").click()
    await editor.page.get_by_role("button", name="Welcome en/welcome.yaml").click()
    await expect(editor.script).to_have_value(re.compile("\nsop: welcome\n"))


async def test_a_comparison_shows_lines_and_people(editor: Guest):
    await editor.script.focus()
    await editor.keys("Control+Home")
    await editor.types("# a thought\n")
    await editor.page.get_by_role("button", name="Compare").click()

    await expect(editor.page.locator(".diff-line.added")).to_contain_text("# a thought")
    await expect(editor.page.locator(".diff-people")).to_contain_text(
        "Whoever starts from now on gets the new version."
    )
    await editor.keys("Escape")
    await expect(editor.script).to_be_focused()


async def test_the_coloured_layer_lies_exactly_below_a_long_text(editor: Guest):
    step = '  - id: step_{n}\n    do:\n      - say: {{to: staff, text: "{n} {words}"}}\n'
    text = "sop: welcome\nsteps:\n" + "".join(step.format(n=n, words="words " * (n % 40)) for n in range(90))
    await editor.script.fill(text)
    await expect(editor.script_state).to_contain_text("Not saved yet")
    typed, layer = await editor.page.evaluate(ALIGNED)

    assert typed == layer


async def test_on_a_phone_the_text_fills_the_screen_and_buttons_stand_in_for_keys(phone: Guest):
    await phone.script.click(position={"x": 60, "y": 12})
    await expect(phone.page.locator("#panel-script")).to_have_class(re.compile("large"))
    await phone.keys("Control+End", "Enter")
    await phone.page.get_by_role("button", name="To the right").click()
    await phone.page.get_by_role("button", name="Comment").click()
    assert (await phone.script.input_value()).endswith("\n  ")

    await phone.page.get_by_role("button", name="Undo").click()
    await phone.page.get_by_role("button", name="Suggestions").click()
    await expect(phone.suggestions.first).to_be_visible()
    box = await phone.suggestions.first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    await phone.keys("Escape")
    await phone.page.get_by_role("button", name="Leave full screen").click()
    await expect(phone.page.locator("#bottom")).to_be_visible()
