"""The emulator runs by itself, as any bot would start it."""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from playground.emulator import Emulator
from playground.emulator.__main__ import main
from tests.structure.checkout import ROOT

COMMAND = (sys.executable, "-m", "playground.emulator")


@asynccontextmanager
async def alone(*options: str) -> AsyncIterator[tuple[Process, str]]:
    """The process and the address that it printed."""
    process = await asyncio.create_subprocess_exec(*COMMAND, "--port", "0", *options, cwd=ROOT, stdout=PIPE)
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        yield process, line.split()[3].rstrip(",")
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_it_serves_any_token_at_the_present_time_and_keeps_its_state(
    tmp_path: Path, http: aiohttp.ClientSession
) -> None:
    state = tmp_path / "state.json"
    async with alone("--token", "42:own_token", "--state", str(state)) as (process, url):
        async with http.get(f"{url}/bot42:own_token/getMe") as response:
            assert (await response.json())["result"]["id"] == 42
        async with http.get(f"{url}/bot43:other/getMe") as response:
            assert response.status == 401
        async with http.post(f"{url}/control", json={"person": "Lin", "act": "presses_start"}) as response:
            date = (await response.json())["message"]["date"]
        assert abs(datetime.fromtimestamp(date, UTC) - datetime.now(UTC)) < timedelta(seconds=30)
        waiting = asyncio.ensure_future(http.get(f"{url}/bot42:own_token/getUpdates?timeout=50&offset=-1"))
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

    restored = Emulator.restored(state.read_bytes())
    assert [person.name for person in restored.people] == ["Lin"]

    async with alone("--state", str(state), "--standing") as (process, url):
        async with http.get(f"{url}/control") as response:
            seen = await response.json()
        assert [person["first_name"] for person in seen["people"]] == ["Lin"]
        assert datetime.fromisoformat(seen["now"]) == restored.now
        process.terminate()
        assert await process.wait() == 0


def test_a_port_that_is_taken_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert capsys.readouterr().err == (
        f"The emulator can't go on: port {port} is taken; choose another by --port\n"
    )


def test_a_file_that_is_no_state_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state.json").write_text("hello")
    assert main(["--state", str(tmp_path / "state.json")]) == 2
    assert capsys.readouterr().err == (
        "The emulator can't go on: this is not a state that an emulator has saved\n"
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--port", "70000"], "a port is a number from 0 to 65535"),
        (["--token", "secret"], "a token is a number, a colon, and letters or digits"),
        (["--start", "tomorrow"], "write it as 2026-03-02T09:00+08:00"),
    ],
)
def test_wrong_options_are_explained(
    options: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert why in capsys.readouterr().err
