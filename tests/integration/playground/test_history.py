"""A community with a past shows what the bot did in it, as it does from then on."""

import sqlite3
from contextlib import closing

import pytest

from playground.sandbox import Sandbox, lived
from playground.sandbox.lived import Life
from tests.integration.playground.visitor import Json, visiting


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """The paid group, with fewer people and days."""
    monkeypatch.setattr(lived, "PAID", Life(12, 2, 0, lived.PAID.title))


async def test_who_checked_in_by_a_word_has_the_reaction_that_one_gets_now():
    async with visiting("paid", "en") as visitor:
        said = await visitor.messages(visitor.group, 0, limit=500)
        confirmed = [message for message in said if message["reactions"]]
        assert len(confirmed) == _planned(visitor.page.sandbox) > 0, said
        assert all(message["reactions"] == _thumb() for message in confirmed)

        lin = (await visitor.newcomer(name="Lin"))["id"]
        await visitor.says(lin, visitor.group, confirmed[-1]["html"])
        await visitor.time_goes("advance", minutes=5)
        own = [
            one for one in await visitor.messages(visitor.group, 0) if (one["author"] or {}).get("id") == lin
        ]
        assert [one["reactions"] for one in own] == [_thumb()], own


def _thumb() -> Json:
    return [{"emoji": "👍", "count": 1, "mine": False}]


def _planned(sandbox: Sandbox) -> int:
    """How many reactions the program has sent."""
    with closing(sqlite3.connect(sandbox.database_file)) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM outbox WHERE call = 'react' AND state = 'sent'"
        ).fetchone()
    return int(count)
