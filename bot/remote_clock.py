"""A clock that somebody else moves over loopback HTTP: an emulated week in which a killed process lives on.

The program asks for the time by long polling, and says whenever it is idle how far it knows the clock, which
updates it has handled, and which instant it waits for next. Whoever moves the clock moves to that instant.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from core.clock import Clock, InventedClock, SystemClock
from core.errors import ConfigurationError

log = logging.getLogger(__name__)


class RemoteClock(InventedClock):
    """An invented clock that follows the one at `url`."""

    def __init__(self, url: str, start: datetime, seq: int, http: aiohttp.ClientSession) -> None:
        super().__init__(start)
        self._url = url
        self._seq = seq
        self._http = http
        self._look = asyncio.Event()
        self.seen: Callable[[], int] = lambda: 0
        """Gives the id of the last update that was handled."""

    @classmethod
    async def connect(cls, url: str) -> "RemoteClock":
        """Join the clock at a loopback address; ConfigurationError if it is elsewhere or does not answer."""
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ConfigurationError(f"SOPBOT_TEST_CLOCK must be an address of this machine, not {url}")
        http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            start, seq = await _ask(http, url, None)
        except (aiohttp.ClientError, TimeoutError) as error:
            await http.close()
            raise ConfigurationError(f"no clock answers at {url}: {error}") from error
        log.warning("time is invented: it follows the test clock at %s", url)
        return cls(url, start, seq, http)

    def bell_rests(self) -> None:
        """Somebody went to rest: perhaps the program is idle now."""
        self._look.set()

    async def follow(self) -> None:
        """Take over every move of the clock, until cancelled."""
        while True:
            try:
                now, seq = await _ask(self._http, self._url, self._seq)
            except (aiohttp.ClientError, TimeoutError):
                await self._pause()
                continue
            if seq != self._seq:
                self._seq = seq
                self.set(now)
                self._look.set()

    async def report(self) -> None:
        """Tell the clock whenever the program is idle, until cancelled."""
        while True:
            await self._look.wait()
            self._look.clear()
            # Let whoever was woken in this turn of the loop become busy first.
            await asyncio.sleep(0)
            if self.idle:
                await self._tell()

    async def close(self) -> None:
        """Stop talking to the clock."""
        await self._http.close()

    async def _tell(self) -> None:
        upcoming = self.next_instant
        body = {
            "seq": self._seq,
            "seen": self.seen(),
            "next": upcoming.isoformat() if upcoming else None,
        }
        try:
            async with self._http.post(f"{self._url}/idle", json=body) as answer:
                await answer.read()
        except aiohttp.ClientError:
            await self._pause()
            self._look.set()

    async def _pause(self) -> None:
        await asyncio.sleep(0.05)


@asynccontextmanager
async def clock_in_force(url: str | None) -> AsyncIterator[Clock]:
    """The invented clock at `url`, else the machine's own. Raises ConfigurationError."""
    if not url:
        yield SystemClock()
        return
    clock = await RemoteClock.connect(url)
    try:
        yield clock
    finally:
        await clock.close()


async def _ask(http: aiohttp.ClientSession, url: str, after: int | None) -> tuple[datetime, int]:
    params = {} if after is None else {"after": str(after)}
    async with http.get(url, params=params) as answer:
        said = await answer.json()
    return datetime.fromisoformat(said["now"]), int(said["seq"])
