"""Greetings of many joiners become few messages, and a join wave leaves room for answers."""

from datetime import timedelta

from core.message import MEMBERS_PLACEHOLDER, Kind, Merge, Message, Target
from playground.emulator import Group, Person
from storage.outgoing import OutboxState
from tests.integration.delivery.conftest import Post, Write

WINDOW = timedelta(seconds=20)


def greeting(write: Write, to: Target, person: Person, **particulars: object) -> Message:
    mention = f'<a href="tg://user?id={person.id}">{person.name}</a>'
    return write(
        to,
        f"欢迎 {MEMBERS_PLACEHOLDER}！",
        Kind.GREETING,
        merge=Merge(key=f"greet:{to.chat_id}", mention=mention, separator="、", others=" 等 {count} 人"),
        **particulars,
    )


def joiners(post: Post, group: Group, count: int) -> list[Person]:
    people = [post.telegram.person(f"新人{number}") for number in range(1, count + 1)]
    for person in people:
        person.joins(group)
    return people


async def test_one_joiner_is_greeted_by_name(post: Post, group: Group, here: Target, write: Write) -> None:
    [person] = joiners(post, group, 1)
    await post.plan(greeting(write, here, person))
    await post.settle()

    assert (group.last.text, group.last.mentions) == ("欢迎 新人1！", [person.id])


async def test_joiners_of_one_window_are_greeted_together(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    people = joiners(post, group, 42)
    end = post.clock.now() + WINDOW
    ids = await post.plan(*(greeting(write, here, person, not_before=end) for person in people))
    await post.advance(21)

    assert group.last.text == "欢迎 新人1、新人2、新人3、新人4、新人5 等 37 人！"
    assert len(group.from_bot) == 1
    assert await post.states(ids) == [OutboxState.SENT, *[OutboxState.MERGED] * 41]


async def test_at_most_four_greetings_a_minute_and_answers_pass_them(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    for _ in range(25):
        [person] = joiners(post, group, 1)
        await post.plan(greeting(write, here, person))
        await post.advance(2)
    await post.plan(write(here, "回答"))
    await post.advance(1)

    assert len(group.from_bot) == 5
    assert group.last.text == "回答"
    await post.advance(60)
    assert sum(len(said.mentions) for said in group.from_bot) == 4 + 5
    assert "等 16 人" in group.last.text
    assert post.telegram.refusals == []


async def test_a_greeting_that_has_to_wait_for_telegram_says_the_same_later(
    post: Post, group: Group, here: Target, write: Write
) -> None:
    people = joiners(post, group, 2)
    post.telegram.faults.next("sendMessage", retry_after=9)
    await post.plan(*(greeting(write, here, person) for person in people))
    await post.advance(10)

    assert [said.text for said in group.from_bot] == ["欢迎 新人1、新人2！"]
