"""Time on the page: it moves on command, goes to what happens next, plays, and stops when told to."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from time import process_time

import pytest

from playground.emulator import Message
from tests.integration.playground.visitor import Visitor, visiting

DAY = 24 * 60


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with visiting() as visitor:
        yield visitor


async def now(visitor: Visitor) -> datetime:
    return datetime.fromisoformat((await visitor.get("time"))["now"])


async def test_time_stands_still_until_it_is_moved(visitor: Visitor):
    first = await visitor.get("time")

    assert (first["clock"], first["day"], first["playing"], first["busy"]) == ("09:00", 1, False, False)
    assert first["date"] == "3月2日 周一"
    assert await now(visitor) == datetime.fromisoformat(first["now"])


async def test_ten_minutes_and_the_next_morning(visitor: Visitor):
    before = await now(visitor)

    later = await visitor.time_goes("advance", minutes=10)
    tomorrow = await visitor.time_goes("morning")
    after = await visitor.time_goes("morning")

    assert later["now"] == (before + timedelta(minutes=10)).isoformat()
    assert [(time["clock"], time["day"]) for time in (tomorrow, after)] == [("08:00", 2), ("08:00", 3)]


async def test_next_stops_where_something_is_to_be_seen(visitor: Visitor):
    lin = (await visitor.newcomer())["id"]
    seen = len(await visitor.messages(visitor.group, lin))

    await visitor.time_goes("next")

    group = await visitor.messages(visitor.group, lin)
    assert len(group) > seen
    assert group[-1]["author"]["bot"]
    assert await now(visitor) - datetime.fromisoformat(group[-1]["at"]) <= timedelta(seconds=5)


async def test_it_is_told_where_nothing_came_of_what_was_due(visitor: Visitor):
    """On the first day the streak reminder is due, and nobody has a streak yet."""
    vain = await visitor.time_goes("next")
    assert vain["vain"] == "到点了，不过这会儿没有符合条件的人。"

    await visitor.newcomer()
    seen = await visitor.time_goes("next")
    assert seen["vain"] is None


async def test_next_goes_to_what_was_announced_even_if_nothing_comes_of_it(visitor: Visitor):
    announced = (await visitor.get("time"))["next"]
    assert announced["kind"] == "schedule"

    then = await visitor.time_goes("next")

    assert timedelta() <= await now(visitor) - datetime.fromisoformat(announced["at"]) <= timedelta(seconds=5)
    assert then["next"]["at"] > announced["at"]


async def test_stop_ends_a_long_journey(visitor: Visitor):
    before = await now(visitor)
    async with visitor.http.ws_connect("/live") as live:
        await visitor.post("time", do="advance", minutes=365 * DAY)
        told = await live.receive_json()
        assert told["time"]["busy"]
        await visitor.post("time", do="stop")
        while told["time"]["busy"]:
            told = await live.receive_json()

    assert await now(visitor) < before + timedelta(days=300)


async def test_it_plays_at_a_speed_until_it_is_paused(visitor: Visitor):
    assert (await visitor.post("time", speed=60))["speed"] == 60
    before = await now(visitor)
    async with visitor.http.ws_connect("/live") as live:
        assert (await visitor.post("time", do="play"))["playing"]
        for _ in range(3):
            told = await live.receive_json()
            assert "time" in told["changed"]
    paused = await visitor.post("time", do="pause")

    assert not paused["playing"]
    assert timedelta(minutes=10) < await now(visitor) - before < timedelta(hours=3)


async def test_acts_are_answered_while_time_moves(visitor: Visitor):
    owner = (await visitor.get("playground"))["owner"]
    await visitor.post("time", do="advance", minutes=30 * DAY)

    await visitor.says(owner, owner, "/help")

    assert (await visitor.get("time"))["busy"]
    assert (await visitor.messages(owner, owner))[-1]["author"]["bot"]
    await visitor.post("time", do="stop")


async def test_invented_people_act_while_time_moves(visitor: Visitor):
    sandbox = visitor.page.sandbox
    begin = sandbox.time.now
    done: list[Message] = []

    class Morning:
        """Says good morning every day."""

        async def next_act(self) -> datetime | None:
            return begin + timedelta(days=len(done) + 1)

        async def perform_due(self) -> None:
            if sandbox.time.now >= begin + timedelta(days=len(done) + 1):
                done.append(sandbox.owner.says(sandbox.group, "早"))

    sandbox.time.habits = Morning()
    await visitor.time_goes("advance", minutes=3 * DAY)

    assert [message.sent_at for message in done] == [begin + timedelta(days=n) for n in (1, 2, 3)]


async def test_a_week_of_a_dozen_newcomers_takes_seconds(visitor: Visitor):
    people = [(await visitor.newcomer())["id"] for _ in range(12)]
    await visitor.time_goes("advance", minutes=30)
    for person in people:
        await visitor.post(f"people/{person}", do="starts", payload="c6")

    began = process_time()
    await visitor.time_goes("advance", minutes=7 * DAY)

    assert (
        process_time() - began < 20
    )  # of the processor's; two to three usually, however busy the machine is
