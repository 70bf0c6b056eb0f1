"""The program starts on the database of any earlier revision and goes on where it was left."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from playground.emulator import Emulator, Person
from tests import postgres
from tests.e2e.conftest import Sopbot
from tests.e2e.own_scripts import start_with
from tests.revisions import bring_to, connected, read, revisions, write

WELCOME = """
title: 入门
start: [{on: member_joined}]
steps:
  - id: hello
    do:
      - say: {to: private, else: skip, text: "欢迎"}
      - task: {for: assistant, text: "认识一下 {{ member }}", due: 3d}
      - wait: {for: check_in, until: "20:00", none: [{say: {to: private, else: skip, text: "今天还没打卡"}}]}
      - award: {points: 3, reason: 第一天}
  - id: second
    at: day 2 09:00
    do: [{say: {to: private, else: skip, text: "第二天好"}}]
"""

EARLIER = revisions()[:-1]
LEFT = [("sqlite", revision) for revision in EARLIER] + [
    ("postgresql", EARLIER[0]),
    ("postgresql", EARLIER[-1]),
]
"""On PostgreSQL from the first and the last one: what each migration keeps there, `test_upgrading_data` compares."""


@pytest.fixture
async def old_database(request: pytest.FixtureRequest, backend: str, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
        if backend == "postgresql":
            url = await stack.enter_async_context(
                postgres.database(request.getfixturevalue("postgres_server"))
            )
        yield url


@pytest.mark.parametrize(("backend", "revision"), LEFT, indirect=["backend"])
async def test_a_program_left_at_an_earlier_revision_plays_on(
    stopped: Sopbot, telegram: Emulator, owner: Person, old_database: str, revision: str
):
    await start_with(stopped, welcome=WELCOME)
    group = owner.creates_group("早起写作营", supergroup=True)
    owner.adds_bot(group, admin=True)
    await telegram.settle()
    lin, ming = telegram.person("小林"), telegram.person("阿明")
    for person in (lin, ming):
        person.presses_start()
        person.joins(group)
    await telegram.settle()
    lin.says(group, "/checkin")
    await telegram.settle()
    await stopped.stop()
    async with connected(str(stopped.settings["database_url"])) as connection:
        left = await connection.run_sync(read)
    async with connected(old_database) as connection:
        await connection.run_sync(bring_to, revision)
        await connection.run_sync(write, left)

    await stopped.start(database_url=old_database)
    await telegram.settle()
    ming.says(group, "/checkin")
    lin.says(group, "/me")
    await telegram.settle()
    owner.writes_to_bot("/todo")
    await telegram.advance(days=1)

    assert [message.text.split("\n")[0] for message in lin.inbox if "第二天" in message.text] == ["第二天好"]
    assert not any("今天还没打卡" in message.text for message in [*lin.inbox, *ming.inbox])
    assert any("小林：5 积分" in message.text for message in group.messages)
    assert any("认识一下 小林" in message.text for message in owner.inbox)
    async with connected(old_database) as connection:
        after = await connection.run_sync(read)
    assert {row["points"] for row in after["members"]} == {0, 5}
    assert after["failed_updates"] == []
