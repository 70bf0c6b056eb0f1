"""A process that cannot begin fails the test that wants it, at once and with the reason."""

import signal
from pathlib import Path

import pytest

from tests.forge import Forge


async def test_a_life_that_cannot_begin_says_why_and_the_next_one_begins(forge: Forge, tmp_path: Path):
    with pytest.raises(RuntimeError, match="No such file or directory"):
        await forge.start(tmp_path / "missing", {})

    life = await forge.start(tmp_path, {}, arguments=("--help",))
    assert await life.exit_code() == 0


async def test_a_forge_that_has_died_begins_nothing(tmp_path: Path):
    async with Forge() as forge:
        forge._process.kill()
        with pytest.raises(RuntimeError, match="the forge has ended"):
            await forge.start(tmp_path, {})


async def test_whoever_has_ended_is_sent_nothing(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    life = await forge.start(tmp_path, {}, arguments=("--help",))
    await life.exit_code()
    sent: list[int] = []
    monkeypatch.setattr("os.kill", lambda pid, how: sent.append(pid))
    life.send(signal.SIGKILL)

    assert sent == []
