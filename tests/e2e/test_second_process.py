"""A database has one process, which the system itself vouches for; whoever comes second says so and goes."""

import json
import signal
from pathlib import Path

from playground.emulator import Emulator
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
