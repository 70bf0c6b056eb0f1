"""Several copies of the program, each a process of its own, on one PostgreSQL database, in real time."""

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

from playground.emulator import Emulator, Group
from tests.forge import Forge, Life, patient

OWNER = 5_100_000_001

PATIENCE = 60
"""Real seconds for what takes one on a machine that has nothing else to do."""

ASK_EVERY = 0.05
"""Real seconds."""

_ELECTION = "application_name LIKE 'sopbot election%' AND datname = current_database()"

SECRET = "a-secret-of-all-copies"


class Copies:
    """The copies that were begun, in this order; by webhook if `webhook`, else by polling."""

    def __init__(
        self,
        forge: Forge,
        telegram: Emulator,
        database_url: str,
        folder: Path,
        owner_id: int,
        *,
        webhook: bool,
    ) -> None:
        self._forge = forge
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
        self._lives: list[Life] = []

    async def __aenter__(self) -> "Copies":
        plain = self._database.render_as_string(hide_password=False)
        self._connection = await asyncpg.connect(plain)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end(signal.SIGTERM)
        try:
            async with patient("not all copies ended when they were told to"):
                await asyncio.gather(*(life.exit_code() for life in self._lives))
        except TimeoutError:
            self._end(signal.SIGKILL)
            raise
        await self._connection.close()

    def _end(self, how: signal.Signals) -> None:
        for life in self._lives:
            life.send(how)

    async def start(self, count: int) -> None:
        """Start so many copies and wait until all are at work."""
        for _ in range(count):
            await self._start_one()
        await self.until(self._all_take_part)

    async def _start_one(self) -> None:
        number = len(self._lives)
        folder = self._folder / f"copy{number}"
        folder.mkdir()
        environment = dict(self._environment)
        if self._webhook:
            environment["WEBHOOK_URL"] = "https://bot.example.org/hook"
            environment["WEBHOOK_SECRET"] = SECRET
            environment["WEBHOOK_LISTEN"] = f"127.0.0.1:{_free_port()}"
        self._lives.append(await self._forge.start(folder, environment))
        if self._webhook:
            self.addresses.append(f"http://{environment['WEBHOOK_LISTEN']}")
            self._telegram.proxy(*self.addresses)

    async def _all_take_part(self) -> bool:
        """Whether each has its own part in the election; fails with their logs if one has ended."""
        assert not any(life.has_ended for life in self._lives), self.logs()
        taking = await self.value(f"SELECT count(*) FROM pg_stat_activity WHERE {_ELECTION}")
        return bool(taking == len(self._lives))

    async def leader(self) -> int | None:
        """Which copy leads; None while none does."""
        name = await self.value(
            "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
            f" WHERE locktype = 'advisory' AND {_ELECTION}"
        )
        if name is None:
            return None
        return [life.pid for life in self._lives].index(int(name.split()[-1]))

    def kill(self, number: int) -> None:
        """kill -9 one copy."""
        self._lives[number].send(signal.SIGKILL)

    async def value(self, query: str, *arguments: object) -> Any:
        """One value from the database."""
        return await self._connection.fetchval(query, *arguments)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows from the database."""
        return [tuple(row) for row in await self._connection.fetch(query)]

    async def until(self, holds: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Ask again and again until it holds."""
        async with asyncio.timeout(PATIENCE):
            while not await holds():  # noqa: ASYNC110 - other processes set no events here
                await asyncio.sleep(ASK_EVERY)

    def logs(self) -> str:
        """What all copies have said."""
        return "\n".join(life.log.read_text("utf-8") for life in self._lives)


def _where_it_is_noon(telegram: Emulator) -> str:
    """A time zone where no day begins or ends while the test runs."""
    east = 12 - telegram.now.hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
