"""A database has one process, which the system itself vouches for; whoever comes second says so and goes."""

import json
import signal
from pathlib import Path

from playground.emulator import Emulator
from tests.e2e.conftest import OWNER
from tests.e2e.processes import Calls, ended, settings, start, write_env


async def test_a_second_process_is_refused_before_it_polls_and_a_killed_one_leaves_no_lock(
    telegram: Emulator, tmp_path: Path
):
    calls = Calls(telegram)
    write_env(tmp_path, settings(telegram))
    first = await start(tmp_path, "run")
    await calls.polled()
    await telegram.settle()
    calls.methods.clear()
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'sopbot.db'}"
    code, said = await ended(await start(tmp_path, "run", DATABASE_URL=elsewhere))

    holder = json.loads((tmp_path / "data" / "sopbot.db.lock").read_text("utf-8"))
    assert code == 2
    assert f"is in use by another process (process {first.pid} on {holder['host']}, since 2026-" in said
    assert said.splitlines()[-1].endswith("stop that one first, or name another DATABASE_URL")
    assert "Traceback" not in said
    assert set(calls.methods) <= {"getUpdates"}

    first.kill()
    await first.wait()
    third = await start(tmp_path, "run")
    await calls.polled()
    third.send_signal(signal.SIGTERM)
    code, _ = await ended(third)
    assert code == 0


async def test_beside_a_running_bot_one_can_look_and_copy_but_not_restore(telegram: Emulator, tmp_path: Path):
    calls = Calls(telegram)
    write_env(tmp_path, settings(telegram))
    telegram.person("群主", id=OWNER).presses_start()
    bot = await start(tmp_path, "run")
    await calls.polled()
    await telegram.settle()

    copied, said_of_copy = await ended(await start(tmp_path, "backup", "copy.db"))
    examined, said_of_health = await ended(await start(tmp_path, "doctor"))
    restored, said_of_restore = await ended(await start(tmp_path, "restore", "copy.db"))
    bot.send_signal(signal.SIGTERM)
    code, said = await ended(bot)

    assert (copied, examined, restored, code) == (0, 0, 2, 0), said_of_copy + said_of_health
    assert f"✓ the bot is running: process {bot.pid} on " in said_of_health
    assert "is in use by another process" in said_of_restore
    assert "Traceback" not in said + said_of_restore
