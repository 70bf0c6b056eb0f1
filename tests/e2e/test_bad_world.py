"""When Telegram or the database fails for a while, the bot waits, goes on by itself, and has lost nothing."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from playground.emulator import Emulator, FloodLimits, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.outages import let_pass, let_the_poll_end
from tests.e2e.own_scripts import start_with

EVENING = datetime(2026, 3, 2, 11, 50, tzinfo=UTC)
"""Monday, ten to eight in the evening in Shanghai."""

REMIND = """
start: [{on: member_joined}]
when: {not: {tag: staff}}
steps:
  - id: daily
    each: {day: 1..7, at: "10:00"}
    do:
      - wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: skip, text: 还没打卡呢}}]}
"""


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    return await start_with(stopped, remind=REMIND)


@pytest.fixture
async def people(telegram: Emulator, community: Group) -> tuple[Person, Person]:
    """Two members on the evening of their first day, who have yet to check in."""
    lin, ming = telegram.person("小林"), telegram.person("阿明")
    for person in (lin, ming):
        person.joins(community)
        person.presses_start()
    await telegram.advance_to(EVENING)
    return lin, ming


def reminded(*people: Person) -> list[str]:
    """Who was reminded, as often as they were."""
    return [person.name for person in people for message in person.inbox if "还没打卡" in message.text]


@pytest.mark.parametrize(
    "fault", [{"status": 502}, {"status": 500}, {"cut": "before"}], ids=["502", "500", "broken connections"]
)
async def test_after_an_outage_nobody_is_reminded_of_what_they_did_meanwhile(
    telegram: Emulator, community: Group, people: tuple[Person, Person], fault: dict[str, object]
):
    lin, ming = people
    await telegram.advance(minutes=8)
    telegram.faults.next("getUpdates", times=10_000, **fault)  # type: ignore[arg-type]
    await let_the_poll_end(telegram, lin, community)
    await let_pass(telegram, seconds=90)
    checked_in = lin.says(community, "打卡")
    await let_pass(telegram, seconds=90)

    assert telegram.now > EVENING.replace(hour=12, minute=0)
    assert reminded(lin, ming) == []

    telegram.faults.clear()
    await let_pass(telegram, seconds=31)
    await telegram.settle()

    assert list(checked_in.reactions) == ["👍"]
    assert reminded(lin, ming) == ["阿明"]


async def test_what_came_while_the_bot_was_stopped_comes_before_the_timers(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: tuple[Person, Person]
):
    lin, ming = people
    await sopbot.stop()
    lin.says(community, "打卡")
    telegram.jump_to(EVENING.replace(hour=12, minute=5))
    await sopbot.start()
    await telegram.settle()

    assert reminded(lin, ming) == ["阿明"]


async def test_a_backlog_of_several_batches_comes_before_the_timers(
    sopbot: Sopbot, telegram: Emulator, community: Group, people: tuple[Person, Person]
):
    lin, ming = people
    await sopbot.stop()
    for number in range(250):
        ming.says(community, f"第 {number} 句")
    lin.says(community, "打卡")
    telegram.jump_to(EVENING.replace(hour=12, minute=5))
    await sopbot.start()
    await telegram.settle()

    assert reminded(lin, ming) == ["阿明"]


async def test_asked_to_wait_it_asks_for_nothing_meanwhile(
    telegram: Emulator, community: Group, people: tuple[Person, Person]
):
    lin, _ = people
    telegram.faults.next("getUpdates", retry_after=17)
    await let_the_poll_end(telegram, lin, community)
    checked_in = lin.says(community, "打卡")
    await let_pass(telegram, seconds=15)
    assert checked_in.reactions == {}

    await let_pass(telegram, seconds=3)
    await telegram.settle()
    assert list(checked_in.reactions) == ["👍"]


async def test_a_second_poller_is_outlived(
    telegram: Emulator, community: Group, people: tuple[Person, Person]
):
    lin, _ = people
    async with aiohttp.ClientSession() as http:
        url = f"{telegram.url}/bot{telegram.token}/getUpdates"
        async with http.get(url, params={"timeout": "0"}) as answer:
            assert answer.status == 200
    checked_in = lin.says(community, "打卡")
    await let_pass(telegram, seconds=2)
    await telegram.settle()

    assert list(checked_in.reactions) == ["👍"]


@contextmanager
def locked(sopbot: Sopbot) -> Iterator[None]:
    """Another process writes to the database for a long time."""
    other = sqlite3.connect(sopbot.folder / "sopbot.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_locked_database_is_waited_for_without_hammering_on_it(
    stopped: Sopbot, telegram: Emulator, owner: Person, caplog: pytest.LogCaptureFixture
):
    database = f"sqlite+aiosqlite:///{stopped.folder / 'sopbot.db'}?timeout=0.01"
    stopped.settings["database_url"] = database
    await start_with(stopped, remind=REMIND)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    lin = telegram.person("小林")
    lin.joins(group)
    lin.presses_start()
    await telegram.advance_to(EVENING)
    caplog.clear()
    with locked(stopped):
        checked_in = lin.says(group, "打卡")
        await let_pass(telegram, minutes=12)
        assert checked_in.reactions == {}
        assert reminded(lin) == []
        assert 20 < caplog.text.count("database is locked") < 250
    await let_pass(telegram, seconds=31)
    await telegram.settle()

    assert list(checked_in.reactions) == ["👍"]
    assert reminded(lin) == []
    async with stopped.running.database.begin() as uow:
        user = await uow.users.by_telegram_id(lin.id)
        assert user is not None
        assert [member.points for member in await uow.members.of_user(user.id)] == [2]


Gateway = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def test_a_gateway_that_answers_in_telegrams_stead_is_outlived(stopped: Sopbot):
    """Its page of HTML is no answer of the Bot API, so nothing in it can be read."""
    broken = False

    async def gateway(request: web.Request) -> web.StreamResponse:
        if broken and request.path.endswith("/getUpdates"):
            return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
        url = f"{telegram.url}{request.path.removeprefix('/gateway')}"
        headers = {"Content-Type": request.headers["Content-Type"]}
        async with http.post(url, data=await request.read(), headers=headers) as answer:
            body = await answer.read()
            return web.Response(status=answer.status, body=body, content_type="application/json")

    telegram = Emulator(limits=FloodLimits(enforced=False))
    telegram.serve_also(web.post("/gateway/bot{token}/{method}", gateway))
    stopped.telegram = telegram
    async with aiohttp.ClientSession() as http, telegram:
        await start_with_url(stopped, f"{telegram.url}/gateway")
        owner = telegram.person("群主", id=5_100_000_001)
        group = owner.creates_group("读书会", supergroup=True)
        owner.adds_bot(group, admin=True)
        await telegram.settle()
        broken = True
        await let_the_poll_end(telegram, owner, group)
        await let_pass(telegram, seconds=90)
        checked_in = owner.says(group, "打卡")
        broken = False
        await let_pass(telegram, seconds=31)
        await telegram.settle()
        await stopped.stop()

    assert list(checked_in.reactions) == ["👍"]


async def start_with_url(sopbot: Sopbot, url: str) -> None:
    sopbot.settings["bot_api_url"] = url
    await start_with(sopbot)
