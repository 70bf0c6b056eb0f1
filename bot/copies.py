"""Several copies of the program on one database: one leads, all share the timers and, by webhook, the updates.

The leader alone polls, sends, and asks Telegram. With SQLite there is one process, which always leads.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from bot.timers import Backlog
from core.clock import Bell
from core.nursery import Nursery, Worker
from storage.election import Election

UP_TO_DATE_FOR = 6.0
"""Real seconds for which a leader's word counts that no backlog of updates is left."""


class Word(StrEnum):
    """What copies call to one another."""

    OUTBOX = "outbox"
    """Something is to be sent."""

    REQUESTS = "requests"
    """Something is to be asked of Telegram."""

    UP_TO_DATE = "up_to_date"
    """The leader has taken in what came before it started; said again with every heartbeat."""


class Copies:
    """This copy among the others."""

    def __init__(self) -> None:
        self._election: Election | None = None
        self._scopes: dict[asyncio.Timeout, None] = {}
        self._bells: dict[Bell, None] = {}
        self._up_to_date_at: float | None = None
        self.alone = True
        """There can be no other copy: the database is SQLite."""
        self.leads = True
        self.heard: Callable[[Word], None] = lambda word: None
        """Called with what another copy says, unless it is known."""

    async def begin(self, database_url: str, bot_id: int, nursery: Nursery) -> None:
        """Find out whether this copy leads. Raises ConfigurationError."""
        if not database_url.startswith("postgresql"):
            return
        self.alone = self.leads = False
        self._election = Election(database_url, bot_id, self._changed, self._hear)
        await self._election.begin()
        nursery.tend("election", self._election.work())

    async def close(self) -> None:
        """Let another copy lead."""
        if self._election is not None:
            await self._election.close()

    def call(self, word: Word) -> None:
        """Tell all other copies."""
        if self._election is not None:
            self._election.call(word)

    def leading(self, work: Worker) -> Worker:
        """A worker that does this whenever the copy leads, and is broken off as soon as it does not."""

        async def lead(bell: Bell) -> None:
            self._bells[bell] = None
            while True:
                while not self.leads:
                    await bell.rest()
                scope = asyncio.timeout(None)
                try:
                    async with scope:
                        self._scopes[scope] = None
                        await work(bell)
                        return
                except TimeoutError:
                    if not scope.expired():
                        raise
                finally:
                    self._scopes.pop(scope, None)

        return lead

    @property
    def leader_is_up_to_date(self) -> bool:
        """Whether another copy leads and has lately said that no backlog is left."""
        if self.leads or self._up_to_date_at is None:
            return False
        return asyncio.get_running_loop().time() - self._up_to_date_at < UP_TO_DATE_FOR

    def _changed(self, leads: bool) -> None:
        self.leads = leads
        if leads:
            for bell in self._bells:
                bell.ring()
            return
        now = asyncio.get_running_loop().time()
        for scope in self._scopes:
            scope.reschedule(now)

    def _hear(self, said: str) -> None:
        word = Word(said)
        if word is Word.UP_TO_DATE:
            known, self._up_to_date_at = self.leader_is_up_to_date, asyncio.get_running_loop().time()
            if known:
                return
        self.heard(word)


class PollersBacklog:
    """Whether the updates from before the start, or from during an outage, are in, whichever copy polls."""

    def __init__(self, copies: Copies, own: Backlog) -> None:
        self._copies = copies
        self._own = own

    @property
    def caught_up(self) -> bool:
        """A copy that does not poll believes the one that does."""
        return self._own.caught_up if self._copies.leads else self._copies.leader_is_up_to_date

    @property
    def connected_at(self) -> datetime | None:
        """Since when this copy itself has Telegram's answers."""
        return self._own.connected_at if self._copies.leads else None
