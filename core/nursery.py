"""The one supervised home of background tasks: each has a name and a bell, and none dies unseen."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from core.clock import Bell, Clock
from core.errors import CannotGoOn

log = logging.getLogger(__name__)

Worker = Callable[[Bell], Awaitable[None]]


class Nursery:
    """Starts tasks, waits for them at the end, and hands the first unexpected failure to `failed`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def start(self, name: str, worker: Worker) -> Bell:
        """Run `worker(bell)` in the background; the bell is returned so that others can ring it."""
        bell = self._clock.bell(name)
        self._spawn(name, self._with_bell(bell, worker))
        return bell

    def start_once(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run a short piece of work in the background; it counts as busy until it ends."""
        bell = self._clock.bell(name)

        async def finish(_: Bell) -> None:
            await work

        task = self._spawn(name, self._with_bell(bell, finish))
        task.add_done_callback(lambda _: work.close())  # it may be cancelled before its first step

    def tend(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run something in the background that is never counted as work: the clock's own connection."""
        self._spawn(name, work)

    async def close(self) -> None:
        """Cancel everything and wait for it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self.failed.done():
            self.failed.cancel()

    async def _with_bell(self, bell: Bell, worker: Worker) -> None:
        bell.use()
        try:
            await worker(bell)
        finally:
            self._clock.forget(bell)

    def _spawn(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            if isinstance(error, CannotGoOn):
                log.error("%s", error)
            else:
                log.error("background task %s failed", task.get_name(), exc_info=error)
            if not self.failed.done():
                self.failed.set_exception(error)
