"""The clock, flood limits, scripted faults and the log."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from playground.emulator import CallSeen, Emulator, FloodLimits, Group, Person, StoryError
from tests.integration.emulator.conftest import Poller


async def test_the_clock_is_read_and_awaited(poller: Poller, telegram: Emulator) -> None:
    async with poller.http.get(telegram.clock_url) as response:
        assert await response.json() == {"now": "2026-03-02T01:00:00+00:00", "seq": 1}

    async def next_reading() -> dict[str, object]:
        async with poller.http.get(telegram.clock_url, params={"after": "1"}) as response:
            reading: dict[str, object] = await response.json()
            return reading

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(next_reading())
        await asyncio.sleep(0.05)
        assert not waiting.done()
        telegram.jump_to(datetime(2026, 3, 2, 4, 0, tzinfo=UTC))

    assert waiting.result() == {"now": "2026-03-02T04:00:00+00:00", "seq": 2}
    with pytest.raises(StoryError):
        telegram.jump_to(datetime(2026, 3, 1, tzinfo=UTC))


async def test_settled_means_told_and_at_rest(
    poller: Poller, telegram: Emulator, group: Group, lin: Person
) -> None:
    await poller.updates()
    await poller.rest()
    await telegram.settle(1)
    lin.says(group, "早")
    with pytest.raises(TimeoutError, match="1 updates unconfirmed"):
        await telegram.settle(0.05)
    await poller.updates()
    await poller.rest()
    assert not telegram.is_settled(), "the update is not confirmed"
    await poller.updates()
    assert telegram.is_settled()
    await poller.bot.get_me()
    assert not telegram.is_settled(), "a call came after the report"


async def test_time_stops_wherever_the_bot_has_something_to_do(poller: Poller, telegram: Emulator) -> None:
    stops: list[datetime] = []
    due = telegram.now + timedelta(hours=1)

    async def program() -> None:
        """Has something to do after one hour and after two, then nothing more."""
        while telegram.now < end:
            seq = telegram.clock.seq
            stops.append(telegram.now)
            ahead = [instant for instant in (due, due + timedelta(hours=1)) if instant > telegram.now]
            await poller.rest(ahead[0] if ahead else None)
            await telegram.clock.reading_after(seq, 25)
        await poller.rest()

    end = telegram.now + timedelta(hours=5)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(program())
        await telegram.advance(hours=5)

    assert [stop.hour for stop in stops] == [1, 2, 3]
    assert telegram.now == end


async def test_a_bot_that_rests_on_due_work_is_found_out(poller: Poller, telegram: Emulator) -> None:
    async def program() -> None:
        while True:
            seq = telegram.clock.seq
            await poller.rest(telegram.now)
            await telegram.clock.reading_after(seq, 25)

    async with asyncio.TaskGroup() as tasks:
        resting = tasks.create_task(program())
        with pytest.raises(StoryError, match="brings work"):
            await telegram.advance(hours=1)
        resting.cancel()


async def test_a_group_takes_twenty_messages_a_minute(bot: Bot, telegram: Emulator, group: Group) -> None:
    for number in range(5):
        await bot.send_message(group.id, f"{number}")
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.send_message(group.id, "太快")
    assert refused.value.retry_after == 1
    for number in range(5, 20):
        telegram.jump_to(telegram.now + timedelta(seconds=2))
        await bot.send_message(group.id, f"{number}")
    telegram.jump_to(telegram.now + timedelta(seconds=2))
    with pytest.raises(TelegramRetryAfter) as refused:
        await bot.edit_message_text("编辑也算", chat_id=group.id, message_id=group.last.id)
    assert refused.value.retry_after == 28
    telegram.jump_to(telegram.now + timedelta(seconds=28))
    await bot.send_message(group.id, "好了")


async def test_ignoring_a_429_keeps_the_chat_shut(poller: Poller, telegram: Emulator, lin: Person) -> None:
    lin.presses_start()
    for _ in range(5):
        await poller.bot.send_message(lin.id, "x")
    for _ in range(4):
        answer = await poller.call("sendMessage", chat_id=lin.id, text="x")
        assert answer["parameters"] == {"retry_after": 1}
        telegram.jump_to(telegram.now + timedelta(seconds=0.9))
    telegram.jump_to(telegram.now + timedelta(seconds=0.2))
    assert (await poller.call("sendMessage", chat_id=lin.id, text="x"))["ok"]


async def test_thirty_a_second_overall(poller: Poller, telegram: Emulator) -> None:
    answers = []
    for number in range(31):
        person = telegram.person(f"人{number}")
        person.presses_start()
        answers.append(await poller.call("sendMessage", chat_id=person.id, text="x"))

    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]
    assert len(telegram.refusals) == 1


async def test_the_header_tells_the_wait_as_well(poller: Poller, telegram: Emulator, lin: Person) -> None:
    telegram.faults.next("sendMessage", retry_after=17)
    url = f"{telegram.url}/bot{telegram.token}/sendMessage"
    async with poller.http.post(url, data={"chat_id": str(lin.id), "text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "17")
    assert telegram.refusals == [], "scripted faults are no refusals"


async def test_limits_can_be_switched_off(poller: Poller) -> None:
    async with Emulator(limits=FloodLimits(enforced=False)) as telegram:
        person = telegram.person("小林")
        person.presses_start()
        there = Poller(telegram, poller.bot, poller.http)
        for _ in range(50):
            assert (await there.call("sendMessage", chat_id=person.id, text="x"))["ok"]


async def test_scripted_faults(bot: Bot, telegram: Emulator, group: Group) -> None:
    telegram.faults.next("sendMessage", status=502)
    telegram.faults.next("sendMessage", cut="before")
    telegram.faults.next("sendMessage", cut="after", when=lambda call: call["text"] == "丢了")
    with pytest.raises(TelegramServerError):
        await bot.send_message(group.id, "一")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(group.id, "二")
    await bot.send_message(group.id, "三")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(group.id, "丢了")

    assert [message.text for message in group.from_bot] == ["三", "丢了"]
    assert telegram.faults.waiting == 0
    assert telegram.refusals == []


async def test_a_slow_answer(bot: Bot, telegram: Emulator, group: Group) -> None:
    telegram.faults.next("sendMessage", slow=0.2)
    async with asyncio.TaskGroup() as tasks:
        sending = tasks.create_task(bot.send_message(group.id, "慢"))
        await telegram.until(lambda: group.from_bot)
        assert not sending.done()
        assert group.last.text == "慢"
    assert sending.result().text == "慢"


async def test_hooks_see_calls_before_and_after(bot: Bot, telegram: Emulator, group: Group) -> None:
    seen: list[tuple[str, str, int]] = []

    async def hook(call: CallSeen) -> None:
        seen.append((call.method, call.stage, len(group.from_bot)))

    telegram.on_call(hook)
    await bot.send_message(group.id, "早")

    assert seen == [("sendMessage", "before", 0), ("sendMessage", "after", 1)]


async def test_the_log_tells_the_story_as_it_happens(
    bot: Bot, telegram: Emulator, group: Group, lin: Person
) -> None:
    told: list[str] = []
    telegram.subscribe(lambda happening: told.append(str(happening)))
    lin.says(group, "早")
    await bot.send_message(group.id, "<b>早</b>")

    assert told == [
        "03-02 01:00:00 [早起写作营] 小林 said: 早",
        "03-02 01:00:00 [早起写作营] 小助手 said: 早",
    ]
    assert telegram.log[-1].method == "sendMessage"
    assert [happening.text for happening in telegram.log.of("said")] == ["早", "早"]
