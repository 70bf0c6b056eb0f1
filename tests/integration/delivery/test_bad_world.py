"""The sender on a database that fails or refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.errors import BadWorld
from core.message import Kind, Target
from playground.emulator import Group, Person
from storage.unit_of_work import UnitOfWork
from storage.users import User
from tests.integration.delivery.conftest import Post, Write


async def test_a_database_that_fails_is_waited_for_and_nothing_is_lost_or_said_twice(
    post: Post, group: Group, here: Target, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await post.plan(*(write(here, f"{number}", Kind.STEP) for number in range(3)))
    works, failures = post.database.begin, iter(range(6))

    @asynccontextmanager
    async def fails_every_second_time() -> AsyncIterator[UnitOfWork]:
        async with works() as uow:
            yield uow
            if next(failures, 1) % 2 == 0:
                raise BadWorld("disk full")

    monkeypatch.setattr(post.database, "begin", fails_every_second_time)
    await post.advance(60)
    monkeypatch.undo()

    assert [said.text for said in group.from_bot] == ["0", "1", "2"]
    assert await post.states(ids) == ["sent"] * 3


async def test_facts_that_cannot_be_written_do_not_hold_up_the_sender(
    post: Post, lin: Person, to_lin: Target, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine writes something that the database refuses."""

    async def settle(uow: UnitOfWork) -> None:
        taken: dict[str, Any] = {"id": uow.new_id(), "telegram_id": lin.id, "first_name": "again"}
        if any(fact.data["key"] == "bad" for fact in uow.unsettled()):
            uow.users.put(User(**taken))

    post.settle_facts = settle
    ids = await post.plan(
        write(to_lin, "一", Kind.QUESTION, reports=True, source="bad"),
        write(to_lin, "二", Kind.QUESTION, reports=True, source="good"),
    )
    await post.advance(10)

    assert await post.states(ids) == ["sent", "sent"]
    assert [said.text for said in lin.inbox] == ["一", "二"]
