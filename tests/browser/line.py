"""The line between a page and its server, with which a test does what it likes: slow, in the wrong order, cut."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, Route

Answer = Callable[[Route], Awaitable[None]]
CUT = ("ERR_", "Failed to load resource")
"""What a browser itself says of it."""


async def unreachable(route: Route) -> None:
    await route.abort("connectionreset")


async def stumbling(route: Route) -> None:
    await route.fulfill(status=500, content_type="text/plain", body="500 Internal Server Error")


async def breaking_off(route: Route) -> None:
    """Half of an answer."""
    await route.fulfill(status=200, content_type="application/json", body='{"id": 7, "na')


async def empty_handed(route: Route) -> None:
    """An error that says nothing."""
    await route.fulfill(status=503, content_type="application/json", body="null")


FAULTS: tuple[Answer, ...] = (unreachable, stumbling, breaking_off, empty_handed)


class Line:
    """Everything that a page asks of `/api/`."""

    def __init__(self) -> None:
        self._fault: Answer | None = None
        self._cut: tuple[str, ...] = ()
        self._holds: tuple[str, ...] = ()
        self._gate = object()
        self._spares: tuple[str, ...] = ()
        self._held: list[asyncio.Future[None]] = []
        self._more = asyncio.Condition()

    async def attach(self, page: Page) -> None:
        await page.route("**/api/**", self._answer)

    def holds(self, *paths: str, spares: tuple[str, ...] = ()) -> None:
        """From now on answers wait whose address has one of these in it, and nothing of what is spared."""
        self._holds, self._spares = paths, spares

    async def waits_for(self, answers: int) -> None:
        """Until so many answers wait."""
        async with self._more:
            await self._more.wait_for(lambda: len(self._held) >= answers)

    def lets_go(self, *, backwards: bool = False) -> None:
        """The answers that wait come now; backwards is the last one first."""
        self._holds, self._gate = (), object()
        held, self._held = self._held, []
        for one in reversed(held) if backwards else held:
            one.set_result(None)

    def is_cut(self, fault: Answer, *paths: str) -> None:
        """From now on questions whose address has one of these in it are answered so; without any, all are."""
        self._fault, self._cut = fault, paths or ("/api/",)

    def works(self) -> None:
        self._fault = None

    async def _answer(self, route: Route) -> None:
        address = route.request.url
        if self._fault is not None and any(path in address for path in self._cut):
            await self._fault(route)
            return
        if not any(path in address for path in self._holds) or any(one in address for one in self._spares):
            await route.fallback()
            return
        gate = self._gate
        answer = await route.fetch()
        if gate is self._gate:
            await self._turn()
        await route.fulfill(response=answer)

    async def _turn(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        async with self._more:
            self._held.append(turn)
            self._more.notify_all()
        await turn
