"""`make bench-page`: how quick the playground's page is with 300 people and 5,000 messages, in a real browser.

The floor is the same act in a community of ten people and as many messages as are seen at a time. Both are open in one
browser, and are measured in turn, round by round. 1 if a promise is not kept, or if there is no browser.
"""

import asyncio
import logging
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from core import memory
from tests.browser.chromium import NoBrowser, browsing, looking
from tests.browser.crowded import TEXT, crowded

LARGE, SMALL = (300, 5_000), (10, 60)
"""People, messages."""

ROUNDS = 9
AT_MOST = 2.0
"""So many times as long as in the small community, at the most."""

ACTS = ("to another chat", "to the group", "a letter typed", "a message sent", "the people shown")

# Resolves to milliseconds from an act to the frame in which it is seen.
MEASURE = """async ([what, group, owner, text]) => {
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  const seen = (words) => document.querySelector("#conversation").textContent.includes(words);
  const press = (where) => document.querySelector(where).click();
  const field = document.querySelector(".composer-field");
  const acts = {
    "to another chat": [() => press(`[data-chat="${owner}"]`), () => seen("private chat with the bot")],
    "to the group": [() => press(`[data-chat="${group}"]`), () => document.querySelectorAll(".message").length > 50],
    "a letter typed": [() => { field.focus(); document.execCommand("insertText", false, "a"); }, () => true],
    "a message sent": [() => { field.value = text; press(".send"); }, () => seen(text)],
    "the people shown": [() => press("#person"), () => document.querySelector("#people-list .person")],
  };
  const [act, isSeen] = acts[what];
  await frame();
  const began = performance.now();
  act();
  do await frame(); while (!isSeen());
  const took = performance.now() - began;
  document.querySelector("dialog[open]")?.close();
  return took;
}"""


@dataclass(frozen=True, slots=True)
class Line:
    """One act, in milliseconds, round by round: in the large community, and in the small one."""

    what: str
    large: Sequence[float]
    small: Sequence[float]

    @property
    def ratio(self) -> float:
        """How many times as long it takes in the large one."""
        return statistics.median(self.large) / statistics.median(self.small)

    @property
    def broken(self) -> bool:
        """Whether it is slower than promised."""
        return self.ratio > AT_MOST

    def __str__(self) -> str:
        large, small = (statistics.median(times) for times in (self.large, self.small))
        spread = f"{min(self.large):.0f}-{max(self.large):.0f}"
        return f"  {self.what:18} {large:5.0f} ms ({spread}), {small:4.0f} ms in the small one: {self.ratio:.1f} times"


async def main() -> int:
    """Measure and print."""
    logging.disable(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it complains of what is closed meanwhile
    memory.settle()
    try:
        lines = await _measured()
    except NoBrowser as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    sys.stdout.write(
        f"The page with {LARGE[0]} people and {LARGE[1]:,} messages, promised within {AT_MOST} times:\n"
    )
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    broken = [line.what for line in lines if line.broken]
    sys.stdout.write("".join(f"BROKEN: {what}\n" for what in broken) or "All promises kept.\n")
    return 1 if broken else 0


async def _measured() -> list[Line]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        browser = await stack.enter_async_context(browsing())
        sides = [await _opened(stack, browser, folder / str(size[0]), size) for size in (LARGE, SMALL)]
        times: dict[str, list[list[float]]] = {what: [[] for _ in sides] for what in ACTS}
        for number in range(ROUNDS):
            for what in ACTS:
                for side, found in zip(sides, times[what], strict=True):
                    found.append(await side.takes(what, f"Said in round {number}"))
        return [Line(what, *found) for what, found in times.items()]


@dataclass(frozen=True, slots=True)
class Side:
    """A community that is looked at. `group` and `owner` are the ids of its chats."""

    page: Page
    group: int
    owner: int

    async def takes(self, what: str, text: str) -> float:
        """How long one act takes, in milliseconds."""
        await self.page.bring_to_front()
        return float(await self.page.evaluate(MEASURE, [what, self.group, self.owner, text]))


async def _opened(stack: AsyncExitStack, browser: Browser, folder: Path, size: tuple[int, int]) -> Side:
    people, messages = size
    community = await stack.enter_async_context(crowded(folder, people, messages))
    context = await looking(browser, community.address, toured="yes")
    page = await context.new_page()
    await page.goto(community.address)
    await expect(page.get_by_text(TEXT.format(number=messages - 1)).last).to_be_visible(timeout=60_000)
    return Side(page, community.sandbox.group.id, community.sandbox.owner.id)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
