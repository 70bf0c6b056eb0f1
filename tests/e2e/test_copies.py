"""Three copies of the program share one PostgreSQL database; kill -9 one, and nothing is lost or done twice.

Real processes in real time. How soon another one leads, tests/integration/storage/test_election.py sums up.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from playground.emulator import Emulator, FloodLimits, Group, Person
from sop.language.loader import load_folder
from tests.databases import on_postgresql
from tests.e2e.copies import OWNER, Copies, found_community
from tests.forge import Forge

PEOPLE = 24
CHECK_IN = 2
"""Points for a check-in, as shipped."""

COURSE = """\
sop: course
start: [{on: member_joined}]
steps:
  - id: steps
    at: start
    do:
      - award: {points: 1, reason: 到了}
      - wait: 2s
      - say: {to: private, else: skip, text: 第一句}
      - award: {points: 10, reason: 第一步}
      - wait: 2s
      - say: {to: private, else: skip, text: 第二句}
      - award: {points: 100, reason: 第二步}
      - tag: done
"""

EVENING = """\
sop: evening
for: chat
start: [{on: schedule, at: "21:00"}]
steps:
  - id: say
    at: start
    do:
      - say: {to: chat, text: 晚上好}
"""

by_both_ways = pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    """A Telegram whose clock shows the real time of the beginning."""
    async with Emulator(start=datetime.now(UTC), limits=FloodLimits(enforced=False)) as emulator:
        yield emulator


@pytest.fixture
async def copies(
    forge: Forge, telegram: Emulator, database_url: str, tmp_path: Path, webhook: bool
) -> AsyncIterator[Copies]:
    scripts = tmp_path / "scripts" / "zh"
    scripts.mkdir(parents=True)
    (scripts / "course.yaml").write_text(COURSE, "utf-8")
    (scripts / "evening.yaml").write_text(EVENING, "utf-8")
    assert [str(problem) for problem in load_folder(scripts.parent, "zh").problems] == []
    async with Copies(forge, telegram, database_url, tmp_path, OWNER, webhook=webhook) as copies:
        await copies.start(3)
        yield copies


@pytest.fixture
async def group(telegram: Emulator, copies: Copies) -> Group:
    return await found_community(telegram, copies)


async def come(telegram: Emulator, group: Group) -> list[Person]:
    """People join, open the private chat and check in, a few at a time."""
    people = []
    for number in range(PEOPLE):
        telegram.jump_to(datetime.now(UTC))
        person = telegram.person(f"伙伴{number}")
        person.joins(group)
        person.presses_start()
        person.says(group, "打卡")
        people.append(person)
        await asyncio.sleep(0.1)
    return people


async def all_done(copies: Copies, telegram: Emulator) -> bool:
    """Every update is taken, every run has ended, and everything that is due is said."""
    ended = await copies.value("SELECT count(*) FROM runs WHERE sop = 'course' AND status = 'ended'")
    left = await copies.value(
        "SELECT count(*) FROM outbox WHERE state IN ('planned', 'sending') AND not_before <= now()"
    )
    brought = telegram.world.updates.unconfirmed == 0 or not telegram.world.webhook.url
    return bool(brought and ended >= PEOPLE and not left)


@on_postgresql
@by_both_ways
async def test_one_of_three_killed_under_load_nothing_is_lost_and_nothing_done_twice(
    telegram: Emulator, copies: Copies, group: Group
):
    coming = asyncio.create_task(come(telegram, group))
    await copies.until(lambda: some_have_ended(copies))
    leader = await copies.leader()
    assert leader is not None
    copies.kill(leader)
    people = await coming
    await copies.until(lambda: all_done(copies, telegram))

    assert await copies.leader() not in (None, leader)
    ledger = await copies.rows(
        "SELECT member_id, sum(amount), count(*) FILTER (WHERE rule = 'check_in') FROM point_entries"
        " GROUP BY member_id"
    )
    balances = dict(await copies.rows("SELECT id, points FROM members WHERE points > 0"))
    assert len(ledger) == PEOPLE
    assert {(amount, check_ins) for _, amount, check_ins in ledger} == {(111 + CHECK_IN, 1)}
    assert {key: amount for key, amount, _ in ledger} == balances
    runs = await copies.rows(
        "SELECT member_id, count(*), min(outcome) FROM runs WHERE sop = 'course' GROUP BY 1"
    )
    assert {(count, outcome) for _, count, outcome in runs} == {(1, "done")}
    await nothing_said_twice(copies, people)


async def some_have_ended(copies: Copies) -> bool:
    return bool(await copies.value("SELECT count(*) FROM runs WHERE sop = 'course' AND status = 'ended'"))


async def nothing_said_twice(copies: Copies, people: list[Person]) -> None:
    """Each was told each line once; what is missing is known as of unknown outcome, and is in the books."""
    told = Counter((person.id, message.text[:3]) for person in people for message in person.inbox)
    lines = {(person.id, line): told[person.id, line] for person in people for line in ("第一句", "第二句")}
    unknown = await copies.value("SELECT count(*) FROM outbox WHERE state = 'unknown'")
    assert max(lines.values()) == 1
    assert list(lines.values()).count(0) <= unknown


@on_postgresql
@pytest.mark.parametrize("webhook", [False], ids=["polling"])
async def test_another_copy_leads_and_polls_when_the_leader_is_killed(
    telegram: Emulator, copies: Copies, group: Group
):
    leader = await copies.leader()
    assert leader is not None
    copies.kill(leader)
    lin = telegram.person("小林")
    lin.joins(group)

    async def greeted() -> bool:
        return bool(await copies.value("SELECT count(*) FROM runs WHERE sop = 'course'"))

    async def another_leads() -> bool:
        return await copies.leader() not in {None, leader}

    await copies.until(another_leads)
    await copies.until(greeted)


@on_postgresql
@pytest.mark.parametrize("webhook", [True], ids=["webhook"])
async def test_an_update_brought_to_every_copy_is_handled_once(
    telegram: Emulator, copies: Copies, group: Group
):
    lin = telegram.person("小林")
    lin.joins(group)
    lin.says(group, "打卡")
    telegram.repeats_updates(2)
    telegram.repeats_updates(4)

    async def all_taken() -> bool:
        return telegram.world.updates.unconfirmed == 0

    await copies.until(all_taken)

    assert await copies.value("SELECT count(*) FROM check_ins") == 1
    assert await copies.value("SELECT count(*) FROM runs WHERE sop = 'course'") == 1


@on_postgresql
@by_both_ways
async def test_what_happens_at_an_hour_happens_once(telegram: Emulator, copies: Copies, group: Group):
    """The digest and the scheduled start fall due for all three copies at the same moment."""
    await copies.value(
        "WITH due AS (UPDATE schedules SET next_at = now() + interval '6 seconds' RETURNING key)"
        " SELECT count(*) FROM due"
    )

    async def over() -> bool:
        waiting = await copies.value(
            "SELECT count(*) FROM schedules WHERE next_at < now() + interval '7 seconds'"
        )
        left = await copies.value("SELECT count(*) FROM outbox WHERE state IN ('planned', 'sending')")
        return bool(not waiting and not left)

    await copies.until(over)

    owner = telegram.world.private[OWNER]
    assert [message.text for message in group.from_bot].count("晚上好") == 1
    assert sum("📊" in message.text for message in owner.from_bot) == 1
