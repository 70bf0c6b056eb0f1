"""Whatever Telegram and the network do to single calls: what may be repeated arrives, the rest comes once at most."""

import asyncio
from datetime import datetime, timedelta

import pytest

from playground.emulator import Emulator, Group, Person
from storage.outgoing import outbox
from tests.e2e.conftest import Sopbot
from tests.e2e.outages import let_pass, let_the_poll_end
from tests.e2e.own_scripts import start_with
from tests.e2e.shipped import ZONE

CAMP = """
title: 七天入门
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 2..7, at: "09:00"}
    do:
      - say: {to: private, else: mention, text: "第 {{ day }} 天的任务"}
      - ask: {to: private, else: chat_button, question: "第 {{ day }} 天想做什么？", save: plan, within: 10h, none: []}
      - award: {points: 5, reason: 说到做到}
"""

TUESDAY = datetime(2026, 3, 3, 8, 59, tzinfo=ZONE)


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, camp=CAMP)


@pytest.fixture
async def people(telegram: Emulator, community: Group) -> list[Person]:
    """Twelve members on Tuesday, a minute before nine."""
    found = [telegram.person(f"成员{number}") for number in range(12)]
    for person in found:
        person.joins(community)
        person.presses_start()
    await telegram.advance_to(TUESDAY)
    return found


def got(person: Person, words: str) -> int:
    """How often somebody has read these words in private."""
    return sum(words in message.text for message in person.inbox)


async def states(sopbot: Sopbot, words: str) -> dict[str, int]:
    """What became of all messages with these words."""
    async with sopbot.running.database.begin() as uow:
        rows = await uow.query(outbox.select())
    found = [row.state for row in rows if words in row.payload.get("text", "")]
    return {state: found.count(state) for state in found}


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 502},
        {"status": 504},
        {"cut": "before"},
        {"cut": "after"},
    ],
    ids=["500", "502", "504", "cut before it was processed", "cut after it was processed"],
)
async def test_a_morning_of_broken_calls_loses_no_question_and_doubles_no_message(
    sopbot: Sopbot, telegram: Emulator, people: list[Person], fault: dict[str, object]
):
    telegram.faults.next("sendMessage", times=8, **fault)  # type: ignore[arg-type]
    await telegram.advance(hours=1)

    # A message of a script goes once at most: whoever has not got it is counted as unknown.
    read = [got(person, "第 2 天的任务") for person in people]
    known = await states(sopbot, "第 2 天的任务")
    assert max(read) == 1
    assert sum(read) >= known["sent"]
    assert known["sent"] + known.get("unknown", 0) == len(people)
    # A question is put until it has arrived.
    assert min(got(person, "第 2 天想做什么") for person in people) >= 1
    assert await states(sopbot, "第 2 天想做什么") == {"sent": len(people)}

    for person in people:
        person.writes_to_bot("读书十页")
    await telegram.advance(minutes=1)
    assert await points(sopbot) == {5}


async def test_a_slow_answer_holds_up_nobody_else(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: list[Person]
):
    lin, *others = people
    telegram.faults.next("sendMessage", slow=5.0, when=lambda call: int(call["chat_id"]) == lin.id)
    everybody_else = asyncio.Event()

    def look(_call: object) -> None:
        """After each call a second passes, as the limits ask for."""
        if [got(person, "第 2 天的任务") for person in others] == [1] * 11:
            everybody_else.set()
        else:
            telegram.jump_to(telegram.now + timedelta(seconds=1))

    telegram.on_call(look)
    telegram.jump_to(TUESDAY + timedelta(minutes=1))
    await everybody_else.wait()

    assert (await states(sopbot, "第 2 天的任务"))["sending"] >= 1
    await telegram.advance(minutes=1)
    assert [got(person, "第 2 天的任务") for person in people] == [1] * 12


async def test_bursts_of_429_with_a_long_wait_are_waited_out_chat_by_chat(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: list[Person]
):
    """One chat is shut for an hour and once more for two; the others and the group hardly notice."""
    lin, *others = people

    def to_lin(call: dict[str, object]) -> bool:
        return int(str(call["chat_id"])) == lin.id

    for wait in (3600, 7200):
        telegram.faults.next("sendMessage", retry_after=wait, when=to_lin)
    await telegram.advance(minutes=5)
    assert [got(person, "第 2 天想做什么") for person in others] == [1] * 11
    others[0].says(community, "/me")
    await telegram.advance(minutes=1)
    assert "成员1" in community.last.text

    await telegram.advance(minutes=54)
    assert telegram.faults.waiting == 1  # nobody has knocked meanwhile
    await telegram.advance(minutes=119)
    assert (telegram.faults.waiting, got(lin, "第 2 天想做什么")) == (0, 0)
    await telegram.advance(minutes=3)
    assert got(lin, "第 2 天想做什么") == 1


async def test_the_whole_bot_shut_for_an_hour_says_everything_afterwards(
    sopbot: Sopbot, telegram: Emulator, people: list[Person]
):
    telegram.faults.next("sendMessage", retry_after=3600, times=3)
    await telegram.advance(minutes=30)
    await telegram.advance(hours=2)

    assert [got(person, "第 2 天想做什么") for person in people] == [1] * len(people)
    assert telegram.refusals == []


async def test_hours_in_which_nothing_gets_through_either_way(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: list[Person]
):
    """Every call fails, while people go on as usual."""
    await telegram.advance_to(TUESDAY + timedelta(minutes=2))
    for method in ("*", "getUpdates"):
        telegram.faults.next(method, times=1_000_000, cut="before")
    await let_the_poll_end(telegram, people[0], community)
    await let_pass(telegram, minutes=20, step=timedelta(minutes=1))
    answered = [person.writes_to_bot("读书十页") for person in people]
    await let_pass(telegram, hours=5, step=timedelta(minutes=5))
    assert await points(sopbot) == {0}
    telegram.faults.clear()
    await let_pass(telegram, minutes=2)
    await telegram.advance(minutes=10)

    assert len(answered) == len(people)
    assert await points(sopbot) == {5}
    assert [got(person, "第 2 天的任务") for person in people] == [1] * len(people)


async def test_a_confirmation_of_updates_that_gets_lost_repeats_nothing(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: list[Person]
):
    """The poll that confirms was processed, or not, and its answer did not come."""
    for cut in ("after", "before", "after"):
        telegram.faults.next("getUpdates", cut=cut)
        for person in people:
            person.says(community, "打卡")
        await let_pass(telegram, seconds=20)
    await telegram.settle()

    assert await points(sopbot) == {2}


async def points(sopbot: Sopbot) -> set[int]:
    """The balances of all members but the owner."""
    async with sopbot.running.database.begin() as uow:
        (community,) = await uow.communities.all()
        page = await uow.members.page(community.id, 0, 100)
        found = {member.id: member for member in page}
        await uow.users.load_ids(member.user_id for member in found.values())
        return {m.points for m in found.values() if uow.users.known(m.user_id).first_name != "群主"}
