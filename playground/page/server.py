"""The page's server: routes of every capability, who may use them, and what is pushed to browsers."""

import importlib
from collections.abc import Callable
from pathlib import Path

from aiohttp import web

from core.clock import SystemClock
from core.nursery import Nursery
from playground.page.guard import guarded, kind
from playground.page.live import Live
from playground.page.reading import Reading
from playground.sandbox import Sandbox
from playground.sandbox.saving import SIZE_LIMIT
from playground.sandbox.shelf import Shelf
from views.texts import texts_for

STATIC = Path(__file__).parent / "static"
BODY_LIMIT = SIZE_LIMIT + 1024
"""Bytes of a request: nothing is larger than a saved state."""

CAPABILITIES = (
    "playground",
    "fonts",
    "clock",
    "people",
    "chats",
    "commands",
    "state",
    "runs",
    "stories",
    "members",
    "upcoming",
    "refusals",
    "scripts",
)
"""Modules of this package; each gives its routes by `routes(page)`."""

BEHIND_THE_SCENES = ("runs", "upcoming", "members", "refusals")
"""Panes that show what the program knows and means to do."""


class Page:
    """What all browsers look at. `sandbox` is the one that is open; another one may take its place."""

    def __init__(self, sandbox: Sandbox, shelf: Shelf | None = None) -> None:
        self.sandbox = sandbox
        self.opened = 1
        """How many there have been: by this a browser knows whether it shows the one that is open."""
        self.shelf = shelf or Shelf(None)
        self.nursery = Nursery(SystemClock())
        self.live = Live(self.nursery)
        self.port = 0
        self._runner: web.AppRunner | None = None
        self.reading: Reading
        self._as_opened: tuple[object, ...]
        self.listen()

    def changed(self, *panes: str) -> None:
        """These parts of the page are out of date; browsers are told of several changes at once."""
        self.live.changed(*panes)

    def listen(self) -> None:
        """Hear of what happens in the sandbox that is open now."""
        self.reading = Reading(self.sandbox)
        self._as_opened = self._state()
        self.sandbox.telegram.subscribe(lambda happening: self.changed("chats", "messages"))
        self.sandbox.time.moved = lambda: self.changed("time", *BEHIND_THE_SCENES)

    @property
    def touched(self) -> bool:
        """Whether anything has happened since this sandbox was opened: it would be lost, were another one opened."""
        return self._state() != self._as_opened

    def _state(self) -> tuple[object, ...]:
        sandbox, telegram = self.sandbox, self.sandbox.telegram
        return telegram.revision, telegram.now, len(telegram.people), sandbox.app.services.library.digest

    async def catch_up(self) -> None:
        """Wait until the program has dealt with what was done; whatever it knows may have changed by that."""
        await self.sandbox.time.catch_up()
        self.changed("people", "chats", "messages", *BEHIND_THE_SCENES)

    async def replace(self, sandbox: Sandbox) -> None:
        """Another sandbox is played from now on; the old one is closed."""
        old, self.sandbox = self.sandbox, sandbox
        self.opened += 1
        self.listen()
        self.changed("playground")
        await old.close()

    async def start(self, port: int) -> None:
        """Serve on 127.0.0.1; port 0 takes a free one. OSError if the port is taken."""
        app = web.Application(
            client_max_size=BODY_LIMIT,
            middlewares=[guarded(lambda: self.port), kind(lambda: texts_for(self.sandbox.locale))],
        )
        for name in CAPABILITIES:
            module = importlib.import_module(f"playground.page.{name}")
            plug_in: Callable[[Page], list[web.RouteDef]] = module.routes
            app.router.add_routes(plug_in(self))
        app.router.add_get("/live", self.live.serve)
        app.router.add_get("/", _index)
        app.router.add_static("/static", STATIC)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the sandbox and every connection."""
        await self.live.close()
        await self.nursery.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await self.sandbox.close()

    @property
    def address(self) -> str:
        """What a person types into the browser."""
        return f"http://127.0.0.1:{self.port}/"


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})
