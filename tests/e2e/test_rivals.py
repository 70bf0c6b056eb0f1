"""Two programs with one token: the one that came last goes, the other goes on and tells its owner once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.reporting import Reporter
from bot.rivals import Rivals
from core.clock import InventedClock
from core.errors import CannotGoOn
from playground.emulator import Emulator, Group, Person
from tests.e2e.conftest import Sopbot
from tests.e2e.outages import let_pass
from tests.e2e.own_scripts import start_with
from tests.e2e.processes import ended, settings
from tests.forge import Forge

TOLD = "也在用我的 token 收消息"


@pytest.fixture
async def sopbot(stopped: Sopbot) -> Sopbot:
    """No script runs, so nothing is said that the tests did not ask for."""
    return await start_with(stopped)


@pytest.fixture
async def newcomer(telegram: Emulator, tmp_path: Path) -> AsyncIterator[Sopbot]:
    """Another program with the same token and a database of its own."""
    sopbot = Sopbot(telegram, tmp_path, {"database_url": f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"})
    yield sopbot
    await sopbot.stop()


def told(owner: Person) -> int:
    return sum(TOLD in message.text for message in owner.inbox)


def conflict(telegram: Emulator, times: int = 1) -> None:
    """The next polls are ended by another program's."""
    telegram.faults.next(
        "getUpdates", status=409, description="Conflict: terminated by other getUpdates request", times=times
    )


async def test_a_newcomer_that_meets_a_conflict_ends_with_one_clear_line(
    telegram: Emulator, forge: Forge, tmp_path: Path
):
    conflict(telegram)
    code, said = await ended(await forge.start(tmp_path, settings(telegram)))

    assert code == 1
    assert (
        "another process fetches the updates of this BOT_TOKEN: stop that one first" in said.splitlines()[-1]
    )
    assert "Traceback" not in said


async def test_of_two_programs_the_one_that_came_last_goes(
    sopbot: Sopbot, newcomer: Sopbot, telegram: Emulator, owner: Person, community: Group
):
    await telegram.advance(hours=1)
    await newcomer.start()
    await let_pass(telegram, seconds=5)

    assert newcomer.app is not None
    assert isinstance(newcomer.running.nursery.failed.exception(), CannotGoOn)
    await newcomer.stop()
    lin = telegram.person("小林")
    lin.joins(community)
    lin.says(community, "/me")
    await let_pass(telegram, seconds=5)
    await telegram.settle()
    assert community.last.text.startswith("小林：0 积分")
    assert not sopbot.running.nursery.failed.done()
    assert told(owner) == 1


async def test_conflicts_are_told_once_until_they_have_been_over_for_a_while(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group
):
    for hours, expected in ((1, 1), (0, 1), (1, 2)):
        await telegram.advance(hours=hours)
        conflict(telegram, times=3)
        owner.says(community, "大家好")
        await let_pass(telegram, seconds=10)
        await telegram.settle()
        assert told(owner) == expected


async def test_a_clock_that_is_set_back_makes_no_newcomer(
    sopbot: Sopbot, telegram: Emulator, owner: Person, community: Group
):
    clock, running = InventedClock(telegram.now), sopbot.running
    report = Reporter(running.settings.owner_ids, running.settings.locale)
    rivals = Rivals(running.database, clock, report, running.settings.timezone, running.committed)
    clock.set(telegram.now + timedelta(minutes=30) - timedelta(hours=1))

    await rivals.met()
    await telegram.advance(seconds=10)
    assert told(owner) == 1
