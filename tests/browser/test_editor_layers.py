"""The editor shows a text twice, once to be written in and once in colours; nobody may notice."""

import re

from playwright.async_api import expect

from tests.browser.guest import Guest

FOUND = """word => {
  document.activeElement.blur();
  getSelection().removeAllRanges();
  let found = 0;
  while (found < 9 && window.find(word, true)) found += 1;
  return found;
}"""
"""How often the browser's own search finds a word, from the top of the page on."""


async def test_the_search_of_the_browser_finds_a_word_as_often_as_it_is_written(at_a_desk: Guest):
    await at_a_desk.looks_at("script")
    await expect(at_a_desk.script).to_have_value(re.compile("stop_when"))
    written = (await at_a_desk.script.input_value()).count("stop_when")

    assert await at_a_desk.page.evaluate(FOUND, "stop_when") == written


async def test_pointing_at_a_line_with_a_mistake_says_what_it_is(at_a_desk: Guest):
    await at_a_desk.looks_at("script")
    await expect(at_a_desk.script).to_have_value(re.compile("sop:"))
    await at_a_desk.script.fill("sop: tea\nsurprise: yes\nsteps: []\n")
    faulty = at_a_desk.page.locator(".line.faulty")
    await expect(faulty.first).to_have_text("surprise: yes")
    box = await faulty.first.bounding_box()
    assert box is not None
    await at_a_desk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await expect(at_a_desk.page.locator(".editor-hint")).to_contain_text("surprise")
