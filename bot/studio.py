"""Where pictures are drawn: a child process, so that the program's loop never waits for a drawing.

It is started for the first picture and given up when nothing was drawn for a while: it takes as much memory as
the program itself.
"""

import asyncio
import logging
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from core.message import Picture
from delivery.enclosures import DrawingFailed
from views import pictures

log = logging.getLogger(__name__)

IDLE_SECONDS = 600
"""Real seconds without a picture after which the child is given up."""

PATIENCE = 60
"""Real seconds that a drawing may take."""


_FAILURES = (BrokenProcessPool, TimeoutError, LookupError, ValueError, TypeError, OSError, RuntimeError)
"""A child that dies or takes too long, and what a bad recipe comes to."""


class Studio:
    """Draws one picture after another."""

    def __init__(self) -> None:
        self.username = ""
        """The bot's, for pictures with a link to it (QR codes); known once Telegram has told it."""
        self._pool: ProcessPoolExecutor | None = None
        self._closing: asyncio.TimerHandle | None = None

    async def draw(self, picture: Picture) -> bytes:
        """The picture as PNG. A child that died is replaced once; raises DrawingFailed."""
        try:
            try:
                return await self._drawn(picture)
            except BrokenProcessPool:
                log.warning("the child that draws has died; another one tries again")
                self.close()
                return await self._drawn(picture)
        except _FAILURES as error:
            self.close()
            raise DrawingFailed(f"{picture.kind}: {type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Give up the child; the next picture starts another."""
        if self._closing is not None:
            self._closing.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._closing = None

    async def _drawn(self, picture: Picture) -> bytes:
        loop = asyncio.get_running_loop()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"))
        if self._closing is not None:
            self._closing.cancel()
        try:
            async with asyncio.timeout(PATIENCE):
                data = {**picture.data, "bot": self.username}
                return await loop.run_in_executor(self._pool, pictures.draw, picture.kind, data)
        finally:
            self._closing = loop.call_later(IDLE_SECONDS, self.close)
