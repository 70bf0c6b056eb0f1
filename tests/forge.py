"""The program in processes of its own, which can be killed, also by themselves in the middle of a transaction.

`python -m tests.forge` imports the program once, which takes seconds, and forks `python -m bot …` for each line that
it reads. A life with `kill_at_commit="UPDATE runs:3"` is killed, as kill -9 does, when the third transaction that
executed such a statement is about to be committed.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from core import memory

ROOT = Path(__file__).parents[1]
PATIENCE = 300
"""Real seconds for a process to begin, and to end after it was told to; a busy machine takes a tenth of them."""

SETTINGS = ("BOT_TOKEN", "BOT_API_URL", "DATABASE_URL", "OWNER_IDS", "SOP_DIR", "TIMEZONE", "LOCALE")
"""What may be set where the tests run, and is none of the program's business."""


@asynccontextmanager
async def patient(otherwise: str) -> AsyncIterator[None]:
    """Wait for another process, but not for ever: TimeoutError says what did not happen."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        raise TimeoutError(f"{otherwise} within {PATIENCE} seconds") from error


class Life:
    """A process of the program; what it says is in `log`."""

    def __init__(self, pid: int, log: str) -> None:
        self.pid = pid
        self.log = Path(log)
        self._code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def send(self, how: signal.Signals) -> None:
        """Nothing happens if it has ended: its number may be another process's by now."""
        if not self.has_ended:
            with suppress(ProcessLookupError):  # it has, and is about to be told
                os.kill(self.pid, how)

    @property
    def has_ended(self) -> bool:
        return self._code.done()

    async def exit_code(self) -> int:
        """How it ends; waits for it."""
        return await asyncio.shield(self._code)

    def end(self, code: int) -> None:
        """To be called by the forge, which was told so."""
        self._code.set_result(code)


class Forge:
    """Makes processes that run the program."""

    def __init__(self) -> None:
        self._lives: dict[int, Life] = {}
        self._begun: asyncio.Queue[Life | str] = asyncio.Queue()
        """Lives, and why one could not begin."""
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> "Forge":
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.forge"),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            stdin=PIPE,
            stdout=PIPE,
        )
        self._listening = asyncio.create_task(self._listen())
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
        finally:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    async def start(
        self,
        folder: Path,
        environment: dict[str, str],
        *,
        arguments: Sequence[str] = ("run",),
        log: str = "bot.log",
        kill_at_commit: str | None = None,
        kill_at_point: str | None = None,
    ) -> Life:
        """Begin a life of `python -m bot`, in a folder and with nothing of ours in its environment but this.

        `kill_at_point`: a commit as `tests.torture.points` names them. RuntimeError if it cannot begin.
        """
        life = {
            "folder": str(folder), "environment": environment, "arguments": arguments, "log": log,
            "kill_at_commit": kill_at_commit, "kill_at_point": kill_at_point,
        }  # fmt: skip
        assert self._process.stdin is not None
        async with self._turn, patient("no process could be begun"):
            self._process.stdin.write(json.dumps(life).encode() + b"\n")
            return await self._next()

    async def _next(self) -> Life:
        begun = asyncio.create_task(self._begun.get())
        try:
            await asyncio.wait([begun, self._listening], return_when=asyncio.FIRST_COMPLETED)
            if not begun.done():
                error = None if self._listening.cancelled() else self._listening.exception()
                raise RuntimeError("no process could be begun: the forge has ended") from error
        finally:
            begun.cancel()
        life = begun.result()
        if isinstance(life, str):
            raise RuntimeError(f"no process could be begun: {life}")
        return life

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            if "failed" in told:
                self._begun.put_nowait(told["failed"])
            elif "code" in told:
                self._lives.pop(told["pid"]).end(told["code"])
            else:
                life = self._lives[told["pid"]] = Life(**told)
                self._begun.put_nowait(life)


@pytest.fixture(scope="session")
async def forge() -> AsyncIterator[Forge]:
    """The forge of all tests of a worker; what they begin, they end."""
    async with Forge() as forge:
        yield forge


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
    arguments: Sequence[str],
    log: str,
    kill_at_commit: str | None,
    kill_at_point: str | None,
) -> int:
    """One life of the program, in this process. See `Forge.start`."""
    from bot.cli import main

    os.chdir(folder)
    for name in SETTINGS:
        os.environ.pop(name, None)
    os.environ.update(environment)
    with Path(log).open("ab") as said:
        os.dup2(said.fileno(), sys.stdout.fileno())
        os.dup2(said.fileno(), sys.stderr.fileno())
    if kill_at_commit:
        text, _, number = kill_at_commit.rpartition(":")
        watch_for(text, int(number))
    if kill_at_point:
        from tests.torture.points import Point, Watch, watched_commits

        with watched_commits(Watch(Point.read(kill_at_point)), lambda: os.kill(os.getpid(), signal.SIGKILL)):
            return main(arguments)
    try:
        return main(arguments)
    finally:
        sys.stdout.flush()


def mind(life: dict[str, Any]) -> None:
    """Fork a life, and tell when it begins and how it ends, or why it cannot begin."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = Path(life["folder"], life["log"])
    try:
        log.touch()
        pid = os.fork()
    except OSError as error:
        _tell(failed=str(error))
        return
    if pid == 0:
        os._exit(live(**life))
    _tell(pid=pid, log=str(log))
    _tell(pid=pid, code=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def _tell(**what: Any) -> None:
    """In one piece: others write into the same pipe."""
    os.write(sys.stdout.fileno(), json.dumps(what).encode() + b"\n")


def main() -> None:
    """Have a child mind a life for each line; at the end wait for all."""
    with memory.loading():
        import_module("bot.run")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how those who mind have ended
    for line in sys.stdin:
        if os.fork() == 0:
            mind(json.loads(line))
            os._exit(0)
    with suppress(ChildProcessError):
        os.wait()


if __name__ == "__main__":
    main()
