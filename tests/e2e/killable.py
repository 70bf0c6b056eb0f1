"""The program as a child process that can be killed, also by itself in the middle of a transaction.

`python -m tests.e2e.killable`: `python -m bot run`, watched. KILL_AT_COMMIT="UPDATE runs:3" kills the process, as
kill -9 does, when the third transaction that executed such a statement is about to be committed.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from playground.emulator import Emulator

ROOT = Path(__file__).parents[2]


class KillableBot:
    """Starts the child, and starts it again whenever it was killed. `deaths` counts the kills."""

    def __init__(self, telegram: Emulator, folder: Path, owner_id: int, kills: tuple[str, ...] = ()) -> None:
        self._environment = {
            **os.environ,
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": telegram.url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'sopbot.db'}",
            "OWNER_IDS": str(owner_id),
            "SOP_DIR": str(ROOT / "sop_scripts"),
            "SOPBOT_TEST_CLOCK": telegram.clock_url,
            "PYTHONPATH": str(ROOT),
        }
        self._folder = folder
        self._kills = list(kills)
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.deaths = 0
        self.failures: list[str] = []

    async def __aenter__(self) -> "KillableBot":
        await self._start()
        self._watch = asyncio.create_task(self._keep_alive())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._watch is not None
        assert self._process is not None
        self._watch.cancel()
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    def kill(self) -> None:
        """kill -9, now."""
        assert self._process is not None
        self._process.kill()

    @property
    def kills_left(self) -> int:
        """Kills in mid-transaction that have not happened yet."""
        return len(self._kills)

    async def _start(self) -> None:
        environment = dict(self._environment)
        if self._kills:
            environment["KILL_AT_COMMIT"] = self._kills[0]
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.e2e.killable", env=environment, cwd=self._folder, stderr=log
            )

    async def _keep_alive(self) -> None:
        while True:
            assert self._process is not None
            code = await self._process.wait()
            if code != -signal.SIGKILL:
                self.failures.append(f"exit code {code}: {(self._folder / 'bot.log').read_text()[-2000:]}")
                return
            self.deaths += 1
            if (self._folder / "killed").exists():
                (self._folder / "killed").unlink()
                self._kills.pop(0)
            await self._start()


def watch_for(statement: str, count: int) -> None:
    """Have this process killed at the commit of the `count`-th transaction with such a statement."""
    from sqlalchemy import event
    from sqlalchemy.engine import Connection, Engine

    seen = {"now": False, "count": 0}

    def look(_connection: Connection, _cursor: Any, text: str, *_: Any) -> None:
        seen["now"] = seen["now"] or statement in text

    def before_commit(_connection: Connection) -> None:
        seen["count"] += seen["now"]
        if seen["now"] and seen["count"] == count:
            Path("killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        seen["now"] = False

    event.listen(Engine, "before_cursor_execute", look)
    event.listen(Engine, "commit", before_commit)
    event.listen(Engine, "rollback", lambda _connection: seen.update(now=False))


if __name__ == "__main__":
    if "KILL_AT_COMMIT" in os.environ:
        text, _, number = os.environ["KILL_AT_COMMIT"].rpartition(":")
        watch_for(text, int(number))
    from bot.cli import main

    sys.exit(main(["run"]))
