"""The program's clock, moved by the emulator's in the same process: nothing goes over HTTP to move time."""

import asyncio
from collections.abc import Callable

from core.clock import InventedClock
from playground.emulator import Emulator


class SharedClock(InventedClock):
    """Follows the emulator's clock, and tells the emulator whenever the program is idle."""

    def __init__(self, telegram: Emulator) -> None:
        super().__init__(telegram.now)
        self._telegram = telegram
        self._seq = telegram.clock.seq
        self._looking = False
        self.handled: Callable[[], int] = lambda: 0
        """Gives the id of the last update that was handled."""

    async def follow(self) -> None:
        """Take over every move of the emulator's clock, until cancelled."""
        clock = self._telegram.clock
        while True:
            while self._seq == clock.seq:
                await clock.moved.wait()
            self._seq = clock.seq
            self.set(clock.now)
            self.bell_rests()

    def bell_rests(self) -> None:
        """Somebody went to rest: look whether all do, once whoever was woken in this turn is busy."""
        if not self._looking:
            self._looking = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._looking = False
        if self.idle:
            following = self.next_instant
            upcoming = following.isoformat() if following else None
            self._telegram.world.report.receive({"seq": self._seq, "seen": self.handled(), "next": upcoming})
