"""A walk over many rows holds up nobody but who waits for the database."""

import asyncio

import pytest
from sqlalchemy import TextClause, text

from core.errors import SopbotError
from storage.database import Database

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""On PostgreSQL every statement is waited for by the loop, which goes on meanwhile."""

ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")


def numbers(count: int) -> TextClause:
    """A statement that walks over so many rows."""
    return text(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT count(*) FROM n"
    )


async def test_others_have_their_turn_during_a_survey(database: Database) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with database.begin() as uow:
        task = asyncio.create_task(others())
        found = await uow.tally(numbers(300_000))
        task.cancel()

    assert found == 300_000
    assert turns > 1


async def test_a_survey_that_is_given_up_stops_at_once_and_the_database_serves_the_next(
    database: Database,
) -> None:
    begun = asyncio.Event()

    async def survey() -> None:
        async with database.begin() as uow:
            begun.set()
            await uow.survey(ENDLESS)

    task = asyncio.create_task(survey())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with database.begin() as uow:
        assert await uow.tally(text("SELECT 7")) == 7


async def test_what_a_survey_meets_is_told_like_any_failure(database: Database) -> None:
    with pytest.raises(SopbotError):
        async with database.begin() as uow:
            await uow.survey(text("SELECT abs(-9223372036854775808)"))
