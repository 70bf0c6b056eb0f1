"""Long work on the loop's own thread takes a breath now and then, so that everybody else gets a turn."""

import asyncio

LONGEST = 0.01
"""Real seconds of work without a breath."""


class Breath:
    """One piece of long work; `take` it between its parts."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._taken = self._loop.time()

    async def take(self) -> None:
        """Let others have their turn, if the last one was long ago."""
        if self._loop.time() - self._taken > LONGEST:
            await asyncio.sleep(0)  # noqa: TID251 - a turn for others; no time passes
            self._taken = self._loop.time()
