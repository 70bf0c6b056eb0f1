"""The WebSocket over which browsers learn what has changed. It is one way: they act by HTTP."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import WSCloseCode, web

from core.clock import SystemClock
from core.nursery import Nursery

TOGETHER = timedelta(milliseconds=100)
"""Changes within this time are pushed at once."""


class Live:
    """Everyone who looks."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._time: Callable[[], Awaitable[dict[str, Any]]] | None = None
        self._clock = SystemClock()
        self._sockets: set[web.WebSocketResponse] = set()
        self._panes: set[str] = set()

    def tells_time(self, time: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        """The time by this is pushed along with every change."""
        self._time = time

    def changed(self, *panes: str) -> None:
        """Push these soon, together with what else changes meanwhile."""
        if not self._sockets:
            return
        if not self._panes:
            self._nursery.start_once("push", self._push())
        self._panes.update(panes)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One browser, for as long as it looks."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            async for _ in socket:
                pass
        finally:
            self._sockets.discard(socket)
        return socket

    async def close(self) -> None:
        """The page ends."""
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _push(self) -> None:
        await self._clock.sleep_until(self._clock.now() + TOGETHER)
        news: dict[str, Any] = {"changed": sorted(self._panes)}
        self._panes.clear()
        if self._time is not None:
            news["time"] = await self._time()
        for socket in list(self._sockets):
            try:
                await socket.send_json(news)
            except ConnectionError:
                self._sockets.discard(socket)
