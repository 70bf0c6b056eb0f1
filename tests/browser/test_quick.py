"""Three hundred people and five thousand messages leave the page quick. The figures are printed (`pytest -rP`)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from playground.emulator import Past
from playground.page.server import Page as Playground
from playground.sandbox import Sandbox
from tests.browser.conftest import Arrives
from tests.browser.guest import Guest

PEOPLE, MESSAGES = 300, 5_000
AT_MOST_MS = 500
"""What a person takes for at once, with room for a busy machine."""

UNTIL = """async ([act, seen]) => {
  const look = () => document.querySelector("#conversation").textContent.includes(seen);
  const began = performance.now();
  document.querySelector(act).click();
  while (!look() && performance.now() - began < 9000) await new Promise((drawn) => requestAnimationFrame(drawn));
  return performance.now() - began;
}"""
TYPED = """async (text) => {
  const field = document.querySelector(".composer-field");
  field.focus();
  let longest = 0;
  for (const letter of text) {
    const began = performance.now();
    document.execCommand("insertText", false, letter);
    await new Promise((drawn) => requestAnimationFrame(drawn));
    longest = Math.max(longest, performance.now() - began);
  }
  return longest;
}"""


@pytest.fixture
async def crowded(tmp_path: Path) -> AsyncIterator[Playground]:
    """A community of newcomers whose group is poured full."""
    sandbox = await Sandbox.open("newcomers", "en", tmp_path / "sandbox")
    page = Playground(sandbox)
    try:
        pour(sandbox)
        await page.start(0)
        yield page
    finally:
        await page.stop()


def pour(sandbox: Sandbox) -> None:
    people = [sandbox.telegram.person(f"Member {number}") for number in range(PEOPLE)]
    for person in people:
        sandbox.telegram.recalls_member(sandbox.group, person)
    for number in range(MESSAGES):
        author = people[number * 7 % PEOPLE]
        past = Past(author, sandbox.telegram.now, text=f"Message {number} of very many")
        sandbox.telegram.recalls(sandbox.group, past)


async def test_a_large_community_is_as_quick_as_a_small_one(crowded: Playground, arrives: Arrives):
    guest = await arrives(crowded.address)
    await expect(guest.message(f"Message {MESSAGES - 1} of")).to_be_visible()
    took = {
        "to another chat": await switched(guest, crowded, "private"),
        "to the group": await switched(guest, crowded, "group"),
        "a letter typed": await guest.page.evaluate(TYPED, "What I write here is seen at once"),
        "a message sent": await guest.page.evaluate(UNTIL, [".send", "is seen at once"]),
        "three hundred people": await people_shown(guest),
    }
    for what, milliseconds in took.items():
        print(f"{what}: {milliseconds:.0f} ms")

    assert {what: ms for what, ms in took.items() if ms >= AT_MOST_MS} == {}
    assert await guest.page.locator(".message").count() <= PEOPLE


async def switched(guest: Guest, crowded: Playground, kind: str) -> float:
    sandbox = crowded.sandbox
    chat = sandbox.group.id if kind == "group" else sandbox.owner.id
    seen = f"Message {MESSAGES - 1} of" if kind == "group" else "private chat with the bot"
    return float(await guest.page.evaluate(UNTIL, [f'[data-chat="{chat}"]', seen]))


async def people_shown(guest: Guest) -> float:
    return float(
        await guest.page.evaluate(
            """async () => {
              const began = performance.now();
              document.querySelector("#person").click();
              const shown = () => document.querySelectorAll("#people-list .person").length;
              while (shown() < 60 && performance.now() - began < 9000) await new Promise(requestAnimationFrame);
              return performance.now() - began;
            }"""
        )
    )
