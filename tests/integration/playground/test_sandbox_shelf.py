"""A community with a history is lived through once; from then on it is opened from the shelf."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from playground.sandbox import Sandbox
from playground.sandbox.newcomers import newcomers
from playground.sandbox.ready import READY, Ready
from playground.sandbox.shelf import Shelf


@pytest.fixture
def lived(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a history was lived through."""
    lives: list[str] = []

    async def live(sandbox: Sandbox) -> None:
        lives.append(sandbox.locale)
        await newcomers(sandbox)
        await sandbox.time.advance(sandbox.time.now + timedelta(days=1))

    ready = Ready(live, has_history=True, behaviour="lazy")
    monkeypatch.setitem(READY, "newcomers", ready)
    return lives


@asynccontextmanager
async def opened(shelf: Shelf) -> AsyncIterator[Sandbox]:
    sandbox = await shelf.open("newcomers", "zh")
    try:
        yield sandbox
    finally:
        await sandbox.close()


async def test_the_second_time_it_comes_from_the_shelf(tmp_path: Path, lived: list[str]):
    shelf = Shelf(tmp_path / "new" / "folder")

    async with opened(shelf) as first:
        said = [message.text for message in first.group.messages]
        now = first.time.now
    async with opened(shelf) as again:
        assert [message.text for message in again.group.messages] == said
        assert again.time.now == now
        assert again.crowd.behaviour_of(again.telegram.people[-1]) == "lazy"

    assert lived == ["zh"]


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"x"), lambda file: file.unlink()])
async def test_a_spoilt_one_is_lived_anew(tmp_path: Path, lived: list[str], spoil: Callable[[Path], object]):
    shelf = Shelf(tmp_path)
    async with opened(shelf):
        spoil(next(tmp_path.glob("*.zip")))

    async with opened(shelf) as again:
        assert again.group.messages

    assert lived == ["zh", "zh"]


async def test_of_another_program_only_the_newest_is_kept(tmp_path: Path, lived: list[str]):
    (tmp_path / "newcomers-zh-0123456789abcdef.zip").write_bytes(b"old")

    async with opened(Shelf(tmp_path)):
        kept = [file.name for file in tmp_path.iterdir()]

    assert len(kept) == 1
    assert "0123456789abcdef" not in kept[0]
