"""One copy leads for each bot, another one as soon as it is gone, and all hear one another."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import make_url

from core.errors import ConfigurationError
from storage.election import ANSWER_WITHIN, BEAT, Election
from tests.databases import on_postgresql

BOT = 7_000_000_001

PROMISED = 10
"""Seconds from a leader's death until another copy leads, as docs/invariants.md and docs/scaling.md say."""

PATIENCE = 60
"""Real seconds for what takes one on a machine that has nothing else to do."""


@dataclass
class Copy:
    """What one copy knows of itself and has heard."""

    election: Election
    task: asyncio.Task[None] | None = None
    leads: bool = False
    heard: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self.changed.clear()
                await self.changed.wait()


Join = Callable[..., Awaitable[Copy]]


@pytest.fixture
async def join(database_url: str) -> AsyncIterator[Join]:
    copies: list[Copy] = []

    async def one_more(bot_id: int = BOT) -> Copy:
        def changed(leads: bool) -> None:
            copy.leads = leads
            copy.changed.set()

        def heard(word: str) -> None:
            copy.heard.append(word)
            copy.changed.set()

        copy = Copy(Election(database_url, bot_id, changed, heard))
        await copy.election.begin()
        copy.task = asyncio.create_task(copy.election.work())
        copies.append(copy)
        return copy

    yield one_more
    for copy in copies:
        assert copy.task is not None
        copy.task.cancel()
        await asyncio.gather(copy.task, return_exceptions=True)
        await copy.election.close()


async def one_leads(*copies: Copy) -> None:
    """Wait until one of them leads."""
    news = asyncio.Event()
    for copy in copies:
        copy.changed = news
    async with asyncio.timeout(PATIENCE):
        while not any(copy.leads for copy in copies):
            news.clear()
            await news.wait()


async def cut_off_the_leader(database_url: str) -> None:
    """The server ends the leader's connection, as it does when it is restarted."""
    plain = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND datname = current_database()"
        " AND application_name LIKE 'sopbot election%'"
    )
    await connection.close()


@on_postgresql
async def test_the_first_leads_and_the_next_takes_over(join: Join):
    first, second, third = await join(), await join(), await join()

    assert (first.leads, second.leads, third.leads) == (True, False, False)

    assert first.task is not None
    first.task.cancel()
    await first.election.close()
    await one_leads(second, third)

    assert not first.leads
    assert [second.leads, third.leads].count(True) == 1


@on_postgresql
async def test_who_loses_the_connection_leads_no_more_at_once_and_one_leads_again(
    join: Join, database_url: str
):
    first, second = await join(), await join()
    led = first.leads
    await cut_off_the_leader(database_url)
    await first.until(lambda: not first.leads)
    assert led

    await one_leads(first, second)
    assert [first.leads, second.leads].count(True) == 1


@on_postgresql
async def test_all_waits_until_another_one_leads_sum_to_less_than_is_promised(database_url: str):
    """Their sum rather than a clock: how long the machine is busy besides is nobody's promise."""
    copy = Election(database_url, BOT, lambda leads: None, lambda word: None)
    await copy.begin()
    # Not `SHOW`: the connections of tests are sockets of the machine, which are never cut off.
    told = dict(
        await copy._connection.fetch(
            "SELECT name, CAST(reset_val AS int) FROM pg_settings WHERE name LIKE 'tcp_%'"
        )
    )
    await copy.close()
    idle, interval, count = (told[f"tcp_keepalives_{name}"] for name in ("idle", "interval", "count"))
    assert min(idle, interval, count) > 0, "the server waits for as long as its system does: for hours"
    silent, unconfirmed = idle + interval * count, told["tcp_user_timeout"] / 1000
    assert unconfirmed > 0, "a word called to who was cut off keeps it in its place for minutes"
    answered = BEAT + ANSWER_WITHIN

    # The server hears at once that a process died; that a machine was cut off it concludes from silence.
    assert answered < PROMISED
    assert max(silent, unconfirmed) + BEAT < PROMISED
    # And a leader that was cut off knows it before another one can lead.
    assert answered < min(silent, unconfirmed)


@on_postgresql
async def test_a_word_is_heard_by_all_others(join: Join):
    first, second, third = await join(), await join(), await join()
    second.election.call("outbox")
    second.election.call("outbox")
    second.election.call("requests")
    await first.until(lambda: first.heard == ["outbox", "requests"])
    await third.until(lambda: third.heard == ["outbox", "requests"])

    assert second.heard == []


async def test_a_database_that_cannot_be_reached_is_told():
    url = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
    election = Election(url, BOT, lambda leads: None, lambda word: None)

    with pytest.raises(ConfigurationError, match="cannot connect to the database"):
        await election.begin()


@on_postgresql
async def test_each_bot_has_a_leader_of_its_own(join: Join):
    one, other = await join(), await join(BOT + 1)

    assert one.leads
    assert other.leads
