"""Many messages wait: answers find a gap, order holds, and nobody is held up by who is slow or silent."""

import asyncio
from datetime import timedelta

from core.message import Kind, Target
from playground.emulator import CallSeen, Person
from storage.users import Reach, User
from tests.integration.delivery.conftest import Post, Write

CROWD = 700
"""More than the sender looks at in one go."""


async def crowd(post: Post, count: int) -> list[tuple[Person, Target]]:
    people = [post.telegram.person(f"成员{number}") for number in range(count)]
    async with post.database.begin() as uow:
        for person in people:
            post.telegram.world.private[person.id].state = "open"
        targets = [
            Target.user(uow.users.put(User(uow.new_id(), person.id, person.name, reach=Reach.OPEN)).id)
            for person in people
        ]
    return list(zip(people, targets, strict=True))


def texts(person: Person) -> list[str]:
    return [message.text for message in person.inbox]


async def test_an_answer_goes_at_once_and_after_what_was_due_there_before(post: Post, write: Write) -> None:
    people = await crowd(post, CROWD)
    await post.plan(*(write(target, "步骤", Kind.STEP) for _, target in people))
    await post.advance(3)
    (last, to_last), (spoken, to_spoken) = people[-1], people[-2]
    assert texts(last) == texts(spoken) == []

    await post.plan(write(to_last, "回答"))
    post.sender.say(write(to_spoken, "从内存回答"))
    await post.advance(0.5)

    assert texts(last) == ["步骤", "回答"]
    assert texts(spoken) == ["步骤", "从内存回答"]


async def test_what_can_wait_is_spread_over_the_second_and_takes_no_longer(post: Post, write: Write) -> None:
    people = await crowd(post, 330)
    await post.plan(*(write(target, "步骤", Kind.STEP) for _, target in people))
    await post.advance(12)

    times = sorted(message.sent_at for person, _ in people for message in person.inbox)
    assert len(times) == 330
    assert times[-1] - times[0] <= timedelta(seconds=11) * 1.03
    assert max(times.count(at) for at in times[20:]) <= 2
    assert post.telegram.refusals == []


async def test_who_has_a_backlog_holds_up_nobody(post: Post, write: Write) -> None:
    (slow, to_slow), *others = await crowd(post, CROWD)
    await post.plan(*(write(to_slow, f"{number:02}", Kind.STEP) for number in range(40)))
    await post.plan(*(write(target, "步骤", Kind.STEP) for _, target in others))
    await post.advance(26)

    assert all(texts(person) == ["步骤"] for person, _ in others)
    await post.advance(60)
    assert texts(slow) == [f"{number:02}" for number in range(40)]


async def test_a_call_that_is_never_answered_holds_up_no_other_chat(post: Post, write: Write) -> None:
    (silent, to_silent), *others = await crowd(post, 20)
    arrived = asyncio.Event()

    async def swallow(call: CallSeen) -> None:
        if (
            call.method == "sendMessage"
            and call.stage == "before"
            and call.parameters["chat_id"] == silent.id
        ):
            await asyncio.Event().wait()
        if (
            call.method == "sendMessage"
            and call.stage == "after"
            and all(texts(one) for one, _ in others[:-1])
        ):
            arrived.set()

    post.telegram.on_call(swallow)
    post.bell = post.nursery.start("sender", post.sender.work)
    await post.plan(write(to_silent), *(write(target) for _, target in others))
    async with asyncio.timeout(60):
        await arrived.wait()

    assert texts(silent) == []


async def test_more_than_a_page_for_one_place_goes_in_order_and_once(post: Post, write: Write) -> None:
    (slow, to_slow), (other, to_other) = await crowd(post, 2)
    await post.plan(*(write(to_slow, f"{number:03}", Kind.STEP) for number in range(620)))
    await post.advance(3)
    await post.plan(write(to_other, "步骤", Kind.STEP))
    await post.advance(20)

    assert texts(other) == ["步骤"]
    assert texts(slow)[:20] == [f"{number:03}" for number in range(20)]
    assert len(texts(slow)) == len(set(texts(slow)))
