"""Who wrote a recent message is found again: before it is written, afterwards, and where pages overlap."""

import pytest

from core.clock import InventedClock
from storage.authorships import Authorship
from storage.communities import Chat, ChatRole, Community
from storage.database import Database
from tests.databases import on_both


@pytest.fixture
async def group(database: Database, clock: InventedClock) -> int:
    """A chat, by our id."""
    async with database.begin() as uow:
        community = uow.communities.put(
            Community(uow.new_id(), "群", "Asia/Shanghai", "zh", "08:00", clock.now())
        )
        chat = Chat(uow.new_id(), -100, community.id, ChatRole.MAIN, "supergroup", "群", "administrator")
        return uow.chats.put(chat).id


async def wrote(database: Database, group: int, *messages: int) -> None:
    """In one unit of work; member 7 wrote what is even, 8 the rest as answers."""
    async with database.begin() as uow:
        for message in messages:
            uow.authorships.wrote(group, message, 8 if message % 2 else 7, answers=bool(message % 2))


async def found(database: Database, group: int, *messages: int) -> list[Authorship | None]:
    async with database.begin() as uow:
        await uow.authorships.load((group, message) for message in messages)
        return [await uow.authorships.of(group, message) for message in messages]


@on_both
async def test_the_authors_of_many_pages_are_found_in_one_read(database: Database, group: int):
    await wrote(database, group, 10, 11, 14)
    await wrote(database, group, 15, 20)

    assert await found(database, group, 10, 11, 12, 15, 20, 99) == [
        Authorship(7, answers=False),
        Authorship(8, answers=True),
        None,
        Authorship(8, answers=True),
        Authorship(7, answers=False),
        None,
    ]


@on_both
async def test_pages_that_overlap_hide_nothing(database: Database, group: int):
    await wrote(database, group, 10, 30)
    await wrote(database, group, 12)
    await wrote(database, group, 11, 40)

    assert None not in await found(database, group, 10, 11, 12, 30, 40)


@on_both
async def test_what_is_not_written_yet_is_known_and_a_cut_forgets_it(database: Database, group: int):
    async with database.begin() as uow:
        uow.authorships.wrote(group, 10, 7, answers=False)
        mark = uow.mark()
        uow.authorships.wrote(group, 12, 7, answers=False)
        assert await uow.authorships.of(group, 12) == Authorship(7, answers=False)
        uow.cut(mark)
        assert await uow.authorships.of(group, 12) is None
        assert await uow.authorships.of(group, 10) == Authorship(7, answers=False)

    assert await found(database, group, 10, 12) == [Authorship(7, answers=False), None]
