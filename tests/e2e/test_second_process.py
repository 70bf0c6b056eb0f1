"""A database has one process, which the system itself vouches for; whoever comes second says so and goes."""

import json
import signal
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest

from playground.emulator import Emulator
from tests.e2e.conftest import OWNER
from tests.e2e.processes import Calls, ended, settings
from tests.forge import Forge, Life

Start = Callable[..., Awaitable[Life]]


@pytest.fixture
def start(forge: Forge, telegram: Emulator, tmp_path: Path) -> Start:
    """Starts `python -m bot …` in the folder of the test, with further settings."""
    numbers = count(1)

    def start(*arguments: str, **others: str) -> Awaitable[Life]:
        environment = settings(telegram, **others)
        return forge.start(tmp_path, environment, arguments=arguments, log=f"{next(numbers)}.log")

    return start


async def test_a_second_process_is_refused_before_it_polls_and_a_killed_one_leaves_no_lock(
    telegram: Emulator, start: Start, tmp_path: Path
):
    calls = Calls(telegram)
    first = await start("run")
    await calls.polled()
    await telegram.settle()
    calls.methods.clear()
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'sopbot.db'}"
    code, said = await ended(await start("run", DATABASE_URL=elsewhere))

    holder = json.loads((tmp_path / "data" / "sopbot.db.lock").read_text("utf-8"))
    assert code == 2
    assert f"is in use by another process (process {first.pid} on {holder['host']}, since 2026-" in said
    assert said.splitlines()[-1].endswith("stop that one first, or name another DATABASE_URL")
    assert "Traceback" not in said
    assert set(calls.methods) <= {"getUpdates"}

    first.send(signal.SIGKILL)
    await first.exit_code()
    third = await start("run")
    await calls.polled()
    third.send(signal.SIGTERM)
    code, _ = await ended(third)
    assert code == 0


async def test_beside_a_running_bot_one_can_look_and_copy_but_not_restore(telegram: Emulator, start: Start):
    calls = Calls(telegram)
    telegram.person("群主", id=OWNER).presses_start()
    bot = await start("run")
    await calls.polled()
    await telegram.settle()

    copied, said_of_copy = await ended(await start("backup", "copy.db"))
    examined, said_of_health = await ended(await start("doctor"))
    restored, said_of_restore = await ended(await start("restore", "copy.db"))
    bot.send(signal.SIGTERM)
    code, said = await ended(bot)

    assert (copied, examined, restored, code) == (0, 0, 2, 0), said_of_copy + said_of_health
    assert f"✓ the bot is running: process {bot.pid} on " in said_of_health
    assert "is in use by another process" in said_of_restore
    assert "Traceback" not in said + said_of_restore
