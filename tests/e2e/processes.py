"""`python -m bot …` as a process of its own, in a folder of its own."""

import asyncio
import os
import sys
from pathlib import Path

from playground.emulator import CallSeen, Emulator
from tests.e2e.conftest import OWNER
from tests.forge import ROOT, SETTINGS, Life

PATIENCE = 60
"""Real seconds for a start on a busy machine."""


def settings(telegram: Emulator, **others: str) -> dict[str, str]:
    return {
        "BOT_TOKEN": telegram.token,
        "BOT_API_URL": telegram.url,
        "OWNER_IDS": str(OWNER),
        "SOP_DIR": str(ROOT / "sop_scripts"),
        "SOPBOT_TEST_CLOCK": telegram.clock_url,
        **others,
    }


def write_env(folder: Path, values: dict[str, str]) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()), "utf-8")


async def start(folder: Path, *arguments: str, **variables: str) -> asyncio.subprocess.Process:
    """`python -m bot …` in a folder, with nothing of ours in its environment but these variables."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        env={**environment, "PYTHONPATH": str(ROOT), **variables},
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def ended(process: asyncio.subprocess.Process | Life) -> tuple[int | None, str]:
    """The exit code and what was said."""
    async with asyncio.timeout(PATIENCE):
        if isinstance(process, Life):
            return await process.exit_code(), process.log.read_text("utf-8")
        output, errors = await process.communicate()
    return process.returncode, (output + errors).decode()


class Calls:
    """Which methods were called, in order."""

    def __init__(self, telegram: Emulator) -> None:
        self.methods: list[str] = []
        self._changed = asyncio.Event()
        telegram.on_call(self._take)

    async def polled(self) -> None:
        """Forget what was called; wait for the next poll."""
        self.methods.clear()
        async with asyncio.timeout(PATIENCE):
            while "getUpdates" not in self.methods:
                self._changed.clear()
                await self._changed.wait()

    def _take(self, seen: CallSeen) -> None:
        if seen.stage == "before":
            self.methods.append(seen.method)
            self._changed.set()
