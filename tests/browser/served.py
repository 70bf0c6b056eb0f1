"""The playground as `make play` starts it: a process of its own, for as long as it is needed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = aiohttp.ClientTimeout(total=300)


class Served:
    """A playground that runs. `address` is its page's; `complaints` a file with all that it wrote to stderr."""

    def __init__(self, address: str, complaints: Path, http: aiohttp.ClientSession) -> None:
        self.address = address
        self.complaints = complaints
        self._http = http

    async def opens(self, ready: str, locale: str) -> None:
        """A fresh community, for whoever comes next."""
        await self.post("playground", ready=ready, locale=locale)

    async def get(self, path: str) -> Any:
        async with self._http.get(f"/api/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **body: object) -> Any:
        async with self._http.post(
            f"/api/{path}", json={k.rstrip("_"): v for k, v in body.items()}
        ) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def time_goes(self, do: str, **how: object) -> Any:
        """Move time, and wait until it stands again; the time then."""
        async with self._http.ws_connect("/live") as live:
            time = await self.post("time", do=do, **how)
            while time["busy"]:
                time = (await live.receive_json())["time"]
            return time

    async def chat(self, title: str) -> int:
        """The chat of that name."""
        found = [chat["id"] for chat in await self.get("chats?as=0") if chat["title"] == title]
        return int(found[0])

    async def newcomer(self, name: str, group: int) -> int:
        """Somebody of that name who has just joined, by their Telegram id."""
        person = (await self.post("people", name=name))["id"]
        await self.post(f"people/{person}", do="joins", chat=group)
        return int(person)


@asynccontextmanager
async def serving(folder: Path, *arguments: str) -> AsyncIterator[Served]:
    """Start one that keeps its files in `folder`, and stop it at the end. It must go in peace."""
    complaints = folder / "stderr.txt"
    with complaints.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "playground", "--port", "0", *arguments),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )
    try:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        assert address.startswith("http://127.0.0.1:"), complaints.read_text("utf-8")
        async with aiohttp.ClientSession(address, timeout=PATIENCE) as http:
            yield Served(address, complaints, http)
    finally:
        if process.returncode is None:
            process.terminate()
        ended = await process.wait()
    assert (ended, complaints.read_text("utf-8")) == (0, "")
