"""What Telegram says to wait for is waited out exactly, also by the next life of the program."""

from datetime import timedelta

from core.message import Kind, Target
from playground.emulator import Group, Person
from tests.integration.delivery.conftest import Post, Write

HOUR = timedelta(hours=1)


async def test_a_wait_of_hours_holds_across_a_restart(
    post: Post, group: Group, here: Target, lin: Person, to_lin: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=7200)
    await post.plan(write(here, "日报", Kind.DIGEST))
    end = post.clock.now() + 2 * HOUR
    await post.settle()
    await post.kill()
    await post.plan(write(to_lin, "通知", Kind.DIGEST), write(here, "又一条", Kind.DIGEST))
    await post.advance(3600)
    await post.kill()
    await post.advance(3599)

    assert [message.text for message in lin.inbox] == ["通知"]
    assert group.from_bot == []
    await post.advance(5)
    assert [(said.text, said.sent_at >= end) for said in group.from_bot] == [("日报", True), ("又一条", True)]
    assert group.from_bot[0].sent_at == end


async def test_a_wait_of_the_whole_bot_holds_across_a_restart(
    post: Post, group: Group, here: Target, lin: Person, to_lin: Target, write: Write
) -> None:
    post.telegram.faults.next("sendMessage", retry_after=600, times=2)
    await post.plan(write(here, "日报", Kind.DIGEST), write(to_lin, "通知", Kind.DIGEST))
    end = post.clock.now() + timedelta(seconds=600)
    await post.settle()
    await post.kill()
    third = post.telegram.person("小王")
    third.presses_start()
    await post.plan(write(await post.knows(third), "你好", Kind.DIGEST))
    await post.advance(599)
    assert third.inbox == []

    await post.advance(2)
    assert [message.sent_at >= end for message in third.inbox] == [True]


async def test_what_is_over_is_forgotten(post: Post, group: Group, here: Target, write: Write) -> None:
    post.telegram.faults.next("sendMessage", retry_after=60)
    await post.plan(write(here, "日报", Kind.DIGEST))
    await post.advance(120)
    await post.kill()
    await post.settle()

    async with post.database.begin() as uow:
        assert await uow.flood_waits.all() == {}
    assert post.limiter.unsaved == {}
