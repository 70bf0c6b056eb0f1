"""Slowness on purpose, for `make shake`: a test that takes one moment for another fails under it, and so does the page.

`SLOW` names the kind: `late`, answers and news take their time, each another one; `busy`, the browser has little of its
processor; `hesitant`, there is a pause before everything that a test does. `SEED` draws other
delays for `late`; which answer gets which depends also on the order in which they come.
"""

import asyncio
import contextlib
import os
import random
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Page, Route, WebSocketRoute
from playwright.async_api import Error as Gone

KINDS = ("", "late", "busy", "hesitant")
WAITS = (0.0, 0.0, 0.02, 0.1, 0.4, 1.2)
"""Seconds, one of which an answer takes longer."""

THROTTLE = 8
"""So many times as long the browser takes for everything."""

PAUSE_MS = 350


@dataclass
class Slowness:
    """What a browser and its line suffer from; nothing, as a rule."""

    kind: str = field(default_factory=lambda: os.environ.get("SLOW", ""))
    chance: random.Random = field(default_factory=lambda: random.Random(int(os.environ.get("SEED") or 1)))

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"SLOW={self.kind} is unknown; there are {', '.join(filter(None, KINDS))}")

    @property
    def pause_ms(self) -> float:
        return PAUSE_MS if self.kind == "hesitant" else 0

    async def befalls(self, context: BrowserContext) -> None:
        """Before a context has any page."""
        if self.kind == "late":
            await context.route("**/api/**", self._late)
            await context.route_web_socket("**/live", self._news)

    async def slows(self, page: Page) -> None:
        if self.kind == "busy":
            devtools = await page.context.new_cdp_session(page)
            await devtools.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})

    async def ends(self, context: BrowserContext) -> None:
        """Before a context is closed: what is still under way need not arrive."""
        if self.kind == "late":
            await context.unroute_all(behavior="ignoreErrors")

    async def _late(self, route: Route) -> None:
        """The question takes its time, and then the answer."""
        await self._wait()
        with contextlib.suppress(Gone):  # the page was left meanwhile
            try:
                answer = await route.fetch()
            except Gone:
                await route.abort("connectionreset")
                return
            await self._wait()
            await route.fulfill(response=answer)

    def _news(self, line: WebSocketRoute) -> None:
        """What the server tells comes late, but in its order."""
        server = line.connect_to_server()
        before: asyncio.Task[None] | None = None

        def heard(message: str | bytes) -> None:
            nonlocal before
            before = asyncio.ensure_future(self._told(line, message, before))

        server.on_message(heard)

    async def _told(
        self, line: WebSocketRoute, message: str | bytes, before: asyncio.Task[None] | None
    ) -> None:
        if before is not None:
            await before
        await self._wait()
        with contextlib.suppress(Gone):
            line.send(message)

    async def _wait(self) -> None:
        await asyncio.sleep(self.chance.choice(WAITS))
