"""Several copies of the program, each a process of its own, on one PostgreSQL database, in real time.

`python -m tests.e2e.copies` imports the program once, which takes seconds, and forks a copy for each line that it
reads.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

from playground.emulator import Emulator, Group
from tests.e2e.killable import live, patient

OWNER = 5_100_000_001

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Real seconds for what takes one on a machine that has nothing else to do."""

_ELECTION = "application_name LIKE 'sopbot election%' AND datname = current_database()"

SECRET = "a-secret-of-all-copies"


class Copies:
    """The copies that run now, by process id; by webhook if `webhook`, else by polling."""

    def __init__(
        self, telegram: Emulator, database_url: str, folder: Path, owner_id: int, *, webhook: bool
    ) -> None:
        self._telegram = telegram
        self._folder = folder
        self._webhook = webhook
        self._database = make_url(database_url).set(drivername="postgresql")
        self._environment = {
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": telegram.url,
            "DATABASE_URL": database_url,
            "OWNER_IDS": str(owner_id),
            "SOP_DIR": str(folder / "scripts"),
            "TIMEZONE": _where_it_is_noon(telegram),
        }
        self.addresses: list[str] = []
        self.pids: list[int] = []

    async def __aenter__(self) -> "Copies":
        self._forge = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.e2e.copies"),
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        plain = self._database.render_as_string(hide_password=False)
        self._connection = await asyncpg.connect(plain)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(signal.SIGTERM)
        assert self._forge.stdin is not None
        self._forge.stdin.close()
        try:
            async with patient("not all copies ended when they were told to"):
                await self._forge.wait()
        except TimeoutError:
            self._end(signal.SIGKILL)
            raise
        await self._connection.close()

    def _end(self, how: signal.Signals) -> None:
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, how)

    async def start(self, count: int) -> None:
        """Start so many copies and wait until all are at work."""
        for _ in range(count):
            await self._start_one()
        await self.until(self._all_take_part)

    async def _start_one(self) -> None:
        number = len(self.pids)
        folder = self._folder / f"copy{number}"
        folder.mkdir()
        environment = dict(self._environment)
        if self._webhook:
            environment["WEBHOOK_URL"] = "https://bot.example.org/hook"
            environment["WEBHOOK_SECRET"] = SECRET
            environment["WEBHOOK_LISTEN"] = f"127.0.0.1:{_free_port()}"
        assert self._forge.stdin is not None
        assert self._forge.stdout is not None
        life = {"folder": str(folder), "environment": environment, "kill_at_commit": None}
        self._forge.stdin.write(json.dumps(life).encode() + b"\n")
        async with patient("no copy could be begun"):
            self.pids.append(int(await self._forge.stdout.readline()))
        if self._webhook:
            self.addresses.append(f"http://{environment['WEBHOOK_LISTEN']}")
            self._telegram.proxy(*self.addresses)

    async def _all_take_part(self) -> bool:
        """Whether each has its own part in the election; fails with their logs if one has ended."""
        assert all(map(_is_alive, self.pids)), self.logs()
        taking = await self.value(f"SELECT count(*) FROM pg_stat_activity WHERE {_ELECTION}")
        return bool(taking == len(self.pids))

    async def leader(self) -> int | None:
        """Which copy leads; None while none does."""
        name = await self.value(
            "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
            f" WHERE locktype = 'advisory' AND {_ELECTION}"
        )
        return None if name is None else self.pids.index(int(name.split()[-1]))

    def kill(self, number: int) -> None:
        """kill -9 one copy."""
        os.kill(self.pids[number], signal.SIGKILL)

    async def value(self, query: str, *arguments: object) -> Any:
        """One value from the database."""
        return await self._connection.fetchval(query, *arguments)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the database."""
        return [tuple(row) for row in await self._connection.fetch(query)]

    async def until(
        self, holds: Callable[[], Coroutine[Any, Any, bool]], patience: float = PATIENCE
    ) -> float:
        """Ask again and again until it holds; returns after how many seconds it did."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with asyncio.timeout(patience):
            while not await holds():  # noqa: ASYNC110 - other processes set no events here
                await asyncio.sleep(0.05)
        return loop.time() - began

    def logs(self) -> str:
        """What all copies have said."""
        return "\n".join(path.read_text("utf-8") for path in sorted(self._folder.glob("copy*/bot.log")))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _where_it_is_noon(telegram: Emulator) -> str:
    """A time zone where no day begins or ends while the test runs."""
    east = 12 - telegram.now.hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def forge() -> None:
    """Fork a copy for each line, print its process id; at the end wait for all."""
    import_module("bot.run")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a copy ended
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(live(**json.loads(line)))
        print(pid, flush=True)
    with suppress(ChildProcessError):
        os.wait()


if __name__ == "__main__":
    forge()


async def found_community(telegram: Emulator, copies: Copies) -> Group:
    """A group whose owner has added the bot, once the copies know of it."""
    owner = telegram.person("群主", id=OWNER)
    owner.presses_start()
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)

    async def known() -> bool:
        return bool(await copies.value("SELECT count(*) FROM communities"))

    await copies.until(known)
    return group
