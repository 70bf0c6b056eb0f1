"""What becomes of a unit of work once it is over: what it knew goes at once, but for what is to be sent."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime

import pytest

from core.clock import InventedClock
from core.message import Kind, Message, Target
from storage.communities import Chat, Community
from storage.database import Database
from storage.members import Member
from storage.unit_of_work import UnitOfWork
from storage.users import User
from tests.databases import on_both

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def clock() -> InventedClock:
    return InventedClock(NINE)


@pytest.fixture
def nobody_collects_garbage() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


async def work_with(uow: UnitOfWork) -> None:
    """Rows of several kinds are written and read."""
    community = uow.communities.put(Community(uow.new_id(), "营", "Asia/Shanghai", "zh", "09:00", uow.now))
    user = uow.users.put(User(uow.new_id(), 42, "小林"))
    member = uow.members.put(Member(uow.new_id(), community.id, user.id, "inside", uow.now))
    uow.activity.message(community.id, member.id, TODAY, uow.now)
    kind, rights = "supergroup", "administrator"
    chat = uow.chats.put(Chat(uow.new_id(), -100, community.id, "main", kind, "写作营", rights))
    uow.authorships.wrote(chat.id, 1, member.id, answers=False)
    await uow.outbox.plan(Message(Target.user(user.id), Kind.NOTICE, "早上好"))


@on_both
@pytest.mark.usefixtures("nobody_collects_garbage")
async def test_what_it_knew_does_not_wait_for_the_garbage_collector(database: Database) -> None:
    async with database.begin() as uow:
        await work_with(uow)
        known = [weakref.ref(one) for one in (uow.members, uow.authorships, uow.activity, uow)]
        del uow
    assert [one() for one in known] == [None] * 4


@on_both
async def test_what_it_planned_is_still_to_be_sent(database: Database) -> None:
    async with database.begin() as uow:
        await work_with(uow)
    assert [row.message().text for row in uow.to_send] == ["早上好"]
    async with database.begin() as uow:
        await uow.communities.all()
    assert uow.to_send == []


async def test_nothing_of_what_was_rolled_back_is_to_be_sent(database: Database) -> None:
    async with AsyncExitStack() as stack:
        stack.enter_context(pytest.raises(RuntimeError, match="no more"))
        uow = await stack.enter_async_context(database.begin())
        await work_with(uow)
        await uow.flush()
        raise RuntimeError("no more")
    assert uow.to_send == []


async def test_what_is_over_is_not_asked_any_more(database: Database) -> None:
    async with database.begin() as uow:
        await work_with(uow)
    with pytest.raises(RuntimeError, match="over: there is no `outbox`"):
        uow.outbox.planned_rows()
    with pytest.raises(RuntimeError, match="over: there is no `points`"):
        await uow.points.sum_of_day(1, TODAY)
