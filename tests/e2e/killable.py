"""The program as a process that is started again whenever it was killed: see `tests.forge`."""

import asyncio
import signal
from pathlib import Path
from types import TracebackType

from playground.emulator import Emulator
from tests.forge import ROOT, Forge, Life, patient


class KillableBot:
    """Starts the program, and starts it again whenever it was killed. `deaths` counts the kills."""

    def __init__(
        self, forge: Forge, telegram: Emulator, folder: Path, owner_id: int, kills: tuple[str, ...] = ()
    ) -> None:
        self._forge = forge
        self._environment = {
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": telegram.url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sopbot.db'}",
            "OWNER_IDS": str(owner_id),
            "SOP_DIR": str(ROOT / "sop_scripts"),
            "SOPBOT_TEST_CLOCK": telegram.clock_url,
        }
        self._folder = folder
        self._kills = list(kills)
        self._life: Life
        self._watch: asyncio.Task[None] | None = None
        self._ending = False
        self.deaths = 0
        self.failures: list[str] = []

    async def __aenter__(self) -> "KillableBot":
        await self._start()
        self._watch = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._watch is not None
        self._ending = True
        self._life.send(signal.SIGTERM)
        async with patient(f"the program did not end when it was told to; {self._life.log} may say why"):
            await self._watch

    def kill(self) -> None:
        """kill -9, now."""
        self._life.send(signal.SIGKILL)

    @property
    def kills_left(self) -> int:
        """Kills in mid-transaction that have not happened yet."""
        return len(self._kills)

    async def _start(self) -> None:
        kill_at_commit = self._kills[0] if self._kills else None
        self._life = await self._forge.start(self._folder, self._environment, kill_at_commit=kill_at_commit)
        if self._ending:
            self._life.send(signal.SIGTERM)

    async def _keep_alive(self) -> None:
        while True:
            code = await self._life.exit_code()
            if self._ending:
                return
            if code != -signal.SIGKILL:
                self.failures.append(f"exit code {code}: {self._life.log.read_text()[-2000:]}")
                return
            self.deaths += 1
            if (self._folder / "killed").exists():
                (self._folder / "killed").unlink()
                self._kills.pop(0)
            await self._start()
