"""Which of several copies of the program leads, and what they call to one another; PostgreSQL decides.

The leader holds an advisory lock on a connection of its own. The server takes the lock back as soon as that
connection ends, so however a copy dies, another one leads within `BEAT` of it, or within about ten seconds if its
machine was cut off. All times here are real ones: they measure processes, not the community's day.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

from core.errors import ConfigurationError

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two attempts to lead, and between two looks of the leader whether its connection lives."""

ANSWER_WITHIN = 3.0
"""Seconds after which a server that does not answer counts as lost: the leader must know it before the server
gives its lock to another one."""

_SESSION = {
    # A copy whose machine was cut off is given up after about eight seconds.
    "tcp_keepalives_idle": "4",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
    # No keepalives are sent while the server waits for the answer to what it has sent, such as a word called out.
    "tcp_user_timeout": "7000",
}

_LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Election:
    """One copy's part in it. `changed(leads)` and `heard(word)` are called from the event loop."""

    def __init__(
        self, url: str, bot_id: int, changed: Callable[[bool], None], heard: Callable[[str], None]
    ) -> None:
        self._connect_to = _arguments(url)
        self._seat = int.from_bytes(sha256(f"sopbot leads {bot_id}".encode()).digest()[:8], signed=True)
        self._channel = f"sopbot_{bot_id}"
        self._changed = changed
        self._heard = heard
        self._connection: Any = None
        self._leads = False
        self._words: dict[str, None] = {}
        self._stirred = asyncio.Event()

    async def begin(self) -> None:
        """Take part, and lead if nobody else does; ConfigurationError if the database cannot be reached."""
        try:
            await self._beat()
        except _LOST as error:
            raise ConfigurationError(f"cannot connect to the database: {error}") from error

    async def work(self) -> None:
        """Take part for ever."""
        while True:
            try:
                async with asyncio.timeout(BEAT):
                    await self._stirred.wait()
            except TimeoutError:
                pass  # nothing to call out: time for a beat
            self._stirred.clear()
            try:
                await self._beat()
            except _LOST as error:
                log.warning("the connection that leading rests on is lost: %s", error)
                self._lose()

    def call(self, word: str) -> None:
        """Let the other copies hear a word, soon; the same one said twice meanwhile is heard once."""
        self._words[word] = None
        self._stirred.set()

    async def close(self) -> None:
        """Take no part any more: another copy may lead at once."""
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            try:
                await connection.close(timeout=ANSWER_WITHIN)
            except _LOST:
                connection.terminate()
        self._lose()

    async def _beat(self) -> None:
        async with asyncio.timeout(ANSWER_WITHIN):
            connection = self._connection
            if connection is None:
                connection = await self._connect()
            if not self._leads and await connection.fetchval("SELECT pg_try_advisory_lock($1)", self._seat):
                self._leads = True
                log.info("this copy leads now")
                self._changed(True)
            words, self._words = self._words, {}
            try:
                await connection.execute(_call_out(self._channel, words))
            except BaseException:  # cancelled when time was up, too: nothing is left unsaid
                self._words = words | self._words
                raise

    async def _connect(self) -> Any:
        # So that pg_stat_activity and pg_locks tell which process leads.
        session = {"application_name": f"sopbot election, process {os.getpid()}", **_SESSION}
        connection = await asyncpg.connect(**self._connect_to, server_settings=session)
        connection.add_termination_listener(self._ended)
        await connection.add_listener(self._channel, self._hear)
        self._connection = connection
        return connection

    def _hear(self, _connection: Any, sender: int, _channel: str, word: str) -> None:
        if self._connection is not None and sender != self._connection.get_server_pid():
            self._heard(word)

    def _ended(self, connection: Any) -> None:
        if connection is self._connection:
            self._lose()

    def _lose(self) -> None:
        """Whatever rests on leading ends now: the server may have given the lock to another copy."""
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            connection.terminate()
        if self._leads:
            self._leads = False
            self._changed(False)


def _arguments(url: str) -> dict[str, Any]:
    """What asyncpg is to be told, as SQLAlchemy would tell it."""
    parsed = make_url(url)
    _, arguments = parsed.get_dialect()().create_connect_args(parsed)
    return {name: value for name, value in arguments.items() if not name.startswith("prepared_statement_")}


def _call_out(channel: str, words: Iterable[str]) -> str:
    """One statement, which shows besides that the server answers. Words are our own, and plain."""
    calls = ", ".join(f"pg_notify('{channel}', '{word}')" for word in words)
    return f"SELECT {calls or 'true'}"
