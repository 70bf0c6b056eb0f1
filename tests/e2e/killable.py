"""The program as a process that can be killed, also by itself in the middle of a transaction.

`python -m tests.e2e.killable` imports the program once, which takes seconds, and forks `python -m bot run` for each
life. A life with `kill_at_commit="UPDATE runs:3"` is killed, as kill -9 does, when the third transaction that
executed such a statement is about to be committed.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from playground.emulator import Emulator

ROOT = Path(__file__).parents[2]
PATIENCE = 300
"""Real seconds for a process to begin, and to end after it was told to; a busy machine takes a tenth of them."""


@asynccontextmanager
async def patient(otherwise: str) -> AsyncIterator[None]:
    """Wait for another process, but not for ever: TimeoutError says what did not happen."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        raise TimeoutError(f"{otherwise} within {PATIENCE} seconds") from error


class Forge:
    """Makes processes that run the program, one at a time."""

    async def __aenter__(self) -> "Forge":
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.e2e.killable"),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with patient("the processes that were begun did not end"):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            raise

    async def start(self, **life: object) -> int:
        """Begins a life; returns its process id. See `live`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(life).encode() + b"\n")
        async with patient("no process could be begun"):
            return await self._number()

    async def exit_code(self) -> int:
        """How the life that was begun last ends; waits for it."""
        return await self._number()

    async def _number(self) -> int:
        assert self._process.stdout is not None
        return int(await self._process.stdout.readline())


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
        self._pid = 0
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
        self._end()
        async with patient(
            f"the program did not end when it was told to; {self._folder / 'bot.log'} may say why"
        ):
            await self._watch

    def kill(self) -> None:
        """kill -9, now."""
        os.kill(self._pid, signal.SIGKILL)

    @property
    def kills_left(self) -> int:
        """Kills in mid-transaction that have not happened yet."""
        return len(self._kills)

    async def _start(self) -> None:
        kill_at_commit = self._kills[0] if self._kills else None
        self._pid = await self._forge.start(
            folder=str(self._folder), environment=self._environment, kill_at_commit=kill_at_commit
        )
        if self._ending:
            self._end()

    def _end(self) -> None:
        with suppress(ProcessLookupError):  # it has just been killed
            os.kill(self._pid, signal.SIGTERM)

    async def _keep_alive(self) -> None:
        while True:
            code = await self._forge.exit_code()
            if self._ending:
                return
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


def live(
    folder: str,
    environment: dict[str, str],
    kill_at_commit: str | None = None,
    kill_at_point: str | None = None,
) -> int:
    """One life of the program, in this process. `kill_at_point`: a commit as `tests.torture.points` names them."""
    from bot.cli import main

    os.chdir(folder)
    os.environ.update(environment)
    with Path("bot.log").open("ab") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    if kill_at_commit:
        text, _, number = kill_at_commit.rpartition(":")
        watch_for(text, int(number))
    if kill_at_point:
        from tests.torture.points import Point, Watch, watched_commits

        with watched_commits(Watch(Point.read(kill_at_point)), lambda: os.kill(os.getpid(), signal.SIGKILL)):
            return main(["run"])
    return main(["run"])


def forge() -> None:
    """For each line that says how a life begins: fork it, print its process id and, at its end, its exit code."""
    import_module("bot.run")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(live(**json.loads(line)))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    forge()
